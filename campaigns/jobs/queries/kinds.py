"""Kinds of long work, each registered by its own app under a name (`AppConfig.ready`).

The runner knows no area. It asks a kind for one chunk after the other and stores what each came
to; the kind knows its rows and nothing of workers, claims or restarts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from campaigns.jobs import models
from campaigns.kernel import actor, roles


@dataclass(frozen=True)
class Turn:
    """What a kind is given for one chunk: the job, and where the last chunk ended.

    `cursor` is empty at first. `at` is the moment at which the chunk begins.
    """

    job: models.Job
    cursor: Mapping[str, Any]
    done: int
    total: int | None
    by: actor.Actor
    at: datetime


@dataclass(frozen=True)
class Step:
    """What a chunk came to.

    `write` is called inside the one transaction that also stores the rest of the step, so that a
    worker killed at any moment has either done the chunk and said so, or neither. What stands
    outside a transaction (a file) is to be named by the cursor, so that doing it again gives the
    same. `result` is kept with the last step.
    """

    cursor: Mapping[str, Any]
    done: int
    total: int | None = None
    phase: str = ""
    write: Callable[[], None] | None = None
    is_last: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of long work.

    Args:
        name: stable, `area.what_it_does`; stored with each job.
        label: what the work is called on pages.
        permission: who may see it and stop it, in the unit of the job, besides who ordered it.
        run: reads and reckons one chunk, of some seconds at most and without writing rows; raises
            a LoaError where the work cannot go on, which ends the job with that sentence.
        phases: what is being done, in words, by the code that steps carry.
        result_url: where the result is; an empty address where there is none.
        settle: called in the transaction that ends the job, however it ends.
        said: the result in one sentence, from what the last step handed over.
    """

    name: str
    label: str | Promise
    permission: roles.Permission
    run: Callable[[Turn], Step]
    phases: Mapping[str, str | Promise] = field(default_factory=dict)
    result_url: Callable[[models.Job], str] = lambda _job: ""
    settle: Callable[[models.Job], None] = lambda _job: None
    said: Callable[[models.Job], str] = lambda _job: ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of work known; a second one of the same name takes its place."""
    _kinds[kind.name] = kind


def forget_kind(name: str) -> None:
    """Know a kind of work no more; its jobs that wait will fail with a sentence."""
    _kinds.pop(name, None)


def kind_of(job: models.Job) -> Kind | None:
    """How a job is done; None where this version of the code knows no such work any more."""
    return _kinds.get(job.kind)


def registered_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())
