"""Every lesson with questions, from start to end, answered wrongly and rightly; and its numbers.

The walk is the one of the window, without a window: the intents change the state.
"""

import math
import tomllib
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.core.experiments import PUBLISHED
from visualizer.app.attendance import Attendance, distinct
from visualizer.app.attending import ATTENDING
from visualizer.app.intents import GiveAnswer, GoToStep, KnowNumbers, OpenLesson
from visualizer.app.lesson_checking import check_lesson
from visualizer.app.state import State
from visualizer.core.analysis.class_maps import class_maps
from visualizer.core.building import build
from visualizer.core.lessons.expressions import parse
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.lessons.questions import (
    ChoiceQuestion,
    CurveQuestion,
    EpochQuestion,
    MapQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    TextQuestion,
)
from visualizer.core.lessons.templates import Values
from visualizer.core.problems.model import Model
from visualizer.core.resources import resource
from visualizer.core.training import train
from visualizer.storage.lessons import find_lesson, lesson_files, lessons

COURSE = [one.name for one in lessons() if one.is_course]


@cache
def checked(name: str):
    return check_lesson(lesson_files()[name])


def after(state: State, intent: object) -> State:
    changed = ATTENDING[type(intent)](state, intent)
    assert changed is not None
    return changed


def begun(name: str) -> State:
    lesson = find_lesson(name)
    values = tuple(checked(name).numbers.found[one] for one in distinct(lesson))
    return after(after(State(), OpenLesson(name)), KnowNumbers(values))


def answers(question: Question, values: Values) -> tuple[Any, Any]:
    """A right answer to a question, and a wrong one (None where every answer is taken)."""
    if isinstance(question, ChoiceQuestion):
        right = [one.is_right(values) for one in question.options].index(True)
        return right, (right + 1) % len(question.options)
    if isinstance(question, NumberQuestion):
        answer = values(question.answer)
        return answer, 10 * answer + 1000 * question.allowance(values)
    if isinstance(question, MapQuestion):
        start = [values(one) for one in question.before]
        asked = (question.across, question.up)
        there = tuple(
            begin if one is None else values(one) for one, begin in zip(asked, start, strict=True)
        )
        return there, tuple(start)
    if isinstance(question, EpochQuestion):
        answer = values(question.answer)
        return answer, 5 * answer + 50
    if isinstance(question, CurveQuestion):
        truth = question.truth(values)
        height = max(abs(value) for _, value in truth)
        return truth, [(truth[0][0], 3 * height), (truth[-1][0], 3 * height)]
    if isinstance(question, OrderQuestion):
        right = question.right_order(values)
        return right, right[::-1]
    assert isinstance(question, TextQuestion)
    return "Because.", None


def the(state: State) -> Attendance:
    assert state.lesson is not None
    return state.lesson


@pytest.mark.parametrize("name", COURSE)
def test_a_lesson_is_walked_from_start_to_end(name: str) -> None:
    state, points = begun(name), 0.0
    for number, step in enumerate(the(state).lesson.steps):
        attended = the(state)
        assert attended.step == number
        assert step.text.filled(attended.value).strip()
        if step.question is not None:
            right, wrong = answers(step.question, attended.value)
            if wrong is not None:
                state = after(state, GiveAnswer(wrong))
                said = the(state).said
                assert said is not None
                assert said.right is False
                assert said.hint, f"step {number + 1} has no hint for {wrong}"
            state = after(state, GiveAnswer(right))
            assert the(state).asks is None, f"step {number + 1} does not take {right}"
            points += 1.0 if wrong is None else 0.5
            assert step.after.filled(the(state).value).strip() or isinstance(
                step.question, TextQuestion
            )
        state = after(state, GoToStep(number + 1))
    assert the(state).at_end
    assert sum(one.points for one in the(state).results) == points


