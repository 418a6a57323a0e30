"""Undo and redo: the former states of the session."""

from collections.abc import Callable

from visualizer.app.state import State

# States share nearly everything with their neighbours: what a step holds alone is its histories.
UNDO_STEPS = 100
UNDO_BYTES = 128 << 20
LAST_BYTES = 512 << 20
"""Histories and data that only undo still knows: of all changes, and of the latest alone."""


class Past:
    """The states that undo and redo lead to; `gesture` is that of the latest change."""

    def __init__(self) -> None:
        self.gesture = ""
        self._undo: list[State] = []
        self._redo: list[State] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def remember(self, state: State, gesture: str, present: State) -> int:
        """`state` was changed to `present`; changes of one gesture count as one.

        Returns 0, or the bytes that only `state` holds where they are too many to be kept, so
        that this change cannot be undone.
        """
        if not gesture or gesture != self.gesture:
            self._undo.append(state)
        # What was undone led elsewhere than where the user has gone now.
        self._redo.clear()
        self.gesture = gesture
        return self._trim(present)

    def back(self, present: State) -> State | None:
        """The state before the last change, or None."""
        return self._travel(self._undo, self._redo, present)

    def forward(self, present: State) -> State | None:
        """The state that was last undone, or None."""
        return self._travel(self._redo, self._undo, present)

    def rewrite(self, change: Callable[[State], State]) -> None:
        """Change all states, as when something holds for them that cannot be undone."""
        self._undo = [change(state) for state in self._undo]
        self._redo = [change(state) for state in self._redo]

    def _travel(self, source: list[State], target: list[State], present: State) -> State | None:
        if not source:
            return None
        target.append(present)
        self.gesture = ""
        return source.pop()

    def _trim(self, present: State) -> int:
        """Forget the oldest changes when they alone hold too much memory.

        The latest may hold more than all others, but not everything: what it holds is returned
        when it is forgotten, too, and 0 when it stays.
        """
        del self._undo[:-UNDO_STEPS]
        size, known = 0, present.memory
        while self._undo:
            most = UNDO_BYTES if len(self._undo) > 1 else LAST_BYTES
            held: dict[int, int] = {}
            for state in self._undo:
                # By identity: runs that several states share are counted once.
                held |= state.memory
            size = sum(size for key, size in held.items() if key not in known)
            if size <= most:
                return 0
            del self._undo[0]
        return size
