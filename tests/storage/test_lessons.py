"""Every lesson loads and trains, and what it says is true."""

import numpy as np
import pytest

from tests.end_to_end.frozen_features import FILE, digits, features
from visualizer.core.analysis.sharpness import measure_sharpness
from visualizer.core.building import build
from visualizer.core.data.npz_file import read_npz
from visualizer.core.errors import InputError
from visualizer.core.lessons.lesson import Lesson
from visualizer.core.problems.model import Model
from visualizer.core.problems.samples import Samples
from visualizer.core.recording.history import History
from visualizer.core.training import train
from visualizer.storage.lessons import (
    find_lesson,
    first_lesson,
    lesson_names,
    lessons,
    load_lesson,
)

AS_IT_IS = ""
NAMES = lesson_names()
TRIES = [(name, t.label) for name in NAMES for t in find_lesson(name).suggestions]


def run_of(name: str, label: str = AS_IT_IS) -> History:
    """The lesson as it is, or after a click on one of its chips."""
    lesson = find_lesson(name)
    values = {t.label: t.values for t in lesson.suggestions} | {AS_IT_IS: {}}
    return train(lesson.experiment.with_values(values[label]))


def end(history: History) -> list[float]:
    return history.theta(len(history) - 1).tolist()


def arrival(history: History, place: list[float], distance: float) -> int:
    """The first row within a distance of a place in every parameter."""
    thetas = np.array([history.theta(row) for row in range(len(history))])
    return int(np.argmax((abs(thetas - place) < distance).all(axis=1)))


def test_the_first_is_the_line_of_the_first_start() -> None:
    lesson = first_lesson()
    assert lesson.name == NAMES[0] == "one-weight-line"
    assert [t.label for t in lesson.suggestions] == ["0.01", "0.1", "0.125", "1"]
    experiment = lesson.experiment
    assert experiment.start.parameters == (0.0, 0.0)
    assert experiment.optimizer.learning_rate == 0.1
    assert (experiment.training.epochs, experiment.training.gradient) == (60, "exact")


@pytest.mark.parametrize("lesson", lessons(), ids=NAMES)
def test_a_lesson_is_complete(lesson: Lesson) -> None:
    assert lesson.title
    assert 1 <= len(lesson.suggestions) <= 4
    for paragraph in lesson.text.split("\n\n"):
        assert "\n" not in paragraph
        assert paragraph.endswith(".")
    sentences = lesson.text.replace(". ", ".\n").splitlines()
    assert 2 <= len([sentence for sentence in sentences if sentence]) <= 6
    build(lesson.experiment)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_trains_to_its_end(name: str) -> None:
    history = run_of(name)
    assert history.ending is not None
    assert history.ending.kind == "finished"
    assert np.isfinite(end(history)).all()


@pytest.mark.parametrize(("name", "label"), TRIES)
def test_a_chip_is_an_experiment_with_a_sentence(name: str, label: str) -> None:
    lesson = find_lesson(name)
    (chip,) = (t for t in lesson.suggestions if t.label == label)
    assert chip.help.endswith(".")
    assert len(chip.help) <= 85
    build(lesson.experiment.with_values(chip.values))


