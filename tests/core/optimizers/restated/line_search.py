"""The line search looks at the loss: `test_line_search` tests it by itself."""

from collections.abc import Mapping

from tests.core.optimizers.restated.base import Published

PUBLISHED: Mapping[str, Published] = {
    "line_search": Published(
        None,
        ravine=(1.0, 1e-9),
        rosenbrock=(1.0, 1e-5),
    ),
}