@pytest.mark.parametrize("name", COURSE)
def test_a_lesson_is_whole(name: str) -> None:
    assert checked(name).mistakes == ()
    lesson = find_lesson(name)
    assert len(lesson.steps) >= 4
    assert lesson.questions >= 3
    assert 5 <= lesson.minutes <= 15
    assert lesson.goal.endswith(".")
    assert lesson.level
    for step in lesson.steps:
        # "Right." is written in front of it, and would stand in the head of the table.
        assert not step.after.filled(checked(name).numbers).lstrip().startswith("|")


@pytest.mark.parametrize("name", COURSE)
def test_no_sentence_of_a_lesson_breaks_off(name: str) -> None:
    """A paragraph ends with its mark, or leads to a formula, a table or a list."""
    table = tomllib.loads(lesson_files()[name].read_text(encoding="utf-8"))
    for step in table["steps"]:
        for text in (step["text"], step.get("after", "")):
            paragraphs = text.strip("\n").split("\n\n")
            for paragraph, following in pairwise([*paragraphs, ""]):
                whole = paragraph.startswith(INSERTED) or paragraph.rstrip().endswith(MARKS)
                assert whole or following.startswith(INSERTED) or not paragraph, paragraph


INSERTED = ("    ", "| ", "- ")
MARKS = tuple(".?!:*)")


@pytest.mark.parametrize("lesson", lessons(), ids=lambda one: one.name)
def test_every_lesson_has_its_place(lesson: Lesson) -> None:
    assert lesson.group
    assert lesson.level
    assert lesson.minutes


# The numbers of the lessons, worked out without the program.


def number(name: str, text: str, run: str = "") -> float:
    """A number of a lesson, which its texts or questions use."""
    return checked(name).numbers.found[parse(text, run)]


def test_the_curvature_by_hand() -> None:
    name = "curvature-and-the-edge"
    for rate, run in ((0.1, "0.1"), (0.15, ""), (0.18, "0.18")):
        x, y, epoch = 4.0, 1.0, 0
        while x * x / 2 + 5 * y * y > 1e-4:
            x, y, epoch = x * (1 - rate), y * (1 - 10 * rate), epoch + 1
        known = checked(name).numbers.found
        asked = f'epochs to loss 0.0001 of "{run}"' if run else "epochs to loss 0.0001"
        assert known[parse(asked)] == epoch
    assert number(name, "largest stable rate") == pytest.approx(2 / 10)
    assert number(name, "largest stable rate", "quartic") == pytest.approx(2 / (3 * 3**2))
    assert number(name, "x at epoch 1", "quartic") == pytest.approx(3 - 0.1 * 3**3)


def test_the_network_leaves_the_edge_when_the_text_says_so() -> None:
    lesson = find_lesson("curvature-and-the-edge")
    loss = train(lesson.runs["network"]).column("loss")
    turns = np.flatnonzero(np.diff(np.sign(np.diff(loss[:120]))))
    assert (turns + 1).tolist() == [75, 89]
    assert 200 + int(loss[200:300].argmax()) == 245
    # The greatest eigenvalue of the whole Hessian, and not of a search for it.
    model = build(lesson.runs["network"])
    theta = train(lesson.runs["network"], model).theta(80)
    second = model.hessian_product(theta)(np.eye(model.size))
    found = number("curvature-and-the-edge", "largest curvature at epoch 80", "network")
    assert found == pytest.approx(np.linalg.eigvalsh(second)[-1], rel=1e-6)
    slow = train(lesson.runs["network, 0.05"]).column("loss")
    assert (np.diff(slow) < 0).all()