# Lesson, chip, where it ends, and how exactly the text says so.
ENDS = [
    ("one-weight-line", "0.01", (2.74, None), 0.005),
    ("as-in-the-book", AS_IT_IS, (12755, None), 0.5),
    ("as-in-the-book", "0.1", (2.7218, None), 5e-5),
    ("as-in-the-book", "0.01", (2.2655, None), 5e-5),
    ("as-in-the-book", "0.01, 1000 epochs", (2.9843, None), 5e-5),
    ("noisy-line", "0.7", (3.12, 2.52), 0.005),
    ("noisy-line", "Start (-1, 1)", (3.12, 2.52), 0.005),
    ("sphere", "0.5", (0, 0), 1e-15),
    ("matyas", AS_IT_IS, (0.05, 0.05), 0.005),
    ("matyas", "0.05", (2.0, 2.0), 0.05),
    ("matyas", "1.9", (0, 0), 1e-6),
    ("booth", AS_IT_IS, (1, 3), 0.02),
    ("booth", "0.1", (1, 3), 2e-5),
    ("rosenbrock", AS_IT_IS, (0.72, 0.52), 0.005),
    ("beale", AS_IT_IS, (2.75, 0.43), 0.005),
    ("himmelblau", AS_IT_IS, (3, 2), 0.001),
    ("himmelblau", "Start (-1, 1)", (-2.81, 3.13), 0.005),
    ("himmelblau", "Start (-1, -1)", (-3.78, -3.28), 0.005),
    ("himmelblau", "Start (0, -1)", (3.58, -1.85), 0.005),
    ("three-hump-camel", "0.2", (0, 0), 1e-6),
    ("styblinski-tang", AS_IT_IS, (2.75, 2.75), 0.005),
    ("styblinski-tang", "Start (-0.2, -0.4)", (-2.90, -2.90), 0.005),
    ("styblinski-tang", "Start (0.1, 0.2)", (-2.90, 2.75), 0.005),
    ("rastrigin", AS_IT_IS, (-1.99, 2.98), 0.005),
    ("rastrigin", "0.005", (-1.99, 2.98), 0.005),
    ("rastrigin", "Start (0.4, -0.3)", (0, 0), 1e-6),
    ("own-formula", AS_IT_IS, (1.13, 0), 0.005),
    ("own-formula", "0.1", (-1.30, 0), 0.005),
    ("own-formula", "No tilt", (1.22, 0), 0.006),
    ("ackley", "0.01", (3, -3), 0.05),
    ("mccormick", AS_IT_IS, (-0.547, -1.547), 0.01),
    ("bounded-saddle", "y = 0", (0, 0), 1e-5),
]


@pytest.mark.parametrize(("name", "label", "place", "exactly"), ENDS)
def test_it_ends_where_the_text_says(name, label, place, exactly) -> None:
    for value, stated in zip(end(run_of(name, label)), place, strict=True):
        assert stated is None or value == pytest.approx(stated, abs=exactly)


# Lesson, chip, row, and its loss.
LOSSES = [
    ("network-2-3-1", AS_IT_IS, 0, 0.3346, 5e-5),
    ("two-moons", AS_IT_IS, -1, 0.275, 5e-4),
    ("two-moons", "8 units", -1, 0.022, 5e-4),
    ("two-moons", "2 units", -1, 0.267, 5e-4),
    ("iris", AS_IT_IS, 0, 1.0986, 5e-5),
    ("iris", "2", -1, 0.075, 5e-4),
    ("iris", "0.05", -1, 0.34, 5e-3),
    ("network-2-3-1", AS_IT_IS, -1, 0.0003, 5e-5),
    ("ravine", "0.01", -1, 400, 0.01),
    ("beale", AS_IT_IS, -1, 0.013, 5e-4),
    ("own-formula", AS_IT_IS, -1, -1.07, 5e-3),
    ("edge-of-stability", AS_IT_IS, 0, 10.6, 0.05),
    ("edge-of-stability", AS_IT_IS, -1, 0.085, 5e-4),
    ("own-formula", "0.1", -1, -3.51, 5e-3),
    ("own-formula", "x alone", -1, -1.07, 5e-3),
    ("beale", "0.01", -1, 0.0018, 5e-5),
    ("three-hump-camel", AS_IT_IS, -1, 0.299, 5e-4),
    ("styblinski-tang", AS_IT_IS, -1, -50.1, 0.05),
    ("styblinski-tang", "Start (-0.2, -0.4)", -1, -78.3, 0.05),
    ("styblinski-tang", "Start (0.1, 0.2)", -1, -64.2, 0.05),
    ("rastrigin", AS_IT_IS, -1, 12.9, 0.05),
    ("ackley", AS_IT_IS, -1, 9.48, 0.005),
    ("ackley", "0.01", -1, 9.00, 0.005),
    ("mccormick", AS_IT_IS, -1, -1.9132, 5e-4),
    ("mccormick", "0.4", 10, -1.9132, 1e-3),
    ("mccormick", "0.5", -1, 10.3, 0.05),
    ("bounded-saddle", AS_IT_IS, -1, -5, 1e-6),
]


@pytest.mark.parametrize(("name", "label", "row", "loss", "exactly"), LOSSES)
def test_the_loss_is_as_the_text_says(name, label, row, loss, exactly) -> None:
    assert run_of(name, label).column("loss")[row] == pytest.approx(loss, abs=exactly)


