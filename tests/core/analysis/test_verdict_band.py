from itertools import pairwise

import pytest

from tests.core.analysis.runs import run
from visualizer.core.analysis.verdict import judge, verdict_band
from visualizer.core.analysis.verdict_band import segment_length


class TestBand:
    def test_kinds_are_those_of_the_verdicts(self):
        problem, history = run("line", 0.1, 60)
        band = verdict_band(problem, history, 60)
        assert [kind for *_, kind in band] == ["zig-zag", "valley"]
        assert band[0][0] == 0
        assert band[-1][1] == 60
        assert all(one[1] == two[0] for one, two in pairwise(band))
        for _, end, severity, kind in band:
            verdict = judge(problem, history, end)
            assert (verdict.severity, verdict.kind) == (severity, kind)

    def test_known_kinds_are_not_judged_again(self, monkeypatch):
        problem, history = run("rosenbrock", 0.001, 5000)
        known = {}
        cold = verdict_band(problem, history, 4000, known=known)
        assert len(known) <= 63
        asked = []
        monkeypatch.setattr(
            "visualizer.core.analysis.verdict.judge",
            lambda problem, history, row: asked.append(row) or judge(problem, history, row),
        )
        assert verdict_band(problem, history, 4000, known=known) == cold
        assert asked == []
        verdict_band(problem, history, 5000, known=known)
        assert len(asked) <= 5000 // 128 - 4000 // 128 + 2

    def test_the_end_of_a_diverged_run_is_shown(self):
        problem, history = run("beale", 0.02, 50)
        band = verdict_band(problem, history, len(history) - 1)
        assert band[-1][2:] == ("bad", "diverged")
        assert verdict_band(problem, history, 2)[-1][3] == "diverging"

    @pytest.mark.parametrize("last", [0, 1, 2, 59, 60, 61, 1000])
    def test_covers_all_rows(self, last):
        problem, history = run("sphere", 0.01, 1000)
        band = verdict_band(problem, history, last, segments=60)
        if last == 0:
            assert band == []
            return
        assert (band[0][0], band[-1][1]) == (0, last)
        assert len(band) <= 60


@pytest.mark.parametrize("last", [1, 59, 60, 61, 120, 121, 10**6])
def test_cuts_stay_where_they_are_while_a_run_grows(last):
    length = segment_length(last, 60)
    assert length & (length - 1) == 0
    assert length * 60 >= last
    assert length == 1 or length // 2 * 60 < last