def test_the_convolution_by_hand() -> None:
    name = "convolution-by-hand"
    image = np.array([[0, 0, 2, 1], [0, 0, 2, 1], [0, 1, 2, 0], [0, 2, 1, 0]], float)
    beside = np.array([[-1, 0, 1]] * 3)
    corners = [(row, column) for row in (0, 1) for column in (0, 1)]
    patches = [image[row : row + 3, column : column + 3] for row, column in corners]
    first = np.array([float((patch * beside).sum()) for patch in patches])
    second = np.array([float((patch * beside.T).sum()) for patch in patches])
    seen, crossed = np.maximum(first, 0), np.maximum(second, 0)
    for place in range(4):
        for part, values in (("sum", first), ("output", seen)):
            asked = parse(f"{part} of layer 1 unit {2 * place + 1} at start")
            if asked in checked(name).numbers.found:
                assert checked(name).numbers.found[asked] == values[place]
    assert number(name, "output of layer 2 unit 1 at start") == seen.mean()
    assert number(name, 'output of layer 2 unit 1 at start of "max"') == seen.max()
    prediction = 0.5 * seen.mean() - crossed.mean()
    assert number(name, "prediction at start") == prediction
    # The weight in the middle lies on the middle pixel of each patch.
    under = sum(patch[1, 1] for patch, z in zip(patches, first, strict=True) if z > 0)
    slope = 2 * (prediction - 2) * 0.5 / 4 * under
    assert number(name, "gradient of W1_2_2_1_1 at start") == pytest.approx(slope)
    # The map of the text is that of the panel.
    model = build(find_lesson(name).experiment)
    assert isinstance(model, Model)
    theta = np.array(find_lesson(name).experiment.start.parameters)
    (found,) = class_maps(model, theta, model.training.inputs, np.array([1]))
    assert found.ravel() == pytest.approx(np.maximum((0.5 * seen - crossed) / 4, 0))


def one_unit(rate: float, leak: float) -> tuple[list[np.ndarray], list[float]]:
    """Parameters and losses of w2 f(w1 x + b1) + b2 on y = 3x, for 100 steps."""
    x, y = np.arange(1.0, 5.0), 3 * np.arange(1.0, 5.0)
    theta, thetas, losses = np.array([2.0, 0.0, 3.0, 0.0]), [], []
    for _ in range(101):
        w1, b1, w2, b2 = theta
        z = w1 * x + b1
        slope = np.where(z > 0, 1.0, leak)
        error = w2 * slope * z + b2 - y
        thetas.append(theta)
        losses.append(float(np.mean(error**2)))
        back = 2 * error * w2 * slope
        gradient = [np.mean(back * x), np.mean(back), np.mean(2 * error * slope * z)]
        theta = theta - rate * np.array([*gradient, np.mean(2 * error)])
    return thetas, losses


def test_the_dead_unit_by_hand() -> None:
    name = "dead-and-saturated-units"
    thetas, losses = one_unit(0.01, 0.0)
    assert number(name, "W1_1_1 at epoch 1") == pytest.approx(thetas[1][0])
    assert number(name, "loss at end") == pytest.approx(losses[-1])
    thetas, losses = one_unit(0.015, 0.0)
    assert thetas[-1][0] == thetas[1][0]
    assert number(name, "sum of layer 1 unit 1 at epoch 1", "0.015") == pytest.approx(
        thetas[1][0] + thetas[1][1]
    )
    assert number(name, "b2_1 at end", "0.015") == pytest.approx(thetas[-1][3])
    assert number(name, "loss at end", "0.015") == pytest.approx(losses[-1])
    losses = one_unit(0.015, 0.01)[1]
    assert number(name, "loss at end", "leaky") == pytest.approx(losses[-1])
    assert number(name, "epochs to loss 1", "leaky") == next(
        n for n, one in enumerate(losses) if one <= 1
    )
    losses = one_unit(0.02, 0.01)[1]
    assert number(name, 'loss at end of "leaky, 0.02"', "leaky") == pytest.approx(losses[-1])