# Lesson, chip, and what an epoch leaves of the error in the steepest direction.
FACTORS = [
    ("one-weight-line", "1", -15.7, 0.05),
    ("as-in-the-book", "Exact", -15.7, 0.05),
    ("sphere", AS_IT_IS, 0.8, 1e-12),
    ("sphere", "0.9", -0.8, 1e-12),
    ("sphere", "1.05", -1.1, 1e-12),
    ("ravine", AS_IT_IS, -0.8, 1e-12),
    ("ravine", "0.0101", -1.02, 1e-12),
    ("rotated-ravine", AS_IT_IS, -0.8, 1e-12),
    ("rotated-ravine", "0.02", -1.0, 1e-12),
    ("rotated-ravine", "0.0202", -1.02, 1e-12),
    ("booth", AS_IT_IS, 0.1, 1e-12),
    ("booth", "0.1", -0.8, 1e-12),
]


@pytest.mark.parametrize(("name", "label", "factor", "exactly"), FACTORS)
def test_an_epoch_leaves_the_share_of_the_error_that_the_text_says(name, label, factor, exactly):
    lesson = find_lesson(name)
    values = {t.label: t.values for t in lesson.suggestions} | {AS_IT_IS: {}}
    experiment = lesson.experiment.with_values(values[label])
    problem = build(experiment)
    # Of a quadratic, the slopes one unit away from the minimum are the Hessian.
    (place,) = problem.minima
    hessian = problem.loss_and_gradient(place + np.eye(2))[1]
    steepest = np.linalg.eigvalsh(hessian)[-1]
    assert 1 - experiment.optimizer.learning_rate * steepest == pytest.approx(factor, abs=exactly)


def test_the_line_curves_as_the_text_says() -> None:
    problem = build(first_lesson().experiment)
    curvatures = np.linalg.eigvalsh(problem.loss_and_gradient(problem.minima[0] + np.eye(2))[1])
    assert curvatures[1] / curvatures[0] == pytest.approx(56, abs=0.5)
    assert 2 / curvatures[1] == pytest.approx(0.1198, abs=5e-5)
    slow = run_of("one-weight-line", "0.01")
    assert slow.column("loss")[-1] < 0.1
    assert slow.column("w").max() < 3
    assert run_of("one-weight-line").column("w").max() == 4.5


def test_in_the_book_rounding_hides_the_slope() -> None:
    stuck = run_of("as-in-the-book")
    assert stuck.column("w")[3] == stuck.column("w")[-1]
    assert stuck.row(10).gradient[0] == 0
    lesson = find_lesson("as-in-the-book")
    _, gradient = build(lesson.experiment).loss_and_gradient(stuck.theta(10).astype(float))
    assert gradient[0] == pytest.approx(210112, abs=0.5)
    assert np.float32(2049) + np.float32(1e-4) == np.float32(2049)
    assert np.float32(2047) + np.float32(1e-4) != np.float32(2047)
    exact = {"training.gradient": "exact", "training.precision": "float64"}
    for rate, weight in ((0.1, 2.7214), (0.01, 2.2656)):
        values = exact | {"optimizer.learning_rate": rate}
        assert end(train(lesson.experiment.with_values(values)))[0] == pytest.approx(
            weight, abs=5e-5
        )


def test_the_noisy_line_arrives_as_the_text_says() -> None:
    problem = build(find_lesson("noisy-line").experiment)
    assert problem.minimum_loss == pytest.approx(0.084, abs=5e-4)
    best = list(problem.minima[0])
    assert arrival(run_of("noisy-line"), best, 0.03) == 60
    assert arrival(run_of("noisy-line", "0.7"), best, 0.03) == 7
    assert arrival(run_of("noisy-line", "Start (-1, 1)"), best, 0.03) == 65
    losses = run_of("noisy-line", "1.01").column("loss")
    assert losses[1] < losses[0] < losses[-1]
    assert np.all(np.diff(losses[1:]) > 0)


def test_the_network_overshoots_in_one_step() -> None:
    history = run_of("network-2-3-1", "One step at 1")
    problem = build(find_lesson("network-2-3-1").experiment)
    predictions = [problem.predict(history.theta(row), problem.inputs).item() for row in (0, 1)]
    assert predictions == pytest.approx([-0.58, 1.39], abs=0.005)
    assert history.column("loss")[1] > history.column("loss")[0]
    assert run_of("network-2-3-1", "0.1").column("loss")[10] < 1e-4
    assert problem.size == 13


