"""What ends a command, in sentences for the person who typed it."""


class ControlError(Exception):
    """A command cannot do what it was asked; ``str()`` says what is wrong and what to do, a line each."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))


class Unreadable(ControlError):
    """VOS could not be read: nobody knows what is there."""
