"""Reading drives: what a code opens, who a phone is, totals and lists for pages and reports."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from campaigns.audit import models as audit_models
from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.kernel import codes, roles
from campaigns.kernel import figure as kernel_figure
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

# Where a phone keeps the secret by which it is known.
DEVICE_COOKIE = "loa_device"
# Helpers set up before the drive begins and go on after it ends.
EARLY_CAPTURE = timedelta(hours=2)
LATE_CAPTURE = timedelta(hours=12)


def capture_refusal(drive: models.Drive, moment: datetime) -> str:
    """Why what happened at a moment cannot count for a drive; empty when it can."""
    if moment < drive.starts_at - EARLY_CAPTURE:
        return _("The record is from before the drive.")
    if moment > drive.ends_at + LATE_CAPTURE:
        return _("The record is from after the drive.")
    if drive.ended_at is not None and moment > drive.ended_at:
        return _("The drive had ended when this was recorded.")
    return ""


@dataclass(frozen=True)
class Offer:
    """What a scanned code opens: a drive to join, or the reason why there is none."""

    code: models.JoinCode | None
    refusal: str = ""


def find_offer(code_text: str, *, at: datetime) -> Offer:
    """Look up a code as typed or scanned: case, spaces and dashes do not matter."""
    plain = "".join(c for c in code_text.upper() if c.isalnum())
    code = (
        models.JoinCode.objects.filter(code_digest=codes.digest_secret(plain))
        .select_related("drive__unit", "drive__organiser", "drive__movement")
        .first()
    )
    if code is None:
        return Offer(None, _("No drive has this code. Scan it again, or ask the leader."))
    if code.revoked_at is not None:
        return Offer(None, _("This code was replaced. Ask the leader for the present one."))
    if code.expires_at <= at or not code.drive.is_open:
        return Offer(None, _("This drive is over: there is nothing to join."))
    return Offer(code)


def join_code_in_use(drive: models.Drive, *, at: datetime) -> models.JoinCode | None:
    """The code that opens the drive now, None when none does."""
    return models.JoinCode.objects.filter(
        drive=drive, revoked_at__isnull=True, expires_at__gt=at
    ).first()


def join_code_text(code: models.JoinCode) -> str:
    """The code itself, derived anew each time it is shown."""
    return codes.derive_code(code.seed)


@dataclass(frozen=True)
class Pass:
    """The phone behind a token, or the reason why it may not send."""

    device: models.DeviceToken | None
    refusal: str = ""


def find_device(secret: str, *, on: date) -> Pass:
    """Who sends: a phone that joined, is not revoked and whose days of sending are not over."""
    device = (
        models.DeviceToken.objects.filter(token_digest=codes.digest_secret(secret))
        .select_related("drive__unit", "drive__organiser", "drive__movement")
        .first()
    )
    if device is None:
        return Pass(None, _("This phone has not joined a drive. Scan the leader's code."))
    if device.revoked_at is not None:
        return Pass(None, _("The leader has stopped this phone. Ask the leader."))
    if on > device.sends_until_date:
        return Pass(None, _("This drive is over and its last day for sending has passed."))
    return Pass(device)


def residents_helped(
    unit: units_models.Unit, from_date: date, to_date: date
) -> kernel_figure.Figure:
    """People helped in the unit's subtree, as the tree stood on the last day, by day captured.

    People are counted as people: no app count enters.
    """
    below = units_models.Unit.objects.all().subtree_of(unit, to_date)
    sums = models.PeopleRollup.objects.filter(
        unit__in=below, day__range=(from_date, to_date)
    ).aggregate(people=Sum("people"), entries=Sum("entries"))
    query = urlencode([("unit", str(unit.pk)), ("from", str(from_date)), ("to", str(to_date))])
    return kernel_figure.Figure(
        key="drives.residents_helped",
        label=_("Residents helped"),
        value=str(sums["people"] or 0),
        unit_label=_("people"),
        from_date=from_date,
        to_date=to_date,
        rows_count=sums["entries"] or 0,
        rows_url=f"{reverse('drives:entries')}?{query}",
    )


def people_of_drive() -> Coalesce:
    """Residents helped, as an annotation of drives; from the rollup, one subquery."""
    sums = models.PeopleRollup.objects.filter(drive=OuterRef("pk")).order_by().values("drive")
    return Coalesce(Subquery(sums.annotate(n=Sum("people")).values("n")), Value(0))


def acts_text(entry: models.SupportEntry) -> str:
    """The acts of an entry in one line; its counts and their apps are to be prefetched."""
    parts = [
        f"{c.app.name_vi if c.app else ''} {c.get_outcome_display()} {c.count}".strip()
        for c in entry.counts.all()
    ]
    return " · ".join(parts)


@dataclass(frozen=True)
class AppTotal:
    """Acts for one app by outcome; acts, not people."""

    app_name: str
    installed: int
    declared: int
    already_had: int


@dataclass(frozen=True)
class DriveTotals:
    """What came of a drive: people once, acts by app, and visits that led to no app."""

    people: int
    entries: int
    apps: tuple[AppTotal, ...]
    others: tuple[tuple[str, int], ...]


def totals_by_app(drive: models.Drive) -> DriveTotals:
    """Totals of a drive from the rollups, apps in the directive's order."""
    people = models.PeopleRollup.objects.filter(drive=drive).aggregate(
        people=Sum("people"), entries=Sum("entries")
    )
    rows = models.SupportRollup.objects.filter(drive=drive).values_list("app_id", "outcome")
    acts = {(app, outcome): n for app, outcome, n in rows.annotate(n=Sum("count")).order_by()}
    apps = directives_models.DeclarationApp.objects.filter(
        Q(pk__in=drive.apps.values("pk")) | Q(pk__in={app for app, _outcome in acts if app})
    )
    others = [o for o in models.Outcome if o not in models.APP_OUTCOMES]
    return DriveTotals(
        people=people["people"] or 0,
        entries=people["entries"] or 0,
        apps=tuple(_app_total(app, acts) for app in apps.order_by("position", "pk")),
        others=tuple((str(o.label), acts.get((None, o), 0)) for o in others),
    )


