"""The record of changes is a chain: whoever bends a link is found."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from campaigns.accounts import services as accounts_services
from campaigns.audit import models, queries, services, tasks
from campaigns.kernel import writing
from tests.factories import cast as casts


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def _bend(sql: str, *params: object) -> None:
    """Change the record behind the product's back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _links() -> list[models.Seal]:
    return list(models.Seal.objects.order_by("sequence"))


def test_sealed_events_make_an_intact_chain(cast: casts.Cast) -> None:
    count = models.Event.objects.count()
    assert services.seal_events() == count
    assert queries.check_chain() == queries.ChainReport(count, 0, ())


def test_sealing_again_changes_nothing(cast: casts.Cast) -> None:
    services.seal_events()
    before = [(s.sequence, s.sha256) for s in _links()]
    tasks.seal_events()
    assert [(s.sequence, s.sha256) for s in _links()] == before


def test_the_tail_that_is_not_sealed_yet_is_told(cast: casts.Cast) -> None:
    services.seal_events(batch_size=3)
    report = queries.check_chain()
    assert report.is_intact
    assert (report.sealed_count, report.unsealed_count) == (3, models.Event.objects.count() - 3)


def test_batches_link_up(cast: casts.Cast) -> None:
    while services.seal_events(batch_size=4):
        pass
    assert queries.check_chain().is_intact


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'units.unit_praised'",
        "actor_id = 'user:1'",
        "actor_label = 'Somebody else'",
        "actor_sha256 = 'x'",
        "reason = 'none'",
        "subject_id = '999'",
        "unit_id = 999",
        "at = '2020-01-01 00:00:00+00:00'",
        """after = '{"code": "58x"}'""",
    ],
)
def test_a_changed_event_is_found(cast: casts.Cast, change: str) -> None:
    services.seal_events()
    link = _links()[6]
    _bend(f"UPDATE audit_event SET {change} WHERE id = %s", link.event_id)
    assert queries.check_chain().broken_sequences == (link.sequence,)


def test_a_removed_event_is_found(cast: casts.Cast) -> None:
    services.seal_events()
    link = _links()[4]
    _bend("DELETE FROM audit_seal WHERE sequence = %s", link.sequence)
    _bend("DELETE FROM audit_event WHERE id = %s", link.event_id)
    assert queries.check_chain().broken_sequences == (link.sequence + 1,)


def test_an_inserted_event_is_found(cast: casts.Cast) -> None:
    services.seal_events()
    link = _links()[4]
    with writing.writing(by=casts.SYSTEM, at=casts.NOW):
        late = services.record("units.unit_praised", cast.commune)
    _bend("DELETE FROM audit_seal WHERE sequence = %s", link.sequence)
    forged = queries.link_sha256(_links()[3].sha256, late)
    models.Seal.objects.create(sequence=link.sequence, event=late, sha256=forged)
    assert link.sequence + 1 in queries.check_chain().broken_sequences


def test_verify_audit_tells_of_an_intact_chain(cast: casts.Cast) -> None:
    services.seal_events(batch_size=5)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert re.search(r"sealed 5, not sealed yet \d+, broken 0", out.getvalue())


def test_verify_audit_fails_on_a_broken_chain(cast: casts.Cast) -> None:
    services.seal_events()
    _bend("UPDATE audit_event SET reason = 'bent' WHERE id = %s", _links()[2].event_id)
    with pytest.raises(CommandError, match="broken at link 3"):
        call_command("verify_audit", stdout=StringIO())


def test_events_are_neither_changed_nor_removed(cast: casts.Cast) -> None:
    event = models.Event.objects.order_by("pk")[0]
    for act in (
        event.save,
        event.delete,
        models.Event.objects.all().delete,
        lambda: models.Event.objects.update(reason="x"),
    ):
        with pytest.raises(models.AppendOnly):
            act()


def test_an_erased_person_leaves_the_chain_intact(cast: casts.Cast) -> None:
    accounts_services.note_sign_in(user=cast.officer, method="password", at=casts.NOW)
    services.seal_events()
    accounts_services.erase_person(
        user=cast.officer, by=casts.SYSTEM, at=casts.NOW, reason="on demand"
    )
    services.seal_events()
    report = queries.check_chain()
    assert report.is_intact
    assert report.unsealed_count == 0
    signed_in = models.Event.objects.get(verb="accounts.signed_in")
    assert (signed_in.actor_label, signed_in.label_salt) == ("", "")


def test_a_name_put_back_after_erasure_is_found(cast: casts.Cast) -> None:
    accounts_services.note_sign_in(user=cast.officer, method="password", at=casts.NOW)
    services.seal_events()
    accounts_services.erase_person(user=cast.officer, by=casts.SYSTEM, at=casts.NOW, reason="")
    _bend("UPDATE audit_event SET actor_label = 'X', label_salt = 'y' WHERE label_salt = ''")
    assert not queries.check_chain().is_intact


def test_values_are_blinded_with_a_salt_only() -> None:
    assert services.blind("a@loa.test", "s1") != services.blind("a@loa.test", "s2")
    with pytest.raises(ValueError, match="salt"):
        services.blind("a@loa.test", "")
