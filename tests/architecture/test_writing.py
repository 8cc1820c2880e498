"""Audited rows are written by services only, whatever way Django offers."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from campaigns.kernel import models as kernel_models
from campaigns.kernel import writing
from campaigns.notifications import models as notification_models
from campaigns.units import models as units_models
from tests.architecture import model_rules
from tests.factories import cast as casts

Audited = type[kernel_models.AuditedModel]


def _some(model: Audited) -> kernel_models.AuditedModel:
    """A row that says it is stored; the refusal comes before the database is asked."""
    row = model(pk=987_654)
    row._state.adding = False
    return row


def _first_plain(model: Audited) -> str:
    return next(f.attname for f in model._meta.concrete_fields if not f.primary_key)


WAYS: dict[str, Callable[[Audited], object]] = {
    "save": lambda m: m().save(),
    "save_again": lambda m: _some(m).save(update_fields=[]) or _some(m).save(),
    "delete": lambda m: _some(m).delete(),
    "create": lambda m: m._default_manager.create(),
    "get_or_create": lambda m: m._default_manager.get_or_create(pk=987_654),
    "update_or_create": lambda m: m._default_manager.update_or_create(pk=987_654),
    "bulk_create": lambda m: m._default_manager.bulk_create([m()]),
    "bulk_update": lambda m: m._default_manager.bulk_update([_some(m)], [_first_plain(m)]),
    "update": lambda m: m._default_manager.update(**{_first_plain(m): None}),
    "delete_all": lambda m: m._default_manager.all().delete(),
    "raw_delete": lambda m: m._default_manager.all()._raw_delete("default"),
    "base_update": lambda m: m._base_manager.update(**{_first_plain(m): None}),
    "base_create": lambda m: m._base_manager.create(),
}


def open_ways(model: type[models.Model]) -> list[str]:
    """Ways to write the model on which nobody asked for a service."""
    found = []
    for name, way in WAYS.items():
        try:
            with transaction.atomic():
                way(model)
        except RuntimeError:  # WriteOutsideService, or a refusal of a model that never changes
            continue
        except (DatabaseError, ValidationError, models.ObjectDoesNotExist):
            pass  # it was the database that refused
        found.append(name)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("model", model_rules.audited_models(), ids=lambda m: m._meta.label)
def test_no_way_round_the_services(model: Audited) -> None:
    assert open_ways(model) == []


@pytest.mark.django_db
def test_an_open_way_is_seen() -> None:
    assert open_ways(notification_models.Notice) == list(WAYS)


LINKS = [
    field.remote_field.through
    for model in model_rules.audited_models()
    for field in model._meta.local_many_to_many
]


@pytest.mark.django_db
@pytest.mark.parametrize("link", LINKS, ids=lambda m: m._meta.label)
@pytest.mark.parametrize("way", ["add", "remove"])
def test_no_link_round_the_services(link: type[models.Model], way: str) -> None:
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: link._default_manager.bulk_create([link()]),
        "remove": lambda: link._default_manager.all().delete(),
    }
    with pytest.raises(writing.WriteOutsideService):
        acts[way]()


@pytest.mark.django_db
def test_a_related_manager_needs_a_service_too() -> None:
    cast = casts.make_cast()
    with pytest.raises(writing.WriteOutsideService):
        cast.commune.aliases.create(name="Phước Đại")
    with pytest.raises(writing.WriteOutsideService):
        cast.commune.aliases.set([units_models.UnitAlias(unit=cast.commune, name="x")], bulk=False)


def test_our_models_are_audited_unless_they_say_why() -> None:
    bare = {
        m._meta.label
        for m in model_rules.our_models()
        if not issubclass(m, kernel_models.AuditedModel)
        and m.__module__.startswith("campaigns.")
        and m._meta.label not in NOT_AUDITED
    }
    assert sorted(bare) == []


# Models whose rows services write without an event for each, and why.
NOT_AUDITED = {
    "accounts.User": "Django and allauth write it; audited through adapters and services",
    "audit.Event": "is the record itself, append-only",
    "audit.Seal": "links the record",
    "jobs.JobProgress": "nobody acts: where a worker stands; what a chunk changes has its event",
    "jobs.WorkerHeartbeat": "nobody acts: a pulse every fifteen seconds",
    "kernel.FieldReceipt": "covered by the event of the record's own app",
    "notifications.MailTrouble": "nobody acts: what mail servers say; freeing an address has its event",
    "notifications.Notice": "follows from an act that is audited",
    "notifications.Sending": "follows from a notice; what a person does about it has its event",
    "premises.ImportBefore": "what stood before a list; each part of a list has its event",
    "premises.ImportFault": "what is to be mended in a list; the list has its event",
    "premises.ImportRow": "what a list says, beside the register; each part has its event",
    "premises.Scan": "nobody of ours acts: a stranger's hit, until the sweep has counted it",
    "premises.ScanFile": "nobody acts: how far the sweep has read; what it says is the hits",
    "premises.ScanRollup": "derived from such hits",
    "premises.ScanSalt": "drawn each day, gone the next",
    "premises.ScanVisitor": "derived from such hits, gone the next day",
    "premises.StrayRollup": "derived from such hits",
    "units.UnitClosure": "derived from audited edges",
}
