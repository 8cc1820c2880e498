"""Base of the errors that services raise and faces explain."""


class LoaError(Exception):
    """A refusal with a sentence for the user: what is wrong and how to mend it.

    Subclasses are defined in the service module that raises them. `message` is shown as it is,
    so it is translated and carries no secret.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Conflict(LoaError):
    """Somebody else was first, or the record is no longer in the state that the act needs."""
