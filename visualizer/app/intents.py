"""Intents: frozen descriptions of what the user wants; only they change the session.

What `REQUIRES` says of an intent must be known of the run that it is about, or it is refused. A run
other than that in front is named by its document, as its place in the list may be another when the
intent arrives. An intent about a document that is not open any more does nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from visualizer.app.state import NO_ZOOM, Zoom
from visualizer.core.capabilities import Capability
from visualizer.core.experiment import Experiment
from visualizer.core.lessons.score import StepResult
from visualizer.core.recording.history import Recording


@dataclass(frozen=True)
class OpenExperiment:
    """Open an experiment as a run of its own, beside or instead of those open.

    `path` is the file that it is saved to, `digest` that of the file's content. An
    experiment that is `unsaved` stands nowhere yet, as after an import.
    """

    experiment: Experiment
    path: str = ""
    replace: bool = False
    digest: str = ""
    unsaved: bool = False


@dataclass(frozen=True)
class OpenRecording:
    """Open a recording as a run of its own, such as `recording_from` makes of arrays.

    Of such a run neither the experiment nor the problem is known.
    """

    recording: Recording
    name: str = "A recording"


@dataclass(frozen=True)
class ChangeSettings:
    """Give settings new values, by key path.

    Intents with the same `gesture` (a drag of a slider) count as one for undo, and the
    run before the first of them stays as the ghost.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    gesture: str = ""


@dataclass(frozen=True)
class ChangeFromHere:
    """Give settings new values from a step on; the rows before it are kept.

    Later changes of the same settings are forgotten. `gesture` as in `ChangeSettings`.
    """

    step: int
    values: Mapping[str, Any] = field(default_factory=dict)
    gesture: str = ""


@dataclass(frozen=True)
class SelectRun:
    """Bring the run at `index` to the front, or that of a document."""

    index: int = 0
    document: int | None = None


@dataclass(frozen=True)
class CloseRun:
    """Close the run at `index`, or that of a document; the last one cannot be closed."""

    index: int = 0
    document: int | None = None


@dataclass(frozen=True)
class KeepRun:
    """Keep a copy of the run in front beside it: locked, and shown. Once for the same settings."""


@dataclass(frozen=True)
class DuplicateRun:
    """Open a run of the same settings beside that of a document, and in front.

    It begins with the rows that are recorded, and is not locked.
    """

    document: int | None = None


@dataclass(frozen=True)
class ForkRun:
    """Open a run beside that of a document, and in front, that leaves it at a step.

    The rows before are shared. `values` are settings from that step on; without any, the
    rate is changed from the playhead on from now on.
    """

    step: int
    values: Mapping[str, Any] = field(default_factory=dict)
    document: int | None = None


@dataclass(frozen=True)
class CompareSettings:
    """Open a run beside that in front for each of these settings, by key path, and show them all.

    Of runs with these settings that are open already none is opened again.
    """

    variants: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class ShowRun:
    """Draw the run of a document beside that in front, or not.

    One after the other they count as one for undo.
    """

    document: int
    shown: bool = True


@dataclass(frozen=True)
class ShowOnly:
    """Bring the run of a document to the front and draw no other; again: as it was."""

    document: int | None = None


@dataclass(frozen=True)
class RenameRun:
    """Give the run of a document a name of its own; "" for that of its experiment."""

    document: int
    title: str = ""


@dataclass(frozen=True)
class LockRun:
    """Lock the run of a document, or no longer: what is changed then is a run beside it."""

    document: int
    locked: bool = True


@dataclass(frozen=True)
class MoveRun:
    """Have the run of a document stand at another place among those open."""

    document: int
    place: int


@dataclass(frozen=True)
class Train:
    """Train the edited experiment, or go on with a run that was paused.

    A complete run is trained again only when its data have changed meanwhile: equal
    experiments give equal numbers.
    """


@dataclass(frozen=True)
class PauseTraining:
    """Interrupt the training of the run in front, if it is trained; `Train` goes on."""


@dataclass(frozen=True)
class StopTraining:
    """Stop reading a file when one is being read, else training, as `PauseTraining` does."""


@dataclass(frozen=True)
class ExtendRun:
    """Train `epochs` more; one after the other they count as one for undo.

    Where a stop has ended the run, that stop is switched off. A run that is paused goes on
    for so many epochs of those that it has left.
    """

    epochs: int = 1


@dataclass(frozen=True)
class MovePlayhead:
    """Show another place, in epochs; values outside the planned run are brought inside."""

    epoch: float


@dataclass(frozen=True)
class LookAt:
    """Show another part of the axes of the plots of a name; `NO_ZOOM` for the usual one.

    One after the other they count as one for undo: a turn of the wheel is many of them.
    """

    name: str
    zoom: Zoom = NO_ZOOM


