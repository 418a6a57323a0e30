"""The dock between runs in the real window: which run, the sentence, and the plane of three."""

from tests.core.experiments import line
from tests.gui.windows import settle, wait_until
from visualizer.app.intents import OpenExperiment, ShowRun
from visualizer.core.analysis.between import Between, sentence
from visualizer.gui.cards.between_card import BetweenBody
from visualizer.gui.plots.between import NO_OTHER


def test_the_line_leads_to_the_run_that_is_chosen_and_a_sentence_says_what_is_on_it(window):
    dock = window.docks.open("between")
    settle(window)
    wait_until(lambda: dock.findChild(BetweenBody) is not None)
    body = dock.findChild(BetweenBody)
    assert body.plot.why_empty(window.pane.frame) == NO_OTHER
    assert not body.choice.isVisible()
    for seed in (0, 1, 2):
        start = {"initializer": "normal", "seed": seed}
        window.session.apply(OpenExperiment(line(start=start, training={"epochs": 3})))
        settle(window)

    def shown() -> Between | None:
        return window.pane.frame.insight(Between)

    wait_until(lambda: shown() is not None and body.words.isVisible())
    state = window.session.state
    assert body.choice.isVisible()
    other = state.shown[1]
    names = [body.choice.itemData(place) for place in range(body.choice.count())]
    assert len(names) == len(state.shown) - 1
    body.choice.set_value(names[1])
    body.choice.chosen.emit(names[1])
    wait_until(lambda: shown() is not None and shown().other.history is other.history)
    wait_until(lambda: body.words.text() == sentence(shown(), window.pane.frame.label))
    assert "the loss has no barrier" in body.words.text()
    # A run that is shown no longer is no end of a line.
    window.session.apply(ShowRun(other.document, False))
    wait_until(lambda: shown() is not None and shown().other.history is not other.history)

    # On the landscape of two parameters there is one plane; of more, that through three runs
    # says why there is none.
    window.session.apply(OpenExperiment(line(problem={"hidden": [2]}, training={"epochs": 3})))
    settle(window)
    window.pane.choose("landscape", {"plane": "runs"})
    landscape = window.pane.view_of("landscape").plot
    wait_until(lambda: "needs two more that are shown" in landscape.why_empty(window.pane.frame))