def test_what_diverges_and_what_stays_bounded() -> None:
    assert run_of("beale", "0.02").ending.text == "diverged at step 4"
    assert run_of("edge-of-stability", "0.2").ending.kind == "diverged"
    assert run_of("one-weight-line", "0.125").column("loss")[-1] > 1e6
    assert run_of("booth", "0.112").column("loss")[-1] > 700
    for name, label in (("himmelblau", "0.03"), ("styblinski-tang", "0.1"), ("rastrigin", "0.01")):
        history = run_of(name, label)
        assert max(abs(value) for row in range(len(history)) for value in history.theta(row)) < 4
        assert (np.diff(history.column("loss"))[-20:] > 0).any()
    assert run_of("rastrigin", "0.01").column("loss").min() > 12.9


def test_rosenbrock_bounces_above_the_limit_and_gets_further() -> None:
    problem = build(find_lesson("rosenbrock").experiment)
    step = 1e-6 * np.eye(2)
    up, down = (problem.loss_and_gradient(np.ones(2) + sign * step)[1] for sign in (1, -1))
    assert 2 / np.linalg.eigvalsh((up - down) / 2e-6)[-1] < 0.002
    losses = run_of("rosenbrock", "0.002").column("loss")
    assert (np.diff(losses[:20]) > 0).any()
    assert losses[-1] < run_of("rosenbrock").column("loss")[-1]


def test_the_camel_is_over_the_ridge_in_ten_steps() -> None:
    assert run_of("three-hump-camel", "0.2").column("loss")[10] < 0.002


def test_ackley_travels_fast_and_settles_slowly() -> None:
    caught = run_of("ackley")
    near, far = caught.theta(59), caught.theta(60)
    assert np.allclose(near, [3, -3], atol=0.2)
    assert abs(near - far).max() > 0.2
    assert np.allclose(caught.theta(58), far, atol=0.001)
    assert run_of("ackley", "0.2").column("loss")[-20:].max() > 3
    assert run_of("ackley", "0.2, then 0.01").column("loss")[-1] < 0.1


def test_the_saddle_holds_the_run_back() -> None:
    for label, step in ((AS_IT_IS, 49), ("y = -0.01", 49), ("0.2", 14)):
        y = run_of("bounded-saddle", label).column("y")
        assert int(np.argmax(abs(y) > 1)) == step
    assert end(run_of("bounded-saddle", "y = -0.01"))[1] == pytest.approx(-np.sqrt(10), abs=1e-4)


# Lesson, chip, how many are right: of the rows kept aside, else of all.
RIGHT = [
    ("two-moons", AS_IT_IS, 175, 200),
    ("two-moons", "8 units", 200, 200),
    ("two-moons", "8 units, rate 0.5", 188, 200),
    ("iris", AS_IT_IS, 29, 30),
    ("iris", "2", 30, 30),
    ("iris", "Petals alone", 29, 30),
    ("digits", AS_IT_IS, 346, 359),
    ("digits", "0.0001", 309, 359),
    ("digits", "0.01", 352, 359),
    ("digits", "0.1", 332, 359),
    ("digits", "1", 36, 359),
    ("frozen-features", AS_IT_IS, 750, 808),
    ("frozen-features", "0.05", 734, 808),
    ("frozen-features", "8 in 10", 173, 180),
    ("choosing-a-rate", "Cyclical", 175, 180),
]


@pytest.mark.parametrize(("name", "label", "right", "rows"), RIGHT)
def test_so_many_are_right_as_the_text_says(name, label, right, rows) -> None:
    model, theta = fitted(name, label)
    samples = model.validation or model.training
    assert len(samples.inputs) == rows
    # Another machine may decide a row that lies on the edge otherwise.
    assert int(np.sum(told(model, theta, samples) == samples.labels)) == pytest.approx(right, abs=2)


def fitted(name: str, label: str = AS_IT_IS) -> tuple[Model, np.ndarray]:
    lesson = find_lesson(name)
    values = {t.label: t.values for t in lesson.suggestions} | {AS_IT_IS: {}}
    experiment = lesson.experiment.with_values(values[label])
    model, history = build(experiment), train(experiment)
    assert isinstance(model, Model)
    return model, history.theta(len(history) - 1)


def told(model: Model, theta: np.ndarray, samples: Samples) -> np.ndarray:
    """The most probable class of each row."""
    probabilities = model.predict(theta, samples.inputs)
    if probabilities.shape[1] == 1:
        return probabilities[:, 0] > 0.5
    return probabilities.argmax(axis=1)


