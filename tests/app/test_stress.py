"""Many intents in any order: whatever the user does, the session stays consistent."""

import itertools
import math

import numpy as np
import pytest

from tests.app.landscape_maps import Maps
from tests.app.sessions import assert_same_rows, function, line, table_of
from visualizer.app.intents import (
    ChangeFromHere,
    ChangeSettings,
    CloseRun,
    CompareSettings,
    DuplicateRun,
    ExtendRun,
    ForkRun,
    KeepRun,
    LockRun,
    MarkSaved,
    MovePlayhead,
    MoveRun,
    OpenExperiment,
    PauseTraining,
    RenameRun,
    SelectRun,
    SetOption,
    ShowOnly,
    ShowRun,
    StopTraining,
    Train,
)
from visualizer.app.landscapes import MapWish
from visualizer.app.playback import Playback
from visualizer.app.state import OPTIONS
from visualizer.core.training import train

INTENTS = 200
MOST_RUNS = 5
MOST_EPOCHS = 4000


class User:
    """Does one thing after another, drawn from a seeded generator."""

    def __init__(self, session, playback, files, seed):
        self.session = session
        self.playback = playback
        self.files = files
        self.random = np.random.default_rng(seed)
        self.gestures = itertools.count()
        self.gesture = ""
        self.log = []

    def act(self):
        actions = (
            *[self.change] * 6,
            *[self.extend, self.step, self.undo, self.change_from_here] * 2,
            *(self.open, self.select, self.close, self.redo, self.switch, self.save),
            *(self.beside, self.arrange, self.close),
            *(self.training, self.training, self.move, self.play, self.cancel),
        )
        action = actions[self.random.integers(len(actions))]
        self.log.append(action.__name__)
        action()

    def one_of(self, *choices):
        return choices[self.random.integers(len(choices))]

    def experiment(self):
        return self.one_of(
            line(0.01, int(self.random.integers(0, MOST_EPOCHS))),
            line(5.0, 300),
            line(0.02, 30, training={"batch_size": 2}),
            line(0.02, 40, problem={"data": "line", "hidden": [2]}),
            function("himmelblau"),
            table_of(self.files["large"], training={"epochs": 2}),
            table_of(self.files["missing"]),
        )

    def open(self):
        replace = bool(self.random.random() < 0.3)
        if replace or len(self.session.state.runs) < MOST_RUNS:
            self.session.apply(OpenExperiment(self.experiment(), replace=replace))

    def change(self):
        if self.random.random() < 0.5:
            self.gesture = self.one_of("", f"drag {next(self.gestures)}")
        key, values = self.one_of(
            ("optimizer.learning_rate", (0.001, 0.01, 0.02, 5.0, -1.0)),
            ("training.epochs", (1, 10, 500, MOST_EPOCHS)),
            ("training.batch_size", (0, 1, 2, 10**6)),
            ("training.gradient", ("exact", "central difference")),
            ("training.precision", ("float32", "float64")),
            ("start.parameters", ((1.0, 2.0), (0.5, -0.5), (1.0,))),
            ("training.stop_loss", (0.5, 0.02, 0.0)),
            ("training.stop_patience", (0, 3)),
            ("changes", ([],)),
            ("problem.kind", ("function", "model")),
            ("problem.data", ("line", "noisy-line", str(self.files["large"]))),
            ("problem.hidden", ((), (2,))),
        )
        self.session.apply(ChangeSettings({key: self.one_of(*values)}, self.gesture))

    def change_from_here(self):
        if not self.session.state.runs:
            return
        run = self.session.state.run
        step = self.one_of(0, run.row_at(self.session.state.playhead), run.count // 2, run.count)
        values = {"optimizer.learning_rate": self.one_of(0.001, 0.015, 0.03, 4.0, -1.0)}
        self.session.apply(ChangeFromHere(step, values, self.one_of("", self.gesture)))

    def extend(self):
        self.session.apply(ExtendRun(int(self.random.integers(1, 30))))

    def step(self):
        self.playback.step(self.one_of(-10, -1, 1, 1, 10))

    def undo(self):
        self.session.undo()

    def redo(self):
        self.session.redo()

    def select(self):
        self.session.apply(SelectRun(int(self.random.integers(-1, MOST_RUNS + 1))))

    def close(self):
        self.session.apply(CloseRun(int(self.random.integers(-1, MOST_RUNS + 1))))

    def switch(self):
        self.session.apply(SetOption(self.one_of(*OPTIONS), bool(self.random.random() < 0.6)))

    def save(self):
        self.session.apply(MarkSaved("/tmp/x.toml"))

    def document(self):
        return self.one_of(-1, *(run.document for run in self.session.state.runs))

    def beside(self):
        runs = self.session.state.runs
        if not runs or len(runs) >= MOST_RUNS:
            return
        step = int(self.random.integers(-1, runs[0].count + 2))
        rate = {"optimizer.learning_rate": 0.015}
        self.session.apply(
            self.one_of(
                KeepRun(),
                DuplicateRun(self.document()),
                ForkRun(step, self.one_of({}, rate), self.document()),
                CompareSettings((rate, {})),
            )
        )

    def arrange(self):
        on, document = bool(self.random.random() < 0.5), self.document()
        self.session.apply(
            self.one_of(
                ShowRun(document, on),
                ShowOnly(document),
                LockRun(document, on),
                RenameRun(document, self.one_of("", "Mine")),
                MoveRun(document, int(self.random.integers(-1, MOST_RUNS))),
            )
        )

    def training(self):
        self.session.apply(self.one_of(Train(), PauseTraining(), StopTraining()))

    def move(self):
        self.session.apply(MovePlayhead(self.one_of(0.0, 3.7, 1e9, -1.0, math.nan)))

    def play(self):
        self.playback.set_speed(self.one_of(1.0, 1e4, None))
        self.playback.toggle()

    def cancel(self):
        self.session.cancel_loading()


def assert_consistent(session):
    state = session.state
    if not state.runs:
        return
    assert 0 <= state.current < len(state.runs)
    assert len({run.number for run in state.runs}) == len(state.runs)
    assert len({run.document for run in state.runs}) == len(state.runs)
    assert len({run.colour for run in state.runs}) == len(state.runs)
    # Runs that are open never share a history: there is one writer.
    assert len({run.history for run in state.runs}) == len(state.runs)
    assert 0 <= state.row <= max(state.run.count - 1, 0)
    assert 0 <= state.playhead < math.inf
    assert state.run.history not in {ghost.history for ghost in state.ghosts}
    for run in state.runs:
        assert run.count <= run.last_step + 1
        assert run.history.parameters == run.problem.names
        assert run.edited != run.experiment
        if not run.complete and run.number not in state.paused:
            assert session.training.is_training(run.number) or run.complete


def assert_rows(run, trained):
    """What is recorded of a run is what it gives alone, bit for bit."""
    if run.experiment not in trained:
        trained[run.experiment] = train(run.experiment, run.problem)
    alone = trained[run.experiment]
    assert run.history.columns == alone.columns
    if run.count:
        assert_same_rows(run.history, alone, run.count)
    if run.ending is not None and run.ending.kind in ("finished", "diverged", "early"):
        assert run.count == len(alone)
        assert run.ending.kind == alone.ending.kind


@pytest.fixture
def playback(session):
    made = Playback(session, session)
    yield made
    made.pause()


@pytest.fixture
def landscapes():
    made = Maps()
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(8))
def test_any_order_of_intents(
    session, playback, landscapes, heard, large_file, tmp_path, qtbot, seed
):
    files = {"large": large_file, "missing": tmp_path / "missing.csv"}
    user = User(session, playback, files, seed)
    for _ in range(INTENTS):
        user.act()
        assert_consistent(session)
        if session.state.runs:
            landscapes.update(session.state, MapWish(), moving=session.training_now)
        if user.random.random() < 0.3:
            qtbot.wait(int(user.random.integers(1, 6)))
            assert_consistent(session)
    playback.pause()
    finish(session, qtbot)
    trained = {}
    for run in session.state.runs:
        if is_long(run):
            continue
        # Where the settings cannot be trained, the run stays as it was.
        assert run.complete or run.edited is not None
        assert_rows(run, trained)
    undo_everything(session, trained)
    assert landscapes.wait(20)
    assert heard.crashes == [], user.log
    assert landscapes.error == "", user.log


def is_long(run):
    """Whether a run of the large file takes longer than a test waits."""
    return run.experiment.training.epochs * run.problem.rows > 4_000_000


def finish(session, qtbot):
    """Have everything that is open trained to its end."""
    session.cancel_loading()
    if not session.state.runs:
        session.apply(OpenExperiment(line()))
    session.apply(SetOption("update_as_change", False))
    for index in range(len(session.state.runs)):
        session.apply(SelectRun(index))
        session.apply(Train())
        qtbot.waitUntil(lambda: session.loading_progress is None, timeout=10_000)
        if is_long(session.state.run):
            session.apply(PauseTraining())
    qtbot.waitUntil(lambda: not session.training.busy, timeout=30_000)


def undo_everything(session, trained):
    while session.can_undo:
        session.undo()
        assert_consistent(session)
        for run in session.state.runs:
            session.training.drop(run.number)
            assert session.training.wait_idle(run.number, 10)
            if run.problem.rows < 1000:
                assert_rows(run, trained)
