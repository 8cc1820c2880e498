"""The campaign, its letter, clauses, recipients and obligations."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from campaigns.directives import models, services
from campaigns.kernel import actor
from campaigns.kits.services import kit, letter, onto_units, rows, targets
from campaigns.units import models as units_models


class Campaigns(targets.Target[rows.Campaign]):
    kind: ClassVar[str] = rows.Campaign.KIND

    def find(self, found: kit.Kit, row: rows.Campaign) -> models.Campaign | None:
        return models.Campaign.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.Campaign) -> dict[str, Any]:
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "unit": onto_units.unit_by_code(found, row.unit),
            "starts_date": row.starts_on,
            "ends_date": row.ends_on,
        }

    def save(self, found: kit.Kit, row: rows.Campaign, *, by: actor.Actor, at: datetime) -> None:
        services.save_campaign(code=row.code, values=self.wanted(found, row), by=by, at=at)


def directive_of(found: kit.Kit, symbol: str) -> models.Directive | None:
    return models.Directive.objects.filter(campaign__code=found.code, symbol=symbol).first()


class DirectiveLinks(targets.Target[letter.DirectiveLink]):
    """A document that the letter stands on, entered without text: people add it."""

    kind: ClassVar[str] = letter.DirectiveLink.KIND

    def find(self, found: kit.Kit, row: letter.DirectiveLink) -> models.Directive | None:
        return directive_of(found, row.symbol)

    def wanted(self, found: kit.Kit, row: letter.DirectiveLink) -> dict[str, Any]:
        return {
            "document_type_vi": row.document_type_vi,
            "subject_vi": row.title_vi,
            "issued_date": row.issued_date or found.directive.issued_date,
            "issuer_vi": _issuer(found),
        }

    def save(
        self, found: kit.Kit, row: letter.DirectiveLink, *, by: actor.Actor, at: datetime
    ) -> None:
        _save_directive(found, row.symbol, self.wanted(found, row), by=by, at=at)


class Directives(targets.Target[letter.Directive]):
    kind: ClassVar[str] = letter.Directive.KIND

    def find(self, found: kit.Kit, row: letter.Directive) -> models.Directive | None:
        return directive_of(found, row.symbol)

    def wanted(self, found: kit.Kit, row: letter.Directive) -> dict[str, Any]:
        continued = next((link for link in row.links if link.link_kind == "CONTINUES"), None)
        return {
            "document_type_vi": row.document_type_vi,
            "subject_vi": row.subject_vi,
            "issued_date": row.issued_date,
            "issuer_vi": _issuer(found),
            "signatory_vi": f"{row.signed_as_vi} {row.signer}",
            "text_vi": row.text,
            "continues": directive_of(found, continued.symbol) if continued else None,
        }

    def save(self, found: kit.Kit, row: letter.Directive, *, by: actor.Actor, at: datetime) -> None:
        _save_directive(found, row.symbol, self.wanted(found, row), by=by, at=at)


def _issuer(found: kit.Kit) -> str:
    return next((u.name_vi for u in found.units if u.code == found.directive.issuer), "")


def _save_directive(
    found: kit.Kit, symbol: str, values: dict[str, Any], *, by: actor.Actor, at: datetime
) -> None:
    campaign = models.Campaign.objects.get(code=found.code)
    services.save_directive(campaign=campaign, symbol=symbol, values=values, by=by, at=at)


def _letter(found: kit.Kit) -> models.Directive:
    return models.Directive.objects.get(campaign__code=found.code, symbol=found.directive.symbol)


class Clauses(targets.Target[letter.Clause]):
    kind: ClassVar[str] = letter.Clause.KIND

    def find(self, found: kit.Kit, row: letter.Clause) -> models.Clause | None:
        return clause_of(found, row.code)

    def wanted(self, found: kit.Kit, row: letter.Clause) -> dict[str, Any]:
        return {
            "position": row.seq,
            "text_vi": row.text_vi,
            "verb_vi": row.verb_vi,
            "who_en": row.who_en,
            "what_en": row.what_en,
            "frequency_stated": row.frequency_en,
            "target_stated": row.target_en,
            "evidence_en": row.evidence_en,
            "remark_en": row.remark_en,
        }

    def save(self, found: kit.Kit, row: letter.Clause, *, by: actor.Actor, at: datetime) -> None:
        values = self.wanted(found, row)
        services.save_clause(directive=_letter(found), number=row.code, values=values, by=by, at=at)


def clause_of(found: kit.Kit, code: str) -> models.Clause | None:
    return models.Clause.objects.filter(
        directive__campaign__code=found.code,
        directive__symbol=found.directive.symbol,
        number=code,
    ).first()


class Recipients(targets.Target[letter.Recipient]):
    kind: ClassVar[str] = letter.Recipient.KIND

    def find(self, found: kit.Kit, row: letter.Recipient) -> models.Recipient | None:
        return models.Recipient.objects.filter(
            directive__campaign__code=found.code,
            directive__symbol=found.directive.symbol,
            position=self._position(found, row),
        ).first()

    def wanted(self, found: kit.Kit, row: letter.Recipient) -> dict[str, Any]:
        return {"text_vi": row.text_vi, "purpose": row.purpose}

    def save(self, found: kit.Kit, row: letter.Recipient, *, by: actor.Actor, at: datetime) -> None:
        services.save_recipient(
            directive=_letter(found),
            position=self._position(found, row),
            values=self.wanted(found, row),
            by=by,
            at=at,
        )

    def _position(self, found: kit.Kit, row: letter.Recipient) -> int:
        return found.recipients.index(row) + 1


class Obligations(targets.Target[letter.Obligation]):
    """Leads named by kind stay kinds, so that a new department is obliged too."""

    kind: ClassVar[str] = letter.Obligation.KIND

    def find(self, found: kit.Kit, row: letter.Obligation) -> models.Obligation | None:
        return models.Obligation.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: letter.Obligation) -> dict[str, Any]:
        kinds = tuple(party for party in row.leads if party.unit_kind and not party.area)
        named = tuple(party for party in row.leads if party not in kinds)
        leads = {unit.code for unit in found.units_meant(row.leads)}
        supports = [u for u in found.units_meant(row.supports) if u.code not in leads]
        return {
            "clause": clause_of(found, row.clause),
            "task_vi": row.task_vi,
            "task_en": row.title_en,
            "strength": row.strength,
            "recurrence": row.recurrence,
            "is_interval_assumed": row.recurrence_basis == "DEFAULT",
            "authority_vi": row.authority_vi,
            "responsibility_vi": row.responsibility_vi,
            "time_vi": row.time_vi,
            "result_vi": row.result_vi,
            "evidence_vi": "; ".join(row.evidence_vi)[:400],
            "indicator_code": row.indicator_code,
            "lead_units": onto_units.units_of(found.units_meant(named)),
            "lead_kinds": list(
                units_models.UnitKind.objects.filter(
                    code__in=[party.unit_kind for party in kinds]
                ).order_by("pk")
            ),
            "coordinating_units": onto_units.units_of(supports),
        }

    def save(
        self, found: kit.Kit, row: letter.Obligation, *, by: actor.Actor, at: datetime
    ) -> None:
        services.save_obligation(code=row.code, values=self.wanted(found, row), by=by, at=at)


class Apps(targets.Target[rows.DeclarationApp]):
    kind: ClassVar[str] = rows.DeclarationApp.KIND

    def find(self, found: kit.Kit, row: rows.DeclarationApp) -> models.DeclarationApp | None:
        return models.DeclarationApp.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.DeclarationApp) -> dict[str, Any]:
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "purpose_vi": row.purpose_vi,
            "address": row.host,
            "android_id": row.android_id,
            "ios_id": row.ios_id,
            "is_counted": row.is_counted,
            "position": found.apps.index(row) + 1,
            "valid_from_date": row.valid_from,
            "retired_date": row.valid_to and row.valid_to + timedelta(days=1),
            "successor": models.DeclarationApp.objects.filter(code=row.successor).first(),
        }

    def save(
        self, found: kit.Kit, row: rows.DeclarationApp, *, by: actor.Actor, at: datetime
    ) -> None:
        services.save_app(code=row.code, values=self.wanted(found, row), by=by, at=at)
