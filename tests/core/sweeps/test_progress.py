import pytest

from visualizer.core.sweeps.progress import progress_words, span_words


def test_what_is_left_takes_as_long_as_what_was_done() -> None:
    assert progress_words(25, 100, 10.0) == "25 of 100 runs, 30 s left"
    assert progress_words(100, 100, 10.0) == "100 of 100 runs, 0 s left"
    # Those that were there before took none of the time.
    assert progress_words(75, 1075, 10.0, known=50) == "75 of 1,075 runs, 7 min left"


def test_before_the_first_one_nothing_is_known_of_the_time() -> None:
    assert progress_words(0, 100, 10.0) == "0 of 100 runs"
    assert progress_words(50, 100, 10.0, known=50) == "50 of 100 runs"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (99.0, "99 s"), (150.0, "2 min"), (5900.0, "98 min"), (9000.0, "2.5 h")],
)
def test_spans_have_two_or_three_figures(seconds: float, words: str) -> None:
    assert span_words(seconds) == words