def test_unscaled_flowers_make_the_loss_jump() -> None:
    losses = run_of("iris", "Unscaled").column("loss")
    assert (np.diff(losses) > 0).sum() > 100
    assert losses[-1] > 1
    assert (np.diff(run_of("iris").column("loss")) < 0).all()


def test_at_rate_1_the_hidden_units_of_the_digits_die() -> None:
    model, theta = fitted("digits", "1")
    weights, biases = theta[: 64 * 64].reshape(64, 64), theta[64 * 64 : 65 * 64]
    active = model.scaling.apply(model.training.inputs) @ weights + biases > 0
    assert active.any(axis=0).mean() < 0.1


def test_a_frozen_network_needs_few_examples(tmp_path) -> None:
    """The same softmax on the pixels of the same digits reads fewer of the others."""
    pixels, labels = digits(1)
    experiment = find_lesson("frozen-features").experiment
    np.savez(tmp_path / "pixels.npz", inputs=pixels, targets=labels)
    table = experiment.to_dict()
    table["problem"]["data"] = str(tmp_path / "pixels.npz")
    same = experiment.from_dict(table)
    model, history = build(same), train(same)
    assert isinstance(model, Model)
    others = model.validation
    share = np.mean(told(model, history.theta(len(history) - 1), others) == others.labels)
    assert share == pytest.approx(0.89, abs=0.005)


def test_the_features_are_those_of_the_frozen_network() -> None:
    table = read_npz(FILE)
    inputs, targets = features()
    assert table.values[:, :-1] == pytest.approx(inputs.astype(float), abs=0.02)
    assert (table.values[:, -1] == targets).all()
    assert table.columns[0] == "unit 1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "title = 1\n[experiment]",
            "title: 1 is not allowed; a text is needed (line 1 of x.toml",
        ),
        ("titel = 'x'", "titel: unknown key; allowed here are experiment, title, text, goal, try"),
        ("title = 'x'\ntext = 'x'", "experiment: a section with keys of its own is needed"),
        ("title =", "x.toml: not a valid lesson"),
        ("[experiment.optimizer]\nrate = 1", "optimizer.rate: unknown key; allowed here are"),
    ],
)
def test_a_bad_lesson_is_refused(tmp_path, text, message) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        load_lesson(file)
    assert message in str(caught.value)


def test_an_unknown_lesson_names_those_that_exist() -> None:
    with pytest.raises(InputError, match='no lesson "zebra"; the lessons are one-weight-line, '):
        find_lesson("zebra")


# Chip, the least and the greatest sharpness once it has settled, and whether the loss rises.
SHARPNESS = [
    ("0.05", 24, 31, False),
    (AS_IT_IS, 17, 23, True),
    ("0.15", 12, 15, True),
]


@pytest.mark.parametrize(("label", "low", "high", "rises"), SHARPNESS)
def test_the_sharpness_hovers_where_the_text_says(label, low, high, rises) -> None:
    lesson, history = find_lesson("edge-of-stability"), run_of("edge-of-stability", label)
    problem = build(lesson.experiment)
    random = np.random.default_rng(0)
    *_, found = measure_sharpness(problem, history, len(history) - 1, random, {})
    late = found.greatest[found.rows >= 100]
    assert low <= late.min() < late.max() <= high
    assert bool((np.diff(history.column("loss")) > 0).any()) is rises


def excess(label: str) -> np.ndarray:
    """How far the loss of an epoch is above that of the best line."""
    problem = build(find_lesson("lower-the-rate").experiment)
    assert problem.minimum_loss == pytest.approx(0.0642, abs=5e-5)
    history = run_of("lower-the-rate", label)
    return history.column("loss")[:: history.steps_per_epoch] - problem.minimum_loss


def test_large_steps_then_small_ones() -> None:
    found = excess(AS_IT_IS)
    assert found[1] < 0.01
    assert 0.125 < found[2:31].max() < 0.135
    assert found[33:].max() < 0.0005
    assert found[32] > 0.0005 or found[31] > 0.0005
    assert excess("0.5 throughout")[31:].mean() == pytest.approx(0.02, abs=0.005)
    calm = excess("0.05 throughout")
    assert (calm[:8] > 0.01).all()
    assert (calm[8:] < 0.08).all()
    assert calm[8] < 0.01
    assert abs(excess("Cosine")[-1]) < 1e-5