def _app_total(app: directives_models.DeclarationApp, acts: dict[Any, int]) -> AppTotal:
    installed, declared, had = (acts.get((app.pk, o), 0) for o in models.APP_OUTCOMES)
    return AppTotal(app.name_vi, installed, declared, had)


@dataclass(frozen=True)
class Helper:
    """One sender of a drive: a phone that joined, or a member who uses their account."""

    name: str
    phone: str
    device_id: int | None
    joined_at: datetime | None
    last_sent_at: datetime | None
    people: int
    entries: int
    is_revoked: bool


def helpers_of(drive: models.Drive) -> list[Helper]:
    """Who logs in the drive, with each one's last sending: phones first, then accounts."""
    counted = Q(entries__voided_at__isnull=True)
    devices = models.DeviceToken.objects.filter(drive=drive).annotate(
        people=Sum("entries__people", filter=counted), sent=Count("entries", filter=counted)
    )
    accounts = (
        models.SupportEntry.objects.standing()
        .filter(drive=drive, by_user__isnull=False)
        .values("by_user__full_name", "by_user_id")
        .annotate(last=Max("received_at"), total=Sum("people"), sent=Count("pk"))
        .order_by("by_user__full_name", "by_user_id")
    )
    return [_phone_line(d) for d in devices.order_by("joined_at", "pk")] + [
        Helper(a["by_user__full_name"], "", None, None, a["last"], a["total"], a["sent"], False)
        for a in accounts
    ]


def _phone_line(device: Any) -> Helper:
    return Helper(
        device.display_name,
        device.phone,
        device.pk,
        device.joined_at,
        device.last_synced_at,
        device.people or 0,
        device.sent,
        device.revoked_at is not None,
    )


@dataclass(frozen=True)
class ReferenceApp:
    """An app as the phone offers it."""

    code: str
    name: str


def apps_of(drive: models.Drive) -> list[ReferenceApp]:
    """Apps that the drive counts, in the directive's order."""
    return [ReferenceApp(a.code, a.name_vi) for a in drive.apps.order_by("position", "pk")]


def shifts_of(drive: models.Drive) -> list[models.Shift]:
    return list(drive.shifts.order_by("starts_at", "pk"))


def drives_where_may_log(user: units_permissions.Visitor, *, at: datetime) -> list[models.Drive]:
    """Open drives in which the user may log by account now or soon, nearest first."""
    within = units_permissions.units_where(
        user, roles.Permission.LOG_SUPPORT, on=timezone.localdate(at)
    ).values("pk")
    drives = models.Drive.objects.filter(Q(unit_id__in=within) | Q(organiser_id__in=within))
    current = drives.filter(state=models.Drive.State.OPEN, ends_at__gt=at - LATE_CAPTURE)
    return list(current.select_related("unit").order_by("starts_at", "pk")[:50])


_WORDS = {
    "drives.drive_opened": lambda e: _("opened the drive"),
    "drives.drive_closed": lambda e: _("closed the drive"),
    "drives.drive_reopened": lambda e: _("opened the drive again"),
    "drives.drive_cancelled": lambda e: _("cancelled the drive"),
    "drives.shift_planned": lambda e: _("added a shift"),
    "drives.join_code_issued": lambda e: _("made a join code"),
    "drives.join_code_revoked": lambda e: _("stopped the join code"),
    "drives.device_joined": lambda e: _("joined by phone"),
    "drives.device_revoked": lambda e: _("stopped a phone"),
    "drives.support_received": lambda e: (
        _("sent records: %(people)s residents helped") % {"people": e.after.get("people", 0)}
    ),
    "drives.support_withdrawn": lambda e: _("withdrew records"),
    "drives.entry_withdrawn": lambda e: _("withdrew an entry"),
    "drives.totals_repaired": lambda e: _("set the totals right"),
}


@dataclass(frozen=True)
class Happening:
    """One line of a drive's timeline."""

    at: datetime
    who: str
    what: str
    note: str


def timeline_of(drive: models.Drive, *, limit: int = 12) -> list[Happening]:
    """The latest that happened to a drive, newest first, phones under their volunteers' names."""
    events = audit_models.Event.objects.about("drives.drive", drive.pk)
    names = {d.actor_id: d.display_name for d in models.DeviceToken.objects.filter(drive=drive)}
    return [
        Happening(e.at, names.get(_doer(e), e.actor_label), _WORDS[e.verb](e), e.reason)
        for e in events.order_by("-at", "-pk")[:limit]
        if e.verb in _WORDS
    ]


def _doer(event: audit_models.Event) -> str:
    """Whose act it is to the reader: who joins does so before there is a phone to act."""
    device = event.after.get("device") if event.verb == "drives.device_joined" else None
    return f"device:{device}" if device else event.actor_id
