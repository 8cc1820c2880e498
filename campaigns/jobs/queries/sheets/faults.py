"""Why a table as a whole cannot be read."""

from campaigns.kernel import errors


class TableUnreadable(errors.LoaError):
    """The file is no table that can be read; says why and how to mend it, and the line if known."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line