@dataclass(frozen=True)
class ChangeView:
    """Have a plot show what it shows in another way: values of its `views.VIEWS`, by name."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ShowLines:
    """Have the plots of lines show these parameters, by name, of every run that has all of them.

    () is for the usual ones in the run in front.
    """

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class LookAtSample:
    """Look at a row of the data: the part that it is of, and its number there, from 0."""

    part: str
    number: int = 0


@dataclass(frozen=True)
class ShowPanels:
    """Have these panels open and no others, by name; None for those that suit run and window.

    Of those that share tabs the last one stands in front.
    """

    names: tuple[str, ...] | None = None


@dataclass(frozen=True)
class SetSpeed:
    """Play so many steps or epochs a second; None for the whole run in ten seconds."""

    speed: float | None = None


@dataclass(frozen=True)
class MeasureBy:
    """Have the playhead stand at the same place of all runs on one of `state.MEASURES`."""

    axis: str


@dataclass(frozen=True)
class ShowApart:
    """Have the shown runs stand side by side in plots, one of `state.APART`; "" for one picture."""

    plots: str = ""


@dataclass(frozen=True)
class SetOption:
    """Switch an option of the session, one of `state.OPTIONS`.

    Switching `update_as_change` on also trains the edited experiment.
    """

    name: str
    value: bool


@dataclass(frozen=True)
class MarkSaved:
    """The settings of a document have been saved to `path`; by default the one in front."""

    path: str
    digest: str = ""
    document: int | None = None


@dataclass(frozen=True)
class OpenLesson:
    """Attend a lesson: the name of a bundled one, or the path of its file.

    It begins at a step, with what became of each step before, as far as that is known.
    """

    name: str
    step: int = 0
    results: tuple[StepResult, ...] = ()


@dataclass(frozen=True)
class KnowNumbers:
    """The numbers of the lesson, in the order of its distinct expressions."""

    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class GoToStep:
    """Go to a step of the lesson, from 0; beyond the last one is its end."""

    step: int = 0


@dataclass(frozen=True)
class MakeGuess:
    """Show what may become the answer, in its place in the plots; it is not judged."""

    guess: Any = None


@dataclass(frozen=True)
class GiveAnswer:
    """Answer the question of the lesson: a plain value, see the kinds of questions."""

    answer: Any = None


@dataclass(frozen=True)
class ShowSolution:
    """Have the question of the lesson answered."""


@dataclass(frozen=True)
class RestartLesson:
    """Begin the lesson anew; what was answered is forgotten."""


@dataclass(frozen=True)
class ArrangeStep:
    """Come back to the lesson: everything is again as its step has it."""


@dataclass(frozen=True)
class NoteArranged:
    """Everything is as the step of the lesson has it: the playhead is held while it asks."""


@dataclass(frozen=True)
class LeaveLesson:
    """Attend no lesson any more; what is open stays."""


Intent = (
    OpenExperiment
    | OpenRecording
    | ChangeSettings
    | ChangeFromHere
    | SelectRun
    | CloseRun
    | KeepRun
    | DuplicateRun
    | ForkRun
    | CompareSettings
    | ShowRun
    | ShowOnly
    | RenameRun
    | LockRun
    | MoveRun
    | Train
    | PauseTraining
    | StopTraining
    | ExtendRun
    | MovePlayhead
    | LookAt
    | ChangeView
    | ShowLines
    | LookAtSample
    | ShowPanels
    | SetSpeed
    | MeasureBy
    | ShowApart
    | SetOption
    | MarkSaved
    | OpenLesson
    | KnowNumbers
    | GoToStep
    | MakeGuess
    | GiveAnswer
    | ShowSolution
    | RestartLesson
    | ArrangeStep
    | NoteArranged
    | LeaveLesson
)

UNDOABLE = (
    OpenExperiment,
    OpenRecording,
    ChangeSettings,
    ChangeFromHere,
    CloseRun,
    KeepRun,
    DuplicateRun,
    ForkRun,
    CompareSettings,
    ShowRun,
    RenameRun,
    LockRun,
    MoveRun,
    Train,
    ExtendRun,
    LookAt,
)
"""What undo takes back, when it has changed anything."""

REQUIRES: Mapping[type, tuple[Capability, ...]] = {
    ChangeSettings: (Capability.SETTINGS,),
    ChangeFromHere: (Capability.SETTINGS, Capability.TRAINING),
    KeepRun: (Capability.TRAINING,),
    DuplicateRun: (Capability.TRAINING,),
    ForkRun: (Capability.TRAINING,),
    CompareSettings: (Capability.TRAINING,),
    Train: (Capability.TRAINING,),
    ExtendRun: (Capability.TRAINING,),
}
"""What must be known of the run that they are about, for those that need more than a recording."""
