"""Two buttons of which one can be pressed at a time: begin and stop."""

from PySide6.QtWidgets import QPushButton


def take_turns(begin: QPushButton, stop: QPushButton, *, running: bool, may_begin: bool) -> None:
    """Enable `stop` while something is `running`, else `begin`, if it `may_begin`.

    The keyboard goes from the one to the other. Qt would give it to the next button that there
    is: the space bar would close the dialog, say.
    """
    leaves, enters = (begin, stop) if running else (stop, begin)
    enters.setEnabled(running or may_begin)
    if leaves.hasFocus() and enters.isEnabled():
        enters.setFocus()
    leaves.setEnabled(False)
