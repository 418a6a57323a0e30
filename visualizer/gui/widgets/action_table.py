"""Everything that can be done from the menus and by keys, declared once."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from PySide6.QtGui import QKeySequence

from visualizer.core.capabilities import Capability


@dataclass(frozen=True)
class Action:
    """One thing that the user can do.

    Parameters
    ----------
    name
        By which the program finds it.
    text
        The words in the menu; an ellipsis when it asks something first.
    menu
        Where it stands: "File", or "View/Theme" for a menu within a menu.
    tooltip
        A few words for buttons.
    help
        One sentence for the help pages and "What is this?".
    shortcuts
        Keys as `QKeySequence` reads them; the first is shown in the menu.
    icon
        The name of a shipped icon, or empty.
    checkable, checked
        Whether it is a switch, and how it stands at first.
    group
        Switches of one group exclude each other.
    repeats
        Whether holding the key repeats it.
    separated
        Whether a line stands above it.
    requires
        What must be known of the run in front; where it is not, the action says why.
    """

    name: str
    text: str
    menu: str
    tooltip: str
    help: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    checked: bool = False
    group: str = ""
    repeats: bool = False
    separated: bool = False
    requires: tuple[Capability, ...] = ()


MENUS = ("File", "Edit", "Run", "Playback", "View", "Help")

# A table is read more easily with two or three lines a row.
# fmt: off
_FILE = (
    Action("new", "&New", "File", "New experiment",
           "Starts a new experiment: the line y = 3x, ready to change.",
           shortcuts=("Ctrl+N",), icon="plus"),
    Action("open", "&Open...", "File", "Open an experiment or a table",
           "Opens an experiment file, or a CSV or NPZ file as data for the model.",
           shortcuts=("Ctrl+O",), icon="open"),
    Action("open_data", "Open &data...", "File", "Open a CSV or NPZ file",
           "Opens a CSV or NPZ file: what it holds is shown, and can be corrected.",
           shortcuts=("Ctrl+Shift+O",), icon="table"),
    Action("lessons", "&Lessons...", "File", "All lessons, with pictures",
           "Shows all lessons: groups, minutes, and how far you have come in each.",
           shortcuts=("Ctrl+Shift+E",), icon="lesson"),
    Action("data_options", "Data op&tions...", "File", "How the file of this run is read",
           "Shows the data of this run: how the file is read, inputs, target, empty cells.",
           shortcuts=("Ctrl+D",),
           requires=(Capability.SETTINGS,)),
    Action("save", "&Save", "File", "Save the experiment",
           "Saves the experiment to its file.",
           shortcuts=("Ctrl+S",), icon="save", separated=True,
           requires=(Capability.SETTINGS,)),
    Action("save_as", "Save &As...", "File", "Save under another name",
           "Saves the experiment to a new file.", shortcuts=("Ctrl+Shift+S",),
           requires=(Capability.SETTINGS,)),
    Action("export", "&Export...", "File", "Export pictures",
           "Exports plots or the whole dashboard as PNG, SVG or PDF.",
           shortcuts=("Ctrl+E",), icon="export"),
    Action("copy_plot", "&Copy plot", "File", "Copy the plot to the clipboard",
           "Copies the picture of the current plot to the clipboard.",
           shortcuts=("Ctrl+Shift+C",), icon="copy"),
    Action("close_run", "Close &run", "File", "Close the run that is shown",
           "Closes the run that is shown; the others stay open.",
           shortcuts=("Ctrl+W",), icon="close", separated=True),
    Action("quit", "&Quit", "File", "Quit the program",
           "Ends the program; training is stopped first.", shortcuts=("Ctrl+Q",), separated=True),
)

_EDIT = (
    Action("undo", "&Undo", "Edit", "Undo the last change",
           "Takes back the last change of the experiment.",
           shortcuts=("Ctrl+Z",), icon="undo", repeats=True),
    Action("redo", "&Redo", "Edit", "Redo the change",
           "Makes a change again that was taken back.",
           shortcuts=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo", repeats=True),
)

_RUN = (
    Action("train", "&Train", "Run", "Train from the start",
           "Trains the experiment from its start point.",
           shortcuts=("Ctrl+R", "Ctrl+Return"), icon="train",
           requires=(Capability.TRAINING,)),
    Action("pause", "&Pause training", "Run", "Pause or resume training",
           "Holds training where it is; choosing it again goes on.",
           shortcuts=("Ctrl+Shift+R",), icon="pause", checkable=True),
    Action("stop", "&Stop training", "Run", "Stop training",
           "Ends training; what was recorded stays.", shortcuts=("Ctrl+.",), icon="stop"),
    Action("one_more", "&One more step", "Run", "Compute one more step",
           "Computes one more step at the end of the run.",
           shortcuts=("Ctrl+Right",), icon="step-forward", repeats=True, separated=True,
           requires=(Capability.TRAINING,)),
    Action("find_rate", "&Find learning rate...", "Run", "Try rising learning rates",
           "Tries rising learning rates from the start and suggests some; nothing is changed.",
           shortcuts=("Ctrl+F",),
           requires=(Capability.TRAINING,)),
    Action("keep_run", "&Keep run", "Run", "Keep this run beside what you change",
           "Keeps a copy of the run in front, locked and shown beside what you change next.",
           shortcuts=("Ctrl+P",), icon="pin", separated=True,
           requires=(Capability.TRAINING,)),
    Action("compare_rates", "&Compare three rates", "Run",
           "Show this rate beside a tenth and ten times of it",
           "Opens runs with a tenth and with ten times the learning rate beside the run in front.",
           shortcuts=("C",),
           requires=(Capability.TRAINING,)),
    Action("duplicate_run", "&Duplicate run", "Run", "A run of the same settings beside this one",
           "Opens a run of the same settings beside the run in front, to be changed.",
           shortcuts=("Ctrl+Shift+D",),
           requires=(Capability.TRAINING,)),
    Action("fork_run", "Fo&rk at the playhead", "Run", "A run that leaves this one at the playhead",
           "Opens a run beside the run in front that has the same steps up to the playhead; the "
           "rate that you choose then holds from there on.",
           shortcuts=("Shift+R",),
           requires=(Capability.TRAINING,)),
    Action("show_only", "Show o&nly this run", "Run", "Draw no run beside this one",
           "Draws the run in front alone; off, those beside it are drawn again.",
           shortcuts=("Ctrl+Shift+P",), checkable=True),
    Action("lock_run", "&Lock run", "Run", "Never replace this run by a changed one",
           "Has what you change become a run of its own beside the run in front, which stays.",
           shortcuts=("Ctrl+Shift+L",), checkable=True),
    Action("sweep", "S&weep...", "Run", "Train over many values of one or two settings",
           "Trains over many values of one or two settings, from one or several seeds, and shows "
           "what they come to; a click opens a run.", shortcuts=("Ctrl+Shift+W",),
           requires=(Capability.TRAINING,)),
    Action("compare", "R&ace...", "Run", "A fair race of rules, rates or other settings",
           "Has rules, rates, schedules, batch sizes, starts or seeds race to a target, each at "
           "its own best rate, and says who arrives first; nothing is changed.",
           shortcuts=("Ctrl+Shift+F",),
           requires=(Capability.TRAINING,)),
    Action("from_here", "Change the rate from &here on", "Run",
           "The rate changes from the playhead on, not from the start",
           "Has the learning rate at the transport change the run from the playhead on, or while "
           "it trains, from now on; off, it changes the whole run.",
           shortcuts=("R",), icon="from-here", checkable=True, separated=True,
           requires=(Capability.SETTINGS,)),
    Action("live", "&Update as I change", "Run", "Retrain on every change",
           "Trains again at once whenever a setting changes.",
           shortcuts=("Ctrl+U",), checkable=True, checked=True, separated=True),
    Action("exact", "&Exact gradient", "Run", "Gradient by the chain rule, in float64",
           "Uses the exact gradient in double precision.",
           shortcuts=("Ctrl+Shift+G",), checkable=True,
           checked=True, group="gradient", separated=True,
           requires=(Capability.SETTINGS,)),
    Action("as_in_book", "As in the &book", "Run", "Forward differences of 0.0001, in float32",
           "Uses forward differences of 0.0001 in single precision, as printed tables do.",
           shortcuts=("Ctrl+Shift+B",), checkable=True, group="gradient",
           requires=(Capability.SETTINGS,)),
)

_PLAYBACK = (
    Action("play", "&Play / pause", "Playback", "Play or pause",
           "Plays the run step by step or epoch by epoch, or holds it.",
           shortcuts=("Space", "K"), icon="play"),
    Action("step_back", "Step &back", "Playback", "One step or epoch back",
           "Goes back by one step, or by one epoch.",
           shortcuts=("Left",), icon="step-back", repeats=True, separated=True),
    Action("step_forward", "Step &forward", "Playback", "One step or epoch forward",
           "Goes forward by one step or epoch; at the end of the run it computes one more.",
           shortcuts=("Right",), icon="step-forward", repeats=True),
    Action("ten_back", "Ten steps back", "Playback", "Ten steps or epochs back",
           "Goes back by ten steps, or by ten epochs.", shortcuts=("Shift+Left",), repeats=True),
    Action("ten_forward", "Ten steps forward", "Playback", "Ten steps or epochs forward",
           "Goes forward by ten steps, or by ten epochs.",
           shortcuts=("Shift+Right",), repeats=True),
    Action("to_start", "To the &start", "Playback", "To the start",
           "Goes to the start of the run.", shortcuts=("Home",), icon="to-start"),
    Action("to_end", "To the &end", "Playback", "To the end",
           "Goes to the last recorded step.", shortcuts=("End",), icon="to-end"),
    Action("faster", "F&aster", "Playback", "Play faster",
           "Plays more steps or epochs a second.",
           shortcuts=("+", "="), repeats=True, separated=True),
    Action("slower", "S&lower", "Playback", "Play slower",
           "Plays fewer steps or epochs a second.", shortcuts=("-",), repeats=True),
    Action("loop", "L&oop", "Playback", "Begin again at the end",
           "Begins again when the end of the run is reached.",
           shortcuts=("L",), icon="loop", checkable=True, separated=True),
    Action("by_epoch", "By epoc&h", "Playback", "Move by whole epochs, not by steps",
           "Plays and moves by whole epochs; else by steps, one for each batch.",
           shortcuts=("E",), icon="by-epoch", checkable=True),
    Action("follow", "Follow &training", "Playback", "Stay at the newest step while training",
           "Keeps the playhead at the newest step while training runs.",
           shortcuts=("F",), icon="follow", checkable=True, checked=True),
    Action("by_epochs", "&Epoch", "Playback/All runs move by", "The same epoch in every run",
           "Has all shown runs stand at the same epoch: after as many passes over the data.",
           checkable=True, checked=True, group="measure"),
    Action("by_steps", "&Step", "Playback/All runs move by", "The same step in every run",
           "Has all shown runs stand at the same step: after as many updates.",
           checkable=True, group="measure"),
    Action("by_evaluations", "&Gradient evaluation", "Playback/All runs move by",
           "The same number of evaluated gradients in every run",
           "Has all shown runs stand where each has evaluated as many gradients: the same work.",
           checkable=True, group="measure"),
    Action("previous_experiment", "Pre&vious experiment", "Playback",
           "Show the previous open experiment",
           "Shows the open experiment before this one (also by a presenter's remote).",
           shortcuts=("PgUp",), separated=True),
    Action("next_experiment", "Ne&xt experiment", "Playback", "Show the next open experiment",
           "Shows the open experiment after this one (also by a presenter's remote).",
           shortcuts=("PgDown",)),
)

_VIEW = (
    Action("hide_future", "&Hide the future", "View", "Draw nothing beyond the playhead",
           "Draws nothing beyond the playhead, so that one can predict what comes.",
           shortcuts=("H",), icon="eye-off", checkable=True),
    Action("log_loss", "&Logarithmic loss", "View", "Loss on a logarithmic axis",
           "Shows the loss on a logarithmic axis.",
           shortcuts=("Ctrl+L",), checkable=True, checked=True),
    Action("fit", "&Fit the plot", "View", "Show the usual part of the plot again",
           "Shows the usual part of the plot again after zooming and moving.",
           shortcuts=("0",)),
    Action("rule_state", "Arrows of the &state", "View", "Momentum and the like as arrows",
           "Shows on the landscape where the momentum, or what else the rule keeps, draws.",
           shortcuts=("S",), checkable=True, checked=True),
    Action("batch_cloud", "Gradients of the &batches", "View", "The gradient of each batch",
           "Shows on the landscape the gradients of all batches of the epoch as a cloud.",
           shortcuts=("B",), checkable=True, checked=True),
    Action("theme_system", "As the &system", "View/Theme", "Light or dark as the system",
           "Uses light or dark colours as the system does.",
           checkable=True, checked=True, group="theme"),
    Action("theme_light", "&Light", "View/Theme", "Light colours",
           "Uses light colours.", checkable=True, group="theme"),
    Action("theme_dark", "&Dark", "View/Theme", "Dark colours",
           "Uses dark colours.", checkable=True, group="theme"),
    Action("reset_layout", "&Reset layout", "View", "Put every panel back",
           "Puts every panel back to its first place.", shortcuts=("Ctrl+0",), icon="reset"),
    Action("apart", "Si&de by side", "View", "Each shown run in a picture of its own",
           "Shows each of the shown runs in a picture of its own, with the same axes and one "
           "playhead; there must be several.", shortcuts=("D",), checkable=True, separated=True),
    Action("by_hand", "Step b&y hand", "View", "The step at the playhead, worked out as on a board",
           "Opens the panel By hand: forward, chain rule, difference quotient and update with "
           "all their numbers.", shortcuts=("W",)),
    Action("present", "&Present", "View", "Full screen with larger type",
           "Fills the screen with larger type and lines and hides the set-up.",
           shortcuts=("F5",), icon="maximise", checkable=True, separated=True),
    Action("alone", "One panel &alone", "View", "One panel alone, full screen",
           "Shows the panel in use alone, full screen above the transport bar (also a double "
           "click on its title or tab); choosing it again brings everything back.",
           shortcuts=("F11",), checkable=True),
    Action("leave_presentation", "Lea&ve full screen", "View", "Back to the window",
           "Brings everything back from one panel alone, or from the presentation.",
           shortcuts=("Esc",)),
)

_HELP = (
    Action("getting_started", "&Getting started", "Help", "Getting started",
           "Opens a short guide to the first minutes.", shortcuts=("F1",), icon="help"),
    Action("shortcuts", "&Keyboard shortcuts", "Help", "All keys",
           "Lists all keys.", shortcuts=("Ctrl+F1",)),
    Action("explorer", "Activations and &losses", "Help", "Activations and losses as curves",
           "Shows activations and losses with their derivatives, softmax and the cross-entropy.",
           shortcuts=("Ctrl+Shift+A",), separated=True),
    Action("about", "&About", "Help", "About this program",
           "Tells the version and the licences.", separated=True),
)
# fmt: on

ACTIONS = (*_FILE, *_EDIT, *_RUN, *_PLAYBACK, *_VIEW, *_HELP)

SUBMENUS = {
    "File/Open recent": "save",
    "Playback/All runs move by": "previous_experiment",
    "View/Theme": "reset_layout",
    "View/Panels": "reset_layout",
}
"""Menus within menus, each with the action that it stands above."""


def tooltip(declared: Action) -> str:
    """The few words of an action with its keys: "Play or pause (Space, K)"."""
    keys = shown_keys(declared)
    return f"{declared.tooltip} ({keys})" if keys else declared.tooltip


def shown_keys(declared: Action) -> str:
    """The keys of an action as the keyboard names them, in a list."""
    return ", ".join(native_keys(keys) for keys in declared.shortcuts)


def native_keys(keys: str) -> str:
    """The name of a key combination on this system."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def action_named(name: str) -> Action:
    """The row of the table with this name."""
    return next(declared for declared in ACTIONS if declared.name == name)


