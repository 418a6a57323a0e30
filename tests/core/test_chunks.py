from threading import Event, Thread

import pytest

from visualizer.core import chunks
from visualizer.core.chunks import cancellable, listening, look, pieces, tell
from visualizer.core.errors import Cancelled


def test_pieces_can_be_cancelled_between_two() -> None:
    asked = iter([False, False, True])
    with cancellable(lambda: next(asked)):
        found = pieces(100, chunks.CHUNK_BYTES // 10)
        assert [next(found), next(found)] == [slice(0, 10), slice(10, 20)]
        with pytest.raises(Cancelled):
            next(found)


def test_pieces_hold_at_least_one_point() -> None:
    assert list(pieces(2, 10 * chunks.CHUNK_BYTES)) == [slice(0, 1), slice(1, 2)]


def test_pieces_may_be_of_another_size() -> None:
    assert list(pieces(4, 10, chunk=20)) == [slice(0, 2), slice(2, 4)]


def test_nothing_is_cancelled_by_itself() -> None:
    look()
    with cancellable(lambda: False):
        look()
    with pytest.raises(ValueError, match="mine"), cancellable(lambda: True):
        raise ValueError("mine")
    look()


@pytest.mark.parametrize("inner", [False, True])
def test_what_stops_the_work_around_stops_the_work_within(inner: bool) -> None:
    with cancellable(lambda: not inner), cancellable(lambda: inner), pytest.raises(Cancelled):
        look()


def test_other_threads_go_on() -> None:
    done = Event()

    def work() -> None:
        look()
        done.set()

    with cancellable(lambda: True):
        thread = Thread(target=work)
        thread.start()
        thread.join()
    assert done.is_set()


def test_whoever_listens_is_told_how_much_is_done() -> None:
    heard: list[float] = []
    tell(0.1)
    with listening(heard.append):
        tell(0.5)
    tell(0.9)
    assert heard == [0.5]
