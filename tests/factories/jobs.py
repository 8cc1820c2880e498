"""Long work for tests: counts to a number, one event a number, some numbers a chunk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from campaigns.accounts import models as accounts_models
from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.jobs import models, queries, services
from campaigns.kernel import errors, roles
from tests.factories import cast as casts

KIND = "tests.count"
CHUNK = 3


def count_on(turn: services.Turn) -> services.Step:
    """Count `CHUNK` numbers further."""
    begin, end = turn.cursor.get("at", 0), turn.job.input["until"]
    until = min(begin + CHUNK, end)

    def write() -> None:
        for number in range(begin, until):
            audit_services.record("tests.counted", turn.job, after={"number": number})

    return services.Step(
        cursor={"at": until},
        done=until,
        total=end,
        phase="COUNTING",
        write=write,
        is_last=until == end,
        result={"counted": until},
    )


def refuse(turn: services.Turn) -> services.Step:
    raise errors.LoaError("Không đếm được nữa.")


@contextmanager
def counting(run=count_on, **changes) -> Iterator[None]:
    """Know the kind of work for a while."""
    services.register(
        services.Kind(
            name=KIND,
            label="Đếm số",
            permission=roles.Permission.MANAGE_PREMISES,
            run=run,
            phases={"COUNTING": "Đang đếm"},
            said=lambda job: f"Đã đếm {job.result['counted']} số.",
            **changes,
        )
    )
    yield
    queries.forget_kind(KIND)


def order(by: accounts_models.User, until: int = 10, **more) -> models.Job:
    unit = more.pop("unit", None)
    order = services.JobOrder(
        kind=KIND,
        title="đến mười",
        input={"until": until},
        unit_id=unit.pk if unit else None,
        **more,
    )
    return services.order_job(order=order, by=by, at=casts.NOW)


def counted(job: models.Job) -> list[int]:
    """The numbers that were counted, each as often as it was."""
    events = audit_models.Event.objects.filter(verb="tests.counted", subject_id=str(job.pk))
    return [event.after["number"] for event in events.order_by("pk")]


class Clock:
    """Starts at the cast's moment and goes on by a step with each look."""

    def __init__(self, seconds: float = 0, step: float = 0.1) -> None:
        self.now, self.step = casts.NOW + timedelta(seconds=seconds), timedelta(seconds=step)

    def __call__(self):
        self.now += self.step
        return self.now


def run(seconds: float = 0, step: float = 0.1) -> bool:
    """One sweep, so many seconds after the cast's moment."""
    return services.run_due(by=casts.SYSTEM, clock=Clock(seconds, step))


def finish(job: models.Job, seconds: float = 0) -> models.Job:
    """Sweep until the job is over."""
    for number in range(200):
        run(seconds + 20 * number)
        job = models.Job.objects.select_related("progress", "ordered_by").get(pk=job.pk)
        if not job.is_live:
            return job
    raise AssertionError(f"still {job.state}: {job}")
