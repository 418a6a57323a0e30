from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from tests.end_to_end.same_histories import measured, platform, stored

TABLE = stored()
RUNS = TABLE["runs"]


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    """What forgets to ask BLAS for one thread has other last bits on most machines."""
    with threadpool_limits(2, user_api="blas"):
        yield


@pytest.mark.parametrize("name", RUNS)
def test_a_history_is_the_stored_one(name: str) -> None:
    run = RUNS[name]
    found = measured(run["experiment"])
    assert found["rows"] == run["rows"]
    np.testing.assert_allclose(found["loss"], run["loss"], rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(found["theta"], run["theta"], rtol=1e-5, atol=1e-9)
    if platform() == TABLE["platform"]:
        assert found["hash"] == run["hash"]
