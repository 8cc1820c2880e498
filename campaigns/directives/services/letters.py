"""Entering campaigns, directives, clauses, obligations and apps."""

from datetime import datetime
from typing import Any, TypeVar

from campaigns.audit import services as audit_services
from campaigns.directives import models
from campaigns.kernel import actor, saving, writing
from campaigns.kernel import models as kernel_models

Row = TypeVar("Row", bound=kernel_models.AuditedModel)


def save_campaign(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.Campaign:
    """Make the campaign, or bring it to the given values."""
    return _save(models.Campaign, {"code": code}, values, by=by, at=at)


def save_directive(
    *, campaign: models.Campaign, symbol: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.Directive:
    """Make the directive of a campaign, or bring it to the given values."""
    return _save(models.Directive, {"campaign": campaign, "symbol": symbol}, values, by=by, at=at)


def save_clause(
    *,
    directive: models.Directive,
    number: str,
    values: dict[str, Any],
    by: actor.Actor,
    at: datetime,
) -> models.Clause:
    """Make the clause, or bring it to the given values."""
    return _save(models.Clause, {"directive": directive, "number": number}, values, by=by, at=at)


def save_recipient(
    *,
    directive: models.Directive,
    position: int,
    values: dict[str, Any],
    by: actor.Actor,
    at: datetime,
) -> models.Recipient:
    """Make the line of recipients, or bring it to the given values."""
    key = {"directive": directive, "position": position}
    return _save(models.Recipient, key, values, by=by, at=at)


def save_app(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.DeclarationApp:
    """Make the app, or bring it to the given values."""
    return _save(models.DeclarationApp, {"code": code}, values, by=by, at=at)


def save_obligation(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.Obligation:
    """Make the obligation, or bring it to the given values.

    `values` may name `lead_units`, `lead_kinds` and `coordinating_units` as lists of rows.
    """
    values = dict(values)
    links = {
        name: values.pop(name)
        for name in ("lead_units", "lead_kinds", "coordinating_units")
        if name in values
    }
    with writing.writing(by=by, at=at):
        obligation = _save(models.Obligation, {"code": code}, values, by=by, at=at)
        for name, rows in links.items():
            getattr(obligation, name).set(rows)
        if links:
            audit_services.record(
                "directives.obligation_addressed",
                obligation,
                after={name: [row.pk for row in rows] for name, rows in links.items()},
            )
    return obligation


def _save(
    model: type[Row], key: dict[str, Any], values: dict[str, Any], *, by: actor.Actor, at: datetime
) -> Row:
    """Make or change one row by its key and put it on record."""
    with writing.writing(by=by, at=at):
        row, is_new = saving.bring_to(model, key, values)
        verb = f"directives.{model._meta.model_name}_{'entered' if is_new else 'changed'}"
        audit_services.record(verb, row, after={k: str(v) for k, v in key.items()})
    return row