def test_the_bean_plants_by_hand() -> None:
    """The rows of the file counted, and R squared of each split from descent written out."""
    name = "your-own-data"
    lines = resource("lessons", "bean-plants.csv").read_text(encoding="utf-8").split()
    assert lines[:3] == [
        "plant;light;ml;soil;height", "1;6,0;239;sand;27,4", "2;6,8;96;sand;17,9",
    ]  # fmt: skip
    whole = [line for line in lines[1:] if ";;" not in line]
    assert (len(lines) - 1, len(whole)) == (64, 60)
    assert number(name, "rows") == 45
    assert number(name, "validation rows") == 15
    scores = []
    for run in ("", "split 1", "split 2", "split 3", "split 4"):
        model = build(find_lesson(name).runs[run])
        assert isinstance(model, Model)
        assert model.validation is not None
        inputs, targets = model.training.inputs, model.training.targets[:, 0]
        middle, spread = inputs.mean(axis=0), inputs.std(axis=0)
        x = np.column_stack([(inputs - middle) / spread, np.ones(len(inputs))])
        theta = np.zeros(6)
        for _ in range(100):
            theta = theta - 0.1 * 2 * x.T @ (x @ theta - targets) / len(x)
        aside = np.column_stack([(model.validation.inputs - middle) / spread, np.ones(15)])
        heights = model.validation.targets[:, 0]
        if not run:
            variance = number(name, "loss at end / (1 - r2 at end)")
            assert variance == pytest.approx(targets.var())
        scores.append(1 - np.mean((aside @ theta - heights) ** 2) / heights.var())
        asked = f'validation r2 at end of "{run}"' if run else "validation r2 at end"
        assert number(name, asked) == pytest.approx(scores[-1])
    assert max(scores) == scores[0]


@pytest.mark.parametrize("rate", PUBLISHED["line"]["printed_rows"])
def test_the_first_lesson_has_the_printed_numbers(rate: str) -> None:
    run = f"as printed, {rate}"
    final = PUBLISHED["line"]["final_after_10_epochs"][rate]
    found = number("one-weight-line", f'w at epoch 10 of "{run}"')
    assert np.float32(found) == np.float32(final[0])
    if rate == "1":
        rows = PUBLISHED["line"]["printed_rows"][rate]
        for epoch in (1, 2, 3, 4):
            found = number("one-weight-line", f"w at epoch {epoch}", run)
            assert round(found, 2) == rows[epoch]["weight"]
        assert number("one-weight-line", "gradient of w at epoch 3", run) == rows[3]["gradient"]


def test_the_first_lesson_by_hand() -> None:
    """Gradient descent on the four points, written out."""
    x = np.arange(1.0, 5.0)
    for rate, run in ((0.1, ""), (0.01, "0.01"), (1.0, "1")):
        w = b = 0.0
        for epoch in range(1, 3):
            error = w * x + b - 3 * x
            w, b = w - rate * float(np.mean(2 * error * x)), b - rate * float(np.mean(2 * error))
            known = checked("one-weight-line").numbers.found
            asked = parse(f"w at epoch {epoch}", run)
            if asked in known:
                assert known[asked] == pytest.approx(w, rel=1e-12)
    limit = PUBLISHED["line"]["exact"]["largest_stable_learning_rate"]
    assert number("one-weight-line", "largest stable rate", "1") == pytest.approx(limit)


def test_the_slope_by_hand() -> None:
    slope = 2.0**3 - 2 * 2.0 + 0.3
    assert number("slope-and-step", "gradient of x at start") == pytest.approx(slope)
    assert number("slope-and-step", "x at epoch 1") == pytest.approx(2 - 0.05 * slope)
    ends = np.roots([1, 0, -2, 0.3])
    left, right = min(ends), max(ends)
    assert number("slope-and-step", "x at end", "from 0") == pytest.approx(left, abs=1e-3)
    assert number("slope-and-step", 'x at end of ""', "from 0") == pytest.approx(right, abs=1e-3)


def test_the_forward_pass_by_hand() -> None:
    z = np.array([0.8 + 0.2, 0.4 + 0.9, 0.3 + 0.5])
    a = 1 / (1 + np.exp(-z))
    output = float(a @ [0.3, 0.5, 0.9])
    assert round(output, 4) == 1.2332
    assert number("forward-by-hand", "prediction at start") == pytest.approx(output)
    assert number("forward-by-hand", "loss at start") == pytest.approx(output**2)
    assert number("forward-by-hand", "-log(0.5)") == pytest.approx(math.log(2))


