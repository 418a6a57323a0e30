"""Newton's method looks at second derivatives: `test_newton` tests it by itself."""

from collections.abc import Mapping

from tests.core.optimizers.restated.base import Published

PUBLISHED: Mapping[str, Published] = {
    "newton": Published(
        None,
        ravine=(1.0, 1e-12),
        rosenbrock=(1.0, 1e-12),
    ),
}
