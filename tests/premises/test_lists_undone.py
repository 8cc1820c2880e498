"""Undoing a list: what it changed is as before, what it added is gone, the rest is told."""

import pytest

from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import lists as factory
from tests.factories import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> casts.Cast:
    cast = casts.make_cast()
    premises.make_kinds()
    return cast


def outcomes(imported: models.Import) -> dict[str, str]:
    return dict(imported.rows.values_list("name", "outcome"))


def test_a_list_undone_leaves_the_register_as_it_was(cast) -> None:
    premises.make(cast.commune, name="Quán Cũ", list_code="1", contact_phone="0987654321")
    premises.make(cast.commune, name="Trường Hai", kind="school", list_code="2")
    ranges = models.OpenRange.objects.order_by("pk")
    before = list(models.Premises.objects.order_by("pk").values())
    rows = [
        factory.row("1", "Quán Mới"),
        factory.row("2", "Trường Hai", kind="cafe"),
        factory.row("3", "Quán Ba"),
        factory.row("", "Quán Bốn"),
    ]
    imported = factory.bring_in(cast.officer, cast.commune, rows)
    assert (imported.added, imported.amended) == (2, 2)
    imported = factory.undo(imported, cast.officer)
    assert imported.state == "UNDONE"
    assert (imported.restored, imported.removed, imported.kept) == (2, 2, 0)
    assert list(models.Premises.objects.order_by("pk").values()) == before
    today = ranges.filter(premises__list_code="2", to_date=None).get()
    assert today.kind.code == "school"
    premises.assert_coverage_true()
    assert list(queries.search(models.Premises.objects.all(), "quan ba")) == []
    assert [p.name for p in queries.search(models.Premises.objects.all(), "quan cu")] == ["Quán Cũ"]


def test_what_somebody_changed_since_stays_and_is_told(cast) -> None:
    old = premises.make(cast.commune, name="Quán Cũ", list_code="1")
    rows = [factory.row("1", "Quán Mới")]
    rows += [factory.row(str(n), f"Quán {n}") for n in range(2, 7)]
    imported = factory.bring_in(cast.officer, cast.commune, rows)
    added = {p.list_code: p for p in models.Premises.objects.all()}
    for number in ("1", "2"):
        draft = premises.draft_of(cast.commune, name="Quán Sửa Tay", list_code=number)
        services.amend(premises=added[number], draft=draft, by=cast.head, at=factory.NOW)
    premises.give_checkpoint(added["3"])
    services.pause(premises=added["4"], from_date=factory.NOW.date(), by=cast.head, at=factory.NOW)
    factory.bring_in(cast.head, cast.commune, [factory.row("5", "Quán Năm Mới")])
    imported = factory.undo(imported, cast.officer)
    assert (imported.restored, imported.removed, imported.kept) == (0, 1, 5)
    assert outcomes(imported) == {
        "Quán Mới": "KEPT_CHANGED",
        "Quán 2": "KEPT_CHANGED",
        "Quán 3": "KEPT_USED",
        "Quán 4": "KEPT_USED",
        "Quán 5": "KEPT_CHANGED",
        "Quán 6": "UNDONE",
    }
    old.refresh_from_db()
    assert old.name == "Quán Sửa Tay"
    assert models.Premises.objects.count() == 5
    premises.assert_coverage_true()


def test_a_later_list_that_brought_the_same_rows_does_not_hold_them(cast) -> None:
    rows = [factory.row("1", "Quán A")]
    first = factory.bring_in(cast.officer, cast.commune, rows)
    later = factory.bring_in(cast.officer, cast.commune, rows)
    assert factory.undo(first, cast.officer).removed == 1
    assert later.rows.get().premises is None
    assert factory.bring_in(cast.officer, cast.commune, rows).added == 1
    premises.assert_coverage_true()


def test_nothing_is_undone_twice_or_before_it_was_taken_in(cast) -> None:
    imported = factory.check(
        factory.upload(cast.officer, cast.commune, [factory.row()]), cast.officer
    )
    with pytest.raises(services.ListSettled):
        services.undo_list(imported=imported, by=cast.officer, at=factory.NOW)
    imported = factory.undo(factory.take_in(imported, cast.officer), cast.officer)
    with pytest.raises(services.ListSettled):
        services.undo_list(imported=imported, by=cast.officer, at=factory.NOW)


def test_a_premises_tells_which_list_entered_and_changed_it(cast) -> None:
    factory.bring_in(cast.officer, cast.commune, [factory.row("1", "Quán A")])
    factory.bring_in(cast.head, cast.commune, [factory.row("1", "Quán B", phone="0987654321")])
    said = queries.timeline_of(models.Premises.objects.get())
    assert [line.who for line in said] == [str(cast.head), str(cast.officer)]
    assert "Quán A" in said[0].note
    assert "co-so.csv" in said[1].note
    assert "0987654321" not in said[0].note