def test_the_chain_rule_by_hand() -> None:
    hidden, bias, out, last = (np.array(part) for part in PUBLISHED["network"]["start"])
    z = hidden.sum(axis=0) + bias
    a = 1 / (1 + np.exp(-z))
    y = float(a @ out.ravel() + last[0])
    first = {
        "2 * prediction at start": 2 * y,
        "gradient of W2_1_1 at start": 2 * y * a[0],
        "gradient of W1_1_1 at start": 2 * y * out.ravel()[0] * a[0] * (1 - a[0]),
    }
    for text, wanted in first.items():
        assert number("chain-rule", text) == pytest.approx(wanted, rel=1e-12)
    updated = PUBLISHED["network"]["after_1_epoch_lr_1"]["updated_chain_rule"]
    found = number("chain-rule", "W2_1_1 at epoch 1", "rate 1")
    # The published one begins with weights in float32.
    assert found == pytest.approx(updated[2][0][0], abs=1e-7)
    printed = PUBLISHED["network"]["after_100_epochs_lr_0.01_forward_difference_float32"]
    end = number("chain-rule", "prediction at end", "as printed")
    assert end == pytest.approx(printed["pred"], abs=5e-8)
    assert number("chain-rule", "evaluations at start", "differences") == 13 + 1


def test_the_noisy_line_by_hand() -> None:
    model = build(find_lesson("noisy-line").experiment)
    assert isinstance(model, Model)
    x, y = model.training.inputs[:, 0], model.training.targets[:, 0]
    w, b = np.polyfit(x, y, 1)
    floor = float(np.mean((w * x + b - y) ** 2))
    assert number("noisy-line", "optimum of b") == pytest.approx(b)
    assert number("noisy-line", "best loss") == pytest.approx(floor)
    second = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    greatest = float(np.linalg.eigvalsh(second)[-1])
    assert number("noisy-line", "largest stable rate") == pytest.approx(2 / greatest)
    for rate, run in ((0.1, ""), (0.7, "0.7")):
        theta, epoch = np.zeros(2), 0
        while np.mean((theta[0] * x + theta[1] - y) ** 2) > 1.1 * floor:
            error = theta[0] * x + theta[1] - y
            theta = theta - rate * 2 * np.array([np.mean(error * x), np.mean(error)])
            epoch += 1
        assert number("noisy-line", "epochs to loss (1.1 * best loss)", run) == epoch


def test_momentum_in_the_ravine_by_hand() -> None:
    """The heavy ball on x² + 100 y², written out."""
    for rest, run in ((0.0, ""), (0.9, "momentum")):
        theta, memory, epoch = np.array([8.0, 2.0]), np.zeros(2), 0
        curvature = np.array([2.0, 200.0])
        while theta @ (curvature * theta) / 2 > 0.1:
            memory = rest * memory + curvature * theta
            theta = theta - 0.009 * memory
            epoch += 1
        assert number("momentum-in-the-ravine", "epochs to loss 0.1", run) == epoch


def test_scaled_inputs_by_hand() -> None:
    file = resource("data", "penguins.csv")
    table = np.genfromtxt(file, delimiter=",", skip_header=1, usecols=(0, 2, 3))
    for name, inputs in (
        ("as they are, tiny rate", table[:, :2]),
        ("", (table[:, :2] - table[:, :2].mean(axis=0)) / table[:, :2].std(axis=0)),
    ):
        design = np.column_stack([inputs, np.ones(len(inputs))])
        values = np.linalg.eigvalsh(2 * design.T @ design / len(design))
        found = number("scaled-inputs", "largest curvature / smallest curvature", name)
        assert found == pytest.approx(values[-1] / values[0], rel=1e-5)


