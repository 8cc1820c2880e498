"""Who acts: a person, a device or the system itself."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Whoever a change is written down to.

    `actor_id` is stable and tells the kind (`user:12`, `device:7`, `system:sweep`);
    `actor_label` is what the timeline shows.
    """

    @property
    def actor_id(self) -> str: ...

    @property
    def actor_label(self) -> str: ...


@dataclass(frozen=True)
class SystemActor:
    """A part of Loa that acts on its own, such as a sweep or a loader."""

    name: str

    @property
    def actor_id(self) -> str:
        return f"system:{self.name}"

    @property
    def actor_label(self) -> str:
        return f"Loa ({self.name})"
