"""Lists whose filters can be saved, each registered by its own app (`AppConfig.ready`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise

from campaigns.accounts import models as accounts_models
from campaigns.units import models

QUERY_LETTERS = 1000
# What a list's address carries beside its filters, and what is not kept.
_PASSING = frozenset({"page", "export", "csrfmiddlewaretoken"})


@dataclass(frozen=True)
class SavedList:
    """A list: its name in rows, what pages call it, and its address."""

    name: str
    label: str | Promise
    url_name: str


_lists: dict[str, SavedList] = {}


def register_list(one: SavedList) -> None:
    """Make a list known; a second one of the same name takes its place."""
    _lists[one.name] = one


def saved_list(name: str) -> SavedList | None:
    return _lists.get(name)


def kept_query(params: Mapping[str, str] | QueryDict) -> str:
    """The filters and order of a list's address in one way of writing, so that they compare."""
    pairs = [
        (key, value)
        for key, value in sorted(params.items())
        if value and key not in _PASSING and isinstance(value, str)
    ]
    return urlencode(pairs)


@dataclass(frozen=True)
class ViewLink:
    """A saved view as a link beside its list."""

    pk: int
    name: str
    url: str
    is_current: bool
    is_own: bool
    shared_with: str


@dataclass(frozen=True)
class SavedViews:
    """What stands beside a list: the views that somebody may open, and where to save these."""

    links: Sequence[ViewLink]
    save_url: str
    is_saved: bool


def saved_views(
    name: str, params: QueryDict, *, user: accounts_models.User, on: date
) -> SavedViews:
    """The saved views of a list for its reader; one query."""
    now = kept_query(params)
    rows = models.SavedView.objects.all().visible_to(user, on).filter(list_name=name)
    links = [link_of(row, user, now) for row in rows.select_related("unit").order_by("name", "pk")]
    address = reverse("units:save_view") + "?" + urlencode({"list": name, "query": now})
    return SavedViews(links, address if now else "", any(link.is_current for link in links))


def link_of(row: models.SavedView, user: accounts_models.User, now: str = "") -> ViewLink:
    """A view as a link; its unit is to be loaded with it."""
    listed = saved_list(row.list_name)
    address = reverse(listed.url_name) if listed else ""
    return ViewLink(
        row.pk,
        row.name,
        f"{address}?{row.query}",
        is_current=bool(now) and row.query == now,
        is_own=row.owner_id == user.pk,
        shared_with=row.unit.name_vi if row.unit else "",
    )


def units_to_share_with(user: accounts_models.User, *, on: date) -> list[models.Unit]:
    """Units in which one holds a role: whose people may open what one shares."""
    granted = models.Grant.objects.filter(models.in_force(on), user=user)
    rows = models.Unit.objects.filter(pk__in=granted.values("unit_id"))
    return list(rows.order_by("name_vi", "pk"))
