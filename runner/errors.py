"""Errors that end a command with a sentence for a person."""


class CommandError(Exception):
    """A command cannot go on; the text says what to do next."""

    def __init__(self, message: str, exit_status: int = 1) -> None:
        super().__init__(message)
        self.exit_status = exit_status
