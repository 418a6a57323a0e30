"""What the status bar and the read-outs of the real window say."""

import threading

from tests.gui.windows import change, settle, wait_until
from visualizer.app.intents import ChangeSettings, PauseTraining
from visualizer.core.errors import InputError
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.panels.numbers_here import numbers_here


def test_a_complete_run(window):
    wait_until(lambda: window.status.words.text() == "Finished at step 60")
    assert not window.status.progress.isVisible()
    assert not window.status.stop.isVisible()


def test_training_shows_its_progress_and_a_way_to_stop(window):
    window.session.apply(ChangeSettings({"training.epochs": 1_000_000}))
    wait_until(lambda: window.status.words.text().startswith("Training: "))
    assert window.status.words.text().endswith(" of 1,000,000 steps")
    assert window.status.progress.isVisible()
    window.status.stop.click()
    wait_until(lambda: window.status.words.text().startswith("Paused at step "))
    assert not window.status.stop.isVisible()


def test_a_pause_says_where(window):
    window.session.apply(ChangeSettings({"training.epochs": 1_000_000}))
    wait_until(lambda: len(window.session.state.run.history) > 1000)
    window.session.apply(PauseTraining())
    run = window.session.state.run
    assert window.session.training.wait_idle(run.number, 5.0)
    wait_until(lambda: window.status.words.text() == f"Paused at step {run.count - 1:,}")


def test_a_diverged_run(window):
    change(window, optimizer__learning_rate=50.0, training__epochs=300)
    last = window.session.state.run.count - 1
    wait_until(lambda: window.status.words.text().startswith("Diverged at step"))
    assert str(last + 1) in window.status.words.text() or str(last) in window.status.words.text()


def test_a_run_that_a_stop_has_ended(window):
    change(window, training__stop_loss=1e-1)
    wait_until(lambda: window.status.words.text().startswith("Stopped at step"))
    assert window.status.words.text().endswith(": the loss is below 0.1")
    assert window.transport.scrubber.maximum() == window.session.state.run.count - 1


def test_an_error_is_said_for_a_while(window):
    window.status.show_error(InputError("this does not work"))
    assert window.statusBar().currentMessage() == "this does not work"


def test_memory_that_is_short_is_told_once_of_a_run(window, monkeypatch):
    monkeypatch.setattr("visualizer.app.runs.budget_beside", lambda others, budget: 100_000)
    told = []
    window.statusBar().messageChanged.connect(told.append)
    change(window, training__epochs=10_000, optimizer__learning_rate=0.01)
    wait_until(lambda: any("is used up" in words for words in told))
    window.status.update()
    assert told[-1].startswith("The memory for this run (0.0954 MB) is used up. The loss of every")
    window.playback.seek(501)
    settle(window)
    window.status.update()
    assert sum("is used up" in words for words in told) == 1


def test_a_change_without_a_way_back_is_told(window, monkeypatch):
    for limit in ("UNDO_BYTES", "LAST_BYTES"):
        monkeypatch.setattr(f"visualizer.app.past.{limit}", 100)
    change(window, optimizer__learning_rate=0.02)
    # The run before is still drawn as a ghost: it takes no memory more.
    assert window.actions_by_name["undo"].isEnabled()
    change(window, optimizer__learning_rate=0.03)
    assert window.statusBar().currentMessage().startswith("This change cannot be undone: ")
    assert not window.actions_by_name["undo"].isEnabled()


def test_read_outs_are_the_numbers_at_the_playhead(window):
    window.playback.seek(6)
    settle(window)
    history = window.session.state.run.history
    items = numbers_here(window.pane.frame, window.bench.look)
    assert [name for name, _, _ in items] == ["loss", "w", "b"]
    expected = [history.row(6).batch_loss, *history.theta(6)]
    for (_, text, _), value in zip(items, expected, strict=True):
        assert abs(float(text) - value) <= 5e-4 * max(abs(value), 1e-3)
    assert items[1][2] == window.bench.look.line_colour(0)
    assert numbers_here(None, window.bench.look) == []


def test_a_file_that_is_written_shows_its_progress_and_can_be_stopped(window):
    begun, go_on = threading.Event(), threading.Event()

    def write(progress):
        progress(1, 4)
        begun.set()
        go_on.wait(5)
        progress(2, 4)
        return "Saved it"

    assert window.bench.tasks.start("Writing epochs.csv", write)
    wait_until(lambda: window.status.words.text() == "Writing epochs.csv" and begun.is_set())
    wait_until(lambda: window.status.progress.value() == 250)
    window.status.stop.click()
    go_on.set()
    wait_until(lambda: window.status.words.text() == "Finished at step 60")
    assert window.statusBar().currentMessage() == ""
    assert window.bench.tasks.start("Writing epochs.csv", lambda progress: "Saved it")
    wait_until(lambda: window.statusBar().currentMessage() == "Saved it")


def test_the_loss_of_a_batch_and_that_of_all_rows_have_their_names(window):
    change(window, problem__data="noisy-line", training__batch_size=10, training__epochs=5)
    run = window.session.state.run
    for row in (0, 10, 13):
        window.playback.seek_row(row)
        wait_until(lambda row=row: window.pane.frame.row == row)
        shown = {name: text for name, text, _ in numbers_here(window.pane.frame, window.bench.look)}
        record = run.history.row(row)
        assert shown["batch loss"] == number_text(record.batch_loss)
        assert ("loss" in shown) == (row % 10 == 0)
        if row % 10 == 0:
            assert shown["loss"] == number_text(record.loss)
            assert shown["loss"] != shown["batch loss"]
    change(window, training__batch_size=0)
    wait_until(lambda: window.pane.frame.run is window.session.state.run)
    names = [one[0] for one in numbers_here(window.pane.frame, window.bench.look)]
    assert names[0] == "loss"
    assert "batch loss" not in names
