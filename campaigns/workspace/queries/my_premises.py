"""What waits of premises, a line a commune: overdue reviews, sheets to be verified, silence."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.premises import models as premises_models
from campaigns.premises import queries as premises_queries
from campaigns.units import permissions
from campaigns.workspace.queries import waiting_items

_MOST = waiting_items.MOST_PER_AREA
Item = waiting_items.WaitingItem


def premises_items(user: accounts_models.User, at: datetime) -> Iterator[Item]:
    """For those who keep the premises of a commune in order; three questions, however many."""
    today = timezone.localdate(at)
    units = permissions.units_where(user, roles.Permission.MANAGE_PREMISES, on=today)
    communes = list(units.values_list("pk", flat=True))
    if communes:
        yield from _overdue(communes, at)
        yield from _to_verify(communes, user, at)
        yield from _silent(communes, at)


def _list(commune_id: int, **terms: str) -> str:
    query = urlencode([("unit", str(commune_id)), *terms.items()])
    return f"{reverse('premises:premises_list')}?{query}"


def _overdue(communes: list[int], at: datetime) -> Iterator[Item]:
    """Clause 1.c: levels are reviewed and brought up to date."""
    late = premises_models.Premises.objects.active().filter(
        commune__in=communes, safety_due_date__lt=timezone.localdate(at)
    )
    rows = late.values("commune", "commune__short_name_vi").annotate(
        num=Count("pk"), first=Min("safety_due_date")
    )
    for row in rows.order_by("first", "commune")[:_MOST]:
        said = ngettext(
            "%(commune)s: the safety level of %(num)s premises is overdue for review",
            "%(commune)s: the safety levels of %(num)s premises are overdue for review",
            row["num"],
        )
        since_at = timezone.make_aware(datetime.combine(row["first"], time()))
        yield Item(
            text=said % {"commune": row["commune__short_name_vi"], "num": row["num"]},
            act=_("Review them"),
            url=_list(row["commune"], safety="OVERDUE"),
            since_at=since_at,
            icon="shield-lock",
            tone=waiting_items.tone_since(since_at, at),
        )


def _to_verify(communes: list[int], user: accounts_models.User, at: datetime) -> Iterator[Item]:
    """Sheets that somebody else posted: whoever posts a sheet never verifies it."""
    hung = premises_models.Poster.objects.filter(
        state=premises_models.PosterState.POSTED,
        premises__commune__in=communes,
        premises__state=premises_models.PremisesState.OPEN,
    ).exclude(posted_by=user.actor_id)
    commune = "premises__commune"
    rows = hung.values(commune, f"{commune}__short_name_vi").annotate(
        num=Count("pk"), first=Min("posted_at")
    )
    for row in rows.order_by("first", commune)[:_MOST]:
        said = ngettext(
            "%(commune)s: %(num)s posted sheet waits to be verified by somebody else",
            "%(commune)s: %(num)s posted sheets wait to be verified by somebody else",
            row["num"],
        )
        yield Item(
            text=said % {"commune": row[f"{commune}__short_name_vi"], "num": row["num"]},
            act=_("Verify the sheets"),
            url=_list(row[commune], lacks="VERIFYING"),
            since_at=row["first"],
            icon="qrcode",
            tone=waiting_items.tone_since(row["first"], at),
        )


def _silent(communes: list[int], at: datetime) -> Iterator[Item]:
    """Clause 1.b, “hàng ngày”: who said nothing of yesterday, where visits are reported at all."""
    today = timezone.localdate(at)
    yesterday = today - timedelta(days=1)
    since_at = timezone.make_aware(datetime.combine(today, time()))
    for row in premises_queries.silent_communes(communes, yesterday)[:_MOST]:
        said = ngettext(
            "%(commune)s: %(num)s premises did not report its visits of yesterday",
            "%(commune)s: %(num)s premises did not report their visits of yesterday",
            row.silent,
        )
        query = urlencode(
            [("unit", str(row.commune_id)), ("day", yesterday.isoformat()), ("missing", "on")]
        )
        yield Item(
            text=said % {"commune": row.name, "num": row.silent},
            act=_("Enter the visits"),
            url=f"{reverse('premises:visits')}?{query}",
            since_at=since_at,
            icon="calendar",
            tone=waiting_items.tone_since(since_at, at),
        )
