"""The answer to 'may I?', with the reason that the page shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed. `reason` is a translated sentence, empty when allowed."""

    is_allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.is_allowed


ALLOWED = Verdict(is_allowed=True)


def refused(reason: str) -> Verdict:
    return Verdict(is_allowed=False, reason=reason)