def test_saddles_by_hand() -> None:
    name = "saddle-plateau-minimum"
    assert number(name, "y at end", "exactly on the ridge") == 0
    # The deepest pit of Styblinski and Tang's function, as it is published for two variables.
    assert number(name, "best loss", "four-pits") == pytest.approx(2 * -39.16617, abs=1e-4)
    column = train(find_lesson(name).experiment).column("loss")
    assert number(name, "epochs to loss (0 - 1)") == int(np.argmax(column <= -1))


def test_batches_by_hand() -> None:
    name = "batches-and-noise"
    assert number(name, "rows / 4") == 10
    model = build(find_lesson(name).experiment)
    assert isinstance(model, Model)
    x, y = model.training.inputs[:, 0], model.training.targets[:, 0]
    w, b = np.polyfit(x, y, 1)
    assert number(name, "best loss") == pytest.approx(float(np.mean((w * x + b - y) ** 2)))


def test_what_breaks_by_hand() -> None:
    name = "when-things-break"
    assert number(name, "parameters") == 2 * 8 + 8 + 8 + 1
    assert number(name, "loss at start", "zeros") == pytest.approx(math.log(2))
    assert number(name, "gradient norm at start", "zeros") == pytest.approx(0, abs=1e-15)
    alike = train(find_lesson(name).runs["alike"]).theta(300)
    assert np.ptp(alike[:8]) == pytest.approx(0, abs=1e-12)
    assert number(name, "W1_1_2 at end", "alike") == pytest.approx(alike[1])


def test_the_size_of_a_batch_by_hand() -> None:
    name = "how-large-a-batch"
    lesson = find_lesson(name)
    model = build(lesson.experiment)
    assert isinstance(model, Model)
    x, y = model.training.inputs[:, 0], model.training.targets[:, 0]
    # At w = b = 0 the slopes of a row are -2 y x and -2 y.
    spread = math.sqrt(np.var(2 * y * x) + np.var(2 * y))
    assert number(name, "slope spread at start") == pytest.approx(spread)
    w, b = np.polyfit(x, y, 1)
    floor = float(np.mean((w * x + b - y) ** 2))
    above = {}
    for run in ("1", "", "16", "4 at 0.025"):
        history = train(lesson.runs[run])
        losses = []
        for epoch in range(6, 13):
            w, b = history.theta(epoch * history.steps_per_epoch)
            losses.append(float(np.mean((w * x + b - y) ** 2)))
        above[run] = np.mean(losses) - floor
        if run != "4 at 0.025":
            other = f' of "{run}"' if run else ""
            found = number(name, f"mean loss from epoch 6{other}")
            assert found == pytest.approx(np.mean(losses))
    assert above["16"] < 0.25 * above[""] < 0.1 * above["1"]
    assert above["4 at 0.025"] == pytest.approx(above["16"], rel=0.3)


def test_changing_rates_by_hand() -> None:
    name = "changing-rates"
    lesson = find_lesson(name)
    assert number(name, "learning rate at epoch 10", "decaying") == pytest.approx(0.5 * 0.9**10)
    assert number(name, "learning rate at epoch 35", "plateau") == 0.5 / 2**3
    for epoch, rate in ((0, 0.01), (10, 0.5), (15, 0.255), (20, 0.01), (30, 0.5)):
        found = number(name, f"learning rate at epoch {epoch}", "cyclical")
        assert found == pytest.approx(rate)
    model = build(lesson.experiment)
    assert isinstance(model, Model)
    x = model.training.inputs[:, 0]
    second = 2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]])
    limit = 2 / float(np.linalg.eigvalsh(second)[-1])
    assert number(name, "largest stable rate") == pytest.approx(limit)
    # What is said of the range test: at its lowest loss a run would diverge, and with a tenth of
    # that rate it ends higher than with a hundredth.
    best = 10 * number(name, "range test tenth")
    assert best > limit
    tails = {}
    for part in (10, 100):
        history = train(lesson.experiment.with_values({"optimizer.learning_rate": best / part}))
        tails[part] = np.mean(history.column("loss")[:: history.steps_per_epoch][50:])
    assert tails[100] < tails[10]


