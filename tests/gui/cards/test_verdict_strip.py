"""The sentence under the map, and the chips beside it, in the real window."""

from PySide6.QtTest import QTest

from tests.gui.windows import change, settle, wait_until
from visualizer.app.intents import SelectRun
from visualizer.storage.lessons import first_lesson


def chips(window):
    """All but the rate of its own that another rule is offered as soon as it was found."""
    return [words for words in window.strip.chips.chips() if "'s own: " not in words]


def sentence(window):
    return window.strip.line.sentence.text()


def test_the_first_lesson_says_what_it_is_about_and_invites(window):
    wait_until(lambda: sentence(window))
    assert first_lesson().text.startswith(sentence(window)[:-1])
    assert chips(window) == ["0.01", "0.1", "0.125", "1"]
    assert not window.strip.line.pill.isVisible()


def test_a_chip_sets_the_rate(window):
    wait_until(lambda: chips(window))
    window.strip.chips.button(2).click()
    assert window.session.state.experiment.optimizer.learning_rate == 0.125


def test_a_diverging_run_offers_a_rate_that_settles(window):
    change(window, optimizer__learning_rate=0.2)
    window.playback.seek(20)
    wait_until(lambda: window.strip.line.pill.text() == "Diverging")
    assert window.strip.line.pill.isVisible()
    wait_until(lambda: chips(window)[0].startswith("Use rate"))
    label = chips(window)[0]
    window.strip.chips.button(0).click()
    settle(window)
    rate = window.session.state.experiment.optimizer.learning_rate
    assert rate < 2 / 17
    assert f"{rate:g}" in label
    window.playback.seek(60)
    wait_until(lambda: window.strip.line.pill.text() != "Diverging")


def test_a_rate_of_zero_is_named_at_once(window):
    change(window, optimizer__learning_rate=0)
    for epoch in (0, 30):
        window.playback.seek(epoch)
        wait_until(lambda: sentence(window) == "Nothing moves: the learning rate is 0.")
        # What helps is tried first.
        wait_until(lambda: chips(window)[0].startswith("Use rate"))


def test_why_unfolds_the_reason(window):
    window.playback.seek(30)
    wait_until(lambda: window.strip.line.why.isVisible())
    window.strip.line.why.click()
    assert window.strip.line.reason.isVisible()
    assert window.strip.line.reason.text()


def test_a_function_tells_of_itself(window):
    change(window, problem__kind="function", problem__function="booth")
    window.playback.seek(0)
    problem = window.session.state.run.problem
    wait_until(lambda: sentence(window) == problem.help)
    assert chips(window) == [f"{rate:g}" for rate in problem.try_next][:4]


def test_a_verdict_stays_while_its_run_is_replaced(window):
    change(window, optimizer__learning_rate=0.05)
    window.playback.seek(30)
    wait_until(lambda: window.strip.line.pill.isVisible())
    # However busy the machine is, the new verdicts come before the patience ends.
    window.showing._patience.setInterval(60_000)
    gone = []
    window.strip.line.set_verdict = lambda word, *_: gone.append(word)
    for rate in (0.049, 0.048, 0.047):
        change(window, optimizer__learning_rate=rate)
        QTest.qWait(30)
    assert "" not in gone


def test_beside_remedies_only_what_changes_something_is_offered_as_far_as_there_is_room(window):
    change(window, optimizer__learning_rate=0.125)
    window.playback.seek(20)
    wait_until(lambda: chips(window) and chips(window)[0].startswith("Use rate"))
    assert chips(window)[-3:] == ["0.01", "0.1", "1"]
    row = window.strip.chips
    assert all(row.button(index).isVisible() for index in range(len(chips(window))))
    row.fit(row.button(0).sizeHint().width())
    shown = [row.button(index).isVisible() for index in range(len(chips(window)))]
    assert shown == [True] + [False] * (len(shown) - 1)


def test_at_the_start_few_columns_are_named_and_many_are_counted(window):
    window.playback.seek(0)
    change(window, problem__data="iris")
    wait_until(lambda: "sepal" in sentence(window))
    assert sentence(window).startswith("The model learns to predict ")
    change(window, problem__data="digits", training__epochs=1)
    wait_until(lambda: "from 64 inputs" in sentence(window))
    assert len(sentence(window)) < 80


def test_a_chip_of_the_run_before_changes_nothing_of_the_one_in_front(window):
    window.documents.open_lesson(first_lesson())
    settle(window)
    wait_until(lambda: window.strip._judged and window.strip._judged[0] is window.session.state.run)
    window.session.apply(SelectRun(0))
    experiment = window.session.state.experiment
    window.strip.chips.chosen.emit(0)
    assert window.session.state.experiment == experiment


def test_a_remedy_that_would_end_worse_is_not_offered(window):
    # The lesson's own run: 0.08 zig-zags less, but after 60 epochs 0.1 has come further.
    window.playback.seek(8)
    wait_until(lambda: window.strip.line.pill.text() == "Zig-zag")
    wait_until(lambda: window.pane.judgement.row == 8)
    raw = window.pane._judged[0].verdict
    assert raw.remedies[0].label == "Use rate 0.08"
    wait_until(lambda: chips(window)[:1] == ["Scale the inputs"])
    assert not any(chip.startswith("Use") for chip in chips(window))


def test_with_one_cycle_a_chip_changes_the_rate_of_the_schedule(window):
    change(window, schedule__kind="one_cycle", schedule__maximum=0.3)
    window.playback.seek(60)
    wait_until(lambda: chips(window) and chips(window)[0].startswith("Use rate"))
    before = window.session.state.run.history.row(window.session.state.run.count - 1).loss
    window.strip.chips.button(0).click()
    settle(window)
    run = window.session.state.run
    assert run.experiment.schedule.maximum < 0.3
    assert run.history.row(run.count - 1).loss < before


def test_another_kind_of_rule_is_offered_its_own_usual_rates(window):
    change(window, optimizer__kind="adam")
    window.playback.seek(0)
    wait_until(lambda: chips(window) == ["0.001"])
    row = window.strip.chips
    assert "usual for Adam" in row.button(row.chips().index("0.001")).toolTip()
    change(window, optimizer__kind="momentum")
    wait_until(lambda: chips(window) == ["0.01", "0.1", "0.125", "1"])
    change(window, problem__kind="function", problem__function="ravine", optimizer__kind="adam")
    window.playback.seek(0)
    wait_until(lambda: chips(window)[:1] == ["0.001"])
    across = chips(window)[1]
    row.button(row.chips().index(across)).click()
    assert window.session.state.experiment.optimizer.learning_rate > 0.05


def test_new_chips_are_whole_at_once(window):
    """One that waited for its room would be cut as long as the machine is busy."""
    run, strip = window.session.state.run, window.strip
    for size in ((1024, 700), (911, 512)):
        window.resize(*size)
        wait_until(lambda size=size: window.inspector.isVisible() == (size[1] == 700))
        for words in (["0.1", "1"], ["Use the rate 0.08", "Scale"], ["Scale the inputs", "2"]):
            strip._offer([(word, "", {}) for word in words], run)
            for index, word in enumerate(words):
                chip = strip.chips.button(index)
                assert chip.text() == word
                assert not chip.isVisible() or chip.width() >= chip.sizeHint().width()
            assert strip.chips.button(0).isVisible()
