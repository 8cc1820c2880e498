"""Reading campaigns and their directives."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


@dataclass(frozen=True)
class AppLine:
    """An app as forms and totals name it."""

    pk: int
    code: str
    name_vi: str


def current_campaign() -> models.Campaign | None:
    """The campaign that new work belongs to: the latest begun."""
    return models.Campaign.objects.order_by("-starts_date", "-pk").first()


def counted_apps() -> list[AppLine]:
    """Apps that a support log offers, in the directive's order."""
    apps = models.DeclarationApp.objects.filter(is_counted=True).order_by("position", "pk")
    return [AppLine(a.pk, a.code, a.name_vi) for a in apps]


@dataclass(frozen=True)
class RecipientGroup:
    """Lines of the recipients that receive the document for one purpose."""

    purpose: str
    rows: tuple[tuple[int, str], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for _pk, line in self.rows)


@dataclass(frozen=True)
class ObligationView:
    """An obligation with everybody whom it names."""

    obligation: models.Obligation
    leads: tuple[str, ...]
    coordinating: tuple[str, ...]


@dataclass(frozen=True)
class ClauseView:
    """A clause with what it obliges whom to do."""

    clause: models.Clause
    obligations: tuple[ObligationView, ...]


def directives_visible_to(user: accounts_models.User, on: date) -> QuerySet[models.Directive]:
    """Directives of campaigns of a unit that stands over the user's units, is one of them, or
    stands under one: a letter is read by everybody whom it may oblige."""
    granted = units_models.Grant.objects.filter(units_models.in_force(on), user=user)
    closure = units_models.UnitClosure.objects.filter(units_models.in_force(on))
    over = closure.filter(descendant_id__in=granted.values("unit_id")).values("ancestor_id")
    under = closure.filter(ancestor_id__in=granted.values("unit_id")).values("descendant_id")
    return models.Directive.objects.filter(
        Q(campaign__unit_id__in=over) | Q(campaign__unit_id__in=under)
    )


def clauses_of(directive: models.Directive) -> tuple[ClauseView, ...]:
    """Clauses in the document's order (đ between d and e), each with its obligations."""
    obligations = models.Obligation.objects.order_by("code", "pk").prefetch_related(
        "lead_units", "lead_kinds", "coordinating_units"
    )
    clauses = directive.clauses.order_by("position", "pk").prefetch_related(
        Prefetch("obligations", queryset=obligations)
    )
    return tuple(
        ClauseView(clause, tuple(_obligation_view(o) for o in clause.obligations.all()))
        for clause in clauses
    )


def _obligation_view(obligation: models.Obligation) -> ObligationView:
    leads = [str(row) for row in (*obligation.lead_kinds.all(), *obligation.lead_units.all())]
    beside = [str(unit) for unit in obligation.coordinating_units.all()]
    return ObligationView(obligation, tuple(sorted(leads)), tuple(sorted(beside)))


def recipients_of(directive: models.Directive) -> tuple[RecipientGroup, ...]:
    """Recipients by purpose, in the order of the document."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for recipient in directive.recipients.order_by("position", "pk"):
        groups.setdefault(str(recipient.get_purpose_display()), []).append(
            (recipient.pk, recipient.text_vi)
        )
    return tuple(RecipientGroup(purpose, tuple(rows)) for purpose, rows in groups.items())


def campaigns_led_by(user: accounts_models.User, *, on: date) -> list[models.Campaign]:
    """Campaigns whose directives the user may enter, the latest first."""
    led = units_permissions.units_where(user, roles.Permission.MANAGE_OBLIGATION, on=on)
    rows = models.Campaign.objects.filter(unit__in=led.values("pk"))
    return list(rows.order_by("-starts_date", "-pk"))


def directives_to_continue(user: accounts_models.User, *, on: date) -> list[models.Directive]:
    """Directives that another may carry on, the latest first."""
    return list(directives_visible_to(user, on).order_by("-issued_date", "-pk"))