def test_choosing_a_rate_by_hand() -> None:
    """Softmax, cross-entropy and accuracy written out, on the digits that were kept aside."""
    name = "choosing-a-rate"
    lesson = find_lesson(name)
    for run in ("0.1", "0.01"):
        model = build(lesson.runs[run])
        assert isinstance(model, Model)
        assert model.validation is not None
        known, targets = model.training.inputs, model.validation.targets
        # A unit that is dead for every digit has no spread.
        spread = np.where(known.std(axis=0) > 0, known.std(axis=0), 1.0)
        inputs = (model.validation.inputs - known.mean(axis=0)) / spread
        theta = train(lesson.runs[run]).theta(230)
        scores = inputs @ theta[:160].reshape(16, 10) + theta[160:]
        chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        classes = targets.astype(int).ravel()
        loss = -np.mean(np.log(chances[np.arange(len(classes)), classes]))
        right = np.mean(chances.argmax(axis=1) == classes)
        assert number(name, f'validation loss at end of "{run}"') == pytest.approx(loss)
        assert number(name, f'validation accuracy at end of "{run}"') == pytest.approx(right)
    assert len(targets) == number(name, "898 - rows")


def test_a_fair_race_by_hand() -> None:
    """Gradient descent and Nesterov's momentum in the valley and in the turned one."""
    name, half = "fair-race", math.sqrt(0.5)
    turn = half * np.array([[1.0, 1.0], [-1.0, 1.0]])
    valley = np.diag([2.0, 200.0])
    start = np.array([8.0, 2.0])
    for hessian, place, which in (
        (valley, start, ("", "Nesterov")),
        (turn.T @ valley @ turn, turn.T @ start, ("turned, gradient descent", "turned, Nesterov")),
    ):
        for rest, rate, run in zip((0.0, 0.9), (0.009, 0.005), which, strict=True):
            theta, memory, epoch = place, np.zeros(2), 0
            while theta @ hessian @ theta / 2 > 0.1:
                slope = hessian @ theta
                memory = rest * memory + slope
                theta = theta - rate * (slope + rest * memory if rest else slope)
                epoch += 1
            asked = f'epochs to loss 0.1 of "{run}"'
            assert number(name, asked, "turned, RMSprop") == epoch
    # The first step of RMSprop: 0.8 g / (sqrt(0.01) |g|), so 8 in each direction.
    assert number(name, "x at epoch 1", "RMSprop from (8, 8)") == pytest.approx(0, abs=1e-6)
    assert number(name, "x at epoch 1", "Adam, 0.009") == pytest.approx(8 - 0.009)


def test_level_ground_by_hand() -> None:
    """Two wells, 0.9 and 0.6 deep, in level ground of height 1: slopes written out."""
    name = "level-ground"
    wells = ((0.9, np.array([1.5, 1.0])), (0.6, np.array([-1.5, -1.0])))

    def height(theta: np.ndarray) -> float:
        return 1 - sum(deep * math.exp(-((theta - c) @ (theta - c)) / 1.28) for deep, c in wells)

    def slope(theta: np.ndarray) -> np.ndarray:
        parts = (
            deep * math.exp(-((theta - c) @ (theta - c)) / 1.28) * (theta - c) / 0.64
            for deep, c in wells
        )
        return np.sum(list(parts), axis=0)

    for rate, run in ((0.5, ""), (1.6, "1.6")):
        theta, epoch = np.array([4.0, 2.8]), 0
        while height(theta) > 0.9:
            theta = theta - rate * slope(theta)
            epoch += 1
        assert number(name, "epochs to loss 0.9", run) == epoch
    start = np.array([4.0, 2.8])
    found = number(name, "gradient norm at start")
    assert found == pytest.approx(float(np.linalg.norm(slope(start))))
    # In the deep well the other one is hardly felt: the curvature is that of 0.9 exp(-r² / 1.28).
    limit = number(name, 'largest stable rate at end of ""', "1.6")
    assert limit == pytest.approx(2 * 0.64 / 0.9, abs=1e-3)