def plain_text(text: str) -> str:
    """The words of a menu entry, without the mark of its access key and the ellipsis."""
    return text.replace("&", "").removesuffix("...")


def shortcut_rows() -> list[tuple[str, str, str, str]]:
    """Every action that has keys: (menu, words, keys, sentence), in the order of the menus."""
    return [
        (
            declared.menu.partition("/")[0],
            plain_text(declared.text),
            shown_keys(declared),
            declared.help,
        )
        for declared in ACTIONS
        if declared.shortcuts
    ]


def shortcuts_html() -> str:
    """The table of keys as HTML, a heading for each menu."""
    parts = []
    for menu, rows in _by_menu(shortcut_rows()):
        parts.append(f"<h3>{escape(menu)}</h3><table cellspacing='0' cellpadding='4'>")
        for _, words, keys, help_text in rows:
            cells = (f"<b>{escape(keys)}</b>", escape(words), escape(help_text))
            parts.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        parts.append("</table>")
    return "".join(parts)


def shortcuts_markdown() -> str:
    """The table of keys as Markdown, for the README."""
    lines = ["| Keys | Action | What it does |", "|---|---|---|"]
    for _, words, keys, help_text in shortcut_rows():
        lines.append(f"| {keys} | {words} | {help_text} |")
    return "\n".join(lines) + "\n"


def _by_menu(
    rows: Iterable[tuple[str, str, str, str]],
) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return list(found.items())
