import numpy as np
import pytest

from tests.end_to_end.same_histories import measured, platform, stored

TABLE = stored()
RUNS = TABLE["runs"]


@pytest.mark.parametrize("name", RUNS)
def test_a_history_is_the_stored_one(name: str) -> None:
    run = RUNS[name]
    found = measured(run["experiment"])
    assert found["rows"] == run["rows"]
    np.testing.assert_allclose(found["loss"], run["loss"], rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(found["theta"], run["theta"], rtol=1e-5, atol=1e-9)
    if platform() == TABLE["platform"]:
        assert found["hash"] == run["hash"]
