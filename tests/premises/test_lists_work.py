"""Lists as long work: stopped, killed, gone on with, two at once; kept for their days."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.jobs import models as jobs_models
from campaigns.jobs import services as jobs_services
from campaigns.premises import models, services
from campaigns.premises.services.importing import checking, taking_in, undoing, uploading
from tests.factories import cast as casts
from tests.factories import jobs, premises
from tests.factories import lists as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch) -> casts.Cast:
    """Three rows are a part."""
    for module in (checking, taking_in):
        monkeypatch.setattr(module, "PART", 3)
    cast = casts.make_cast()
    premises.make_kinds()
    return cast


def many(count: int = 10) -> list[list[str]]:
    return [factory.row(str(n), f"Quán {n}") for n in range(1, count + 1)]


def checked(cast: casts.Cast) -> models.Import:
    return factory.check(factory.upload(cast.officer, cast.commune, many()), cast.officer)


class Killed(BaseException):
    """The worker is gone: nothing of it runs any further."""


@pytest.mark.parametrize("step", ["check", "take_in", "undo"])
@pytest.mark.parametrize("part", [1, 2, 4])
def test_a_worker_killed_in_a_part_loses_and_doubles_nothing(cast, monkeypatch, step, part) -> None:
    """Killed after all of a part was written and before it was committed."""
    module = {"check": checking, "take_in": taking_in, "undo": undoing}[step]
    real, calls = module.run, []

    def dying(turn):
        done = real(turn)
        calls.append(turn)

        def write() -> None:
            done.write()
            if len(calls) == part:
                raise Killed

        return jobs_services.Step(**{**done.__dict__, "write": write})

    imported = factory.upload(cast.officer, cast.commune, many())
    acts = {
        "check": lambda: factory.check(imported, cast.officer),
        "take_in": lambda: factory.take_in(imported, cast.officer),
        "undo": lambda: factory.undo(imported, cast.officer),
    }
    for name in ("check", "take_in", "undo"):
        if name != step:
            imported = acts[name]()
            continue
        monkeypatch.setattr(module, "run", dying)
        services.register_work()
        with pytest.raises(Killed):
            acts[name]()
        checking._open.clear()
        monkeypatch.setattr(module, "run", real)
        services.register_work()
        job = jobs_models.Job.objects.order_by("-pk")[0]
        jobs.finish(job, seconds=600)
        imported = models.Import.objects.select_related("unit").get(pk=imported.pk)
    assert factory.counts(imported) == (10, 0, 0, 0)
    assert (imported.added, imported.removed, imported.state) == (10, 10, "UNDONE")
    assert models.Premises.objects.count() == 0
    premises.assert_coverage_true()


def test_a_list_stopped_half_way_goes_on_or_is_undone(cast) -> None:
    imported = checked(cast)
    services.take_in_list(imported=imported, by=cast.officer, at=factory.NOW)
    job = jobs_models.Job.objects.order_by("-pk")[0]
    jobs.run(step=6)
    jobs_services.cancel_job(job=job, by=cast.officer, at=factory.NOW)
    jobs.run(seconds=60)
    imported = models.Import.objects.select_related("unit").get(pk=imported.pk)
    assert imported.state == "STOPPED"
    assert 0 < imported.added < 10
    assert models.Premises.objects.count() == imported.added
    imported = factory.take_in(imported, cast.officer)
    assert (imported.state, imported.added, models.Premises.objects.count()) == ("DONE", 10, 10)
    premises.assert_coverage_true()


def test_two_lists_with_the_same_rows_at_once_add_them_once(cast) -> None:
    one, two = checked(cast), checked(cast)
    for imported in (one, two):
        services.take_in_list(imported=imported, by=cast.officer, at=factory.NOW)
    for turn in range(8):
        jobs.run(seconds=20 * turn, step=4)
    rows = models.Import.objects.filter(pk__in=[one.pk, two.pk])
    assert {row.state for row in rows} == {"DONE"}
    assert sum(row.added for row in rows) == models.Premises.objects.count() == 10
    premises.assert_coverage_true()


def test_whoever_lost_the_right_meanwhile_takes_nothing_in(cast) -> None:
    imported = checked(cast)
    services.take_in_list(imported=imported, by=cast.officer, at=factory.NOW)
    cast.officer.grants.all()
    from campaigns.units import models as units_models
    from campaigns.units import services as units_services

    grant = units_models.Grant.objects.get(user=cast.officer)
    units_services.end_grant(
        grant=grant, last_date=factory.NOW.date() - timedelta(days=1), by=casts.SYSTEM,
        at=factory.NOW,
    )  # fmt: skip
    job = jobs.finish(jobs_models.Job.objects.order_by("-pk")[0])
    assert job.state == "FAILED"
    assert models.Premises.objects.count() == 0
    assert models.Import.objects.get(pk=imported.pk).state == "STOPPED"


def test_a_list_is_taken_in_by_one_of_two_who_press_at_once(cast) -> None:
    imported = checked(cast)
    services.take_in_list(imported=imported, by=cast.officer, at=factory.NOW)
    with pytest.raises(services.ListSettled):
        services.take_in_list(imported=imported, by=cast.head, at=factory.NOW)


def test_a_discarded_list_leaves_nothing(cast) -> None:
    imported = checked(cast)
    services.discard_list(imported=imported, by=cast.officer, at=factory.NOW)
    assert not uploading.path_of(imported).exists()
    assert not models.ImportRow.objects.exists()
    with pytest.raises(services.ListSettled):
        services.take_in_list(imported=imported, by=cast.officer, at=factory.NOW)


def test_what_a_list_holds_is_forgotten_on_its_day_and_once(cast) -> None:
    imported = factory.bring_in(cast.officer, cast.commune, [*many(3), factory.row("9", "")])
    day = factory.NOW + timedelta(days=30)
    assert services.forget_lists(by=casts.SYSTEM, at=day) == 0
    assert services.forget_lists(by=casts.SYSTEM, at=day + timedelta(hours=1)) == 1
    assert services.forget_lists(by=casts.SYSTEM, at=day + timedelta(hours=1)) == 0
    assert not uploading.path_of(imported).exists()
    assert not models.ImportFault.objects.exists()
    assert set(models.ImportRow.objects.values_list("contact_phone", flat=True)) == {""}
    imported.refresh_from_db()
    assert imported.added == 3
    with pytest.raises(services.ListRefused):
        services.undo_list(imported=imported, by=cast.officer, at=day)


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("premises_import_known", lambda i: models.Import.objects.update(state="X")),
        (
            "premises_import_line_once",
            lambda i: models.ImportRow.objects.filter(imported=i).update(number=1),
        ),
        (
            "premises_import_before_once",
            lambda i: models.ImportBefore.objects.bulk_create(
                [_copy(models.ImportBefore.objects.get())]
            ),
        ),
    ],
)
def test_the_database_refuses(cast, name, act) -> None:
    premises.make(cast.commune, name="Quán Cũ", list_code="1")
    imported = factory.bring_in(cast.officer, cast.commune, many(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        premises.write(lambda: act(imported))


def _copy(row: models.ImportBefore) -> models.ImportBefore:
    row.pk = None
    return row


def test_each_state_leads_where_its_table_says(cast) -> None:
    imported = checked(cast)
    from campaigns.premises.services.importing import ordering

    for source, targets in models.Import.TRANSITIONS.items():
        for to in models.ImportState:
            premises.write(lambda s=source: models.Import.objects.update(state=s))
            if to in targets:
                premises.write(lambda t=to: ordering.move(imported, t))
                continue
            with pytest.raises(services.ListSettled):
                premises.write(lambda t=to: ordering.move(imported, t))
