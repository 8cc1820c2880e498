"""Every change goes through one door: a transaction, an actor, a moment and an event."""

from datetime import datetime

import pytest

from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.units import models as units_models
from tests.factories import cast as casts

pytestmark = pytest.mark.django_db
ANOTHER = actor.SystemActor("another")


def _kind(code: str = "ward") -> units_models.UnitKind:
    return units_models.UnitKind(code=code, name_vi="Phường", name_en="Ward")


def _kinds() -> int:
    return units_models.UnitKind.objects.count()


def test_a_change_without_an_event_is_rolled_back() -> None:
    with pytest.raises(writing.UnauditedWrite), writing.writing(by=casts.SYSTEM, at=casts.NOW):
        _kind().save()
    assert _kinds() == 0


def test_a_change_with_its_event_stays() -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW):
        kind = _kind()
        kind.save()
        audit_services.record("units.kind_saved", kind)
    event = audit_models.Event.objects.get()
    assert (_kinds(), event.actor_id, event.at) == (1, "system:tests", casts.NOW)


def _save_kind(code: str, by: actor.Actor = casts.SYSTEM) -> None:
    with writing.writing(by=by, at=casts.NOW):
        kind = _kind(code)
        kind.save()
        audit_services.record("units.kind_saved", kind)


def _fail_after_saving() -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW):
        _save_kind("inner")
        raise LookupError


def test_a_failing_service_takes_its_events_with_it() -> None:
    with pytest.raises(LookupError):
        _fail_after_saving()
    assert _kinds() == audit_models.Event.objects.count() == 0


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 11, 16)  # noqa: DTZ001  the offence itself
    with pytest.raises(ValueError, match="aware"), writing.writing(by=casts.SYSTEM, at=naive):
        pass


def test_an_event_without_a_service_is_refused() -> None:
    user = casts.make_user("officer")
    with pytest.raises(writing.WriteOutsideService):
        audit_services.record("accounts.renamed", user)


def test_nested_services_keep_their_own_actor() -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW):
        outer = _kind("outer")
        outer.save()
        _save_kind("inner", ANOTHER)
        audit_services.record("units.kind_saved", outer)
    actors = audit_models.Event.objects.order_by("pk").values_list("actor_id", flat=True)
    assert list(actors) == ["system:another", "system:tests"]


def _change_beside_an_inner_service() -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW):
        _kind("outer").save()
        _save_kind("inner", ANOTHER)


def test_an_inner_event_does_not_speak_for_the_outer_change() -> None:
    with pytest.raises(writing.UnauditedWrite):
        _change_beside_an_inner_service()
    assert _kinds() == 0


def test_the_door_closes_behind_a_service() -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW):
        pass
    with pytest.raises(writing.WriteOutsideService):
        writing.current()


def test_who_lost_a_claim_changed_nothing_and_needs_no_event() -> None:
    with writing.writing(by=casts.SYSTEM, at=casts.NOW) as write:
        assert units_models.UnitKind.objects.filter(code="none").update(name_en="None") == 0
        assert units_models.UnitKind.objects.filter(code="none").delete()[0] == 0
    assert write.rows == 0
    with pytest.raises(writing.WriteOutsideService):
        units_models.UnitKind.objects.filter(code="none").update(name_en="None")
