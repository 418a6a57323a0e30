"""The words of plots: they tell the numbers of just that row."""

import numpy as np

from tests.gui.frames import frame_of, line_run, recorded_run
from visualizer.gui.look.number_texts import number_text
from visualizer.gui.plots.spoken import place_in_words, sentences


def test_the_loss_at_every_place_is_that_of_its_row() -> None:
    losses = np.random.default_rng(0).random(150)
    run = recorded_run(len(losses), loss=losses)
    for row, loss in enumerate(losses.tolist()):
        words = place_in_words(frame_of(run, row, None))
        assert words == f"At epoch {row}, loss {number_text(loss)}"


def test_inside_an_epoch_it_is_the_last_one_known() -> None:
    run = line_run(0.02, 40, training={"batch_size": 1})
    every = run.history.steps_per_epoch
    assert every > 2
    for row in range(4 * every):
        known = run.history.row(row - row % every).loss
        words = place_in_words(frame_of(run, row, None))
        assert words == f"At epoch {row / every:.6g}, loss {number_text(known)}"


def test_parts_become_sentences() -> None:
    assert sentences(["full range: ", "", " ", "Loss from 1 to 2", "Done."]) == (
        "full range. Loss from 1 to 2. Done."
    )
