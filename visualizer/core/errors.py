"""The one error type for everything that a user can mend."""


class InputError(Exception):
    """Input that cannot be used, told in one sentence on one line.

    Parameters
    ----------
    message
        What is wrong and what is allowed, without the place.
    key
        Where: the path of a setting such as ``"optimizer.learning_rate"``, which lets
        the window show the sentence beside the field; empty when no setting is at fault.
    """

    def __init__(self, message: str, key: str = "") -> None:
        # Values and names from files may hold line breaks, a shell wants one line.
        self.message = " ".join(message.split())
        self.key = " ".join(key.split())
        super().__init__(f"{self.key}: {self.message}" if key else self.message)

    def __reduce__(self) -> tuple[type["InputError"], tuple[str, str]]:
        # From another process it comes with its key; by itself Python sends the whole text.
        return type(self), (self.message, self.key)

    def inside(self, section: str) -> "InputError":
        """The same error with its key placed below `section`."""
        return InputError(self.message, f"{section}.{self.key}" if self.key else section)


class Cancelled(Exception):
    """Raised inside long work when the user has asked to stop it."""
