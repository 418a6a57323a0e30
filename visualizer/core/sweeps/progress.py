"""How far a sweep is, in words: the same in the shell and in the window."""


def progress_words(done: int, total: int, seconds: float, known: int = 0) -> str:
    """How many of so many runs are done, and about how long the rest will take.

    That goes by the `seconds` since the sweep began, of which `known` runs had been there before.
    """
    words = f"{done:,} of {total:,} runs"
    trained = done - known
    if trained < 1:
        return words
    return f"{words}, {span_words(seconds / trained * (total - done))} left"


def span_words(seconds: float) -> str:
    """A time of two or three figures: "12 s", "5 min", "2.3 h"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
