"""Entering kinds of premises, safety groups and payment methods."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, saving, writing
from campaigns.premises import models


class KindInUse(errors.LoaError):
    """Premises of the kind exist, and what the kind would become does not fit them."""


def save_safety_group(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.SafetyGroup:
    """Make the safety group, or bring it to the given values."""
    with writing.writing(by=by, at=at):
        group, _is_new = saving.bring_to(models.SafetyGroup, {"code": code}, values)
        audit_services.record("premises.safety_group_saved", group, after={"code": code})
    return group


def save_premises_kind(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.PremisesKind:
    """Make the kind of premises, or bring it to the given values.

    Raises:
        KindInUse: it would begin or cease to be a vehicle while premises are of that kind.
    """
    with writing.writing(by=by, at=at):
        turned = models.Premises.objects.filter(kind__code=code)
        if turned.exclude(is_vehicle=values.get("is_vehicle", False)).exists():
            raise KindInUse(
                _("Premises of the kind “%(code)s” exist: it stays what it is.") % {"code": code}
            )
        kind, _is_new = saving.bring_to(models.PremisesKind, {"code": code}, values)
        audit_services.record("premises.kind_saved", kind, after={"code": code})
    return kind


def save_payment_method(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.PaymentMethod:
    """Make the way to pay, or bring it to the given values."""
    with writing.writing(by=by, at=at):
        method, _is_new = saving.bring_to(models.PaymentMethod, {"code": code}, values)
        audit_services.record("premises.payment_method_saved", method, after={"code": code})
    return method
