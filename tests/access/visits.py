"""Trying one row as everybody whom it concerns; each function returns the faults that it found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.accounts import models as accounts_models
from campaigns.audit import models as audit_models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.access.routes import Access, Arguments, Face, Route
from tests.factories import cast as casts

# What a request may write although it only reads: the visitor's own session.
_OWN_TABLES = (
    "django_session",
    # The visitor's groups in /cms/, brought up to their grants at the door.
    "cms_rightsmirror",
    "auth_group",
    "accounts_user_groups",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupcollectionpermission",
    # A scan of a short link is what it is counted by.
    "premises_scan",
)
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# People by role and unit, brought in once for all rows.
Known = Mapping[tuple[roles.Role | None, int], accounts_models.User]


def bring_in(cast: casts.Cast) -> Known:
    """One person for each role in the unit that rows are about, and in the one beside it."""
    return {
        (role, unit.pk): casts.make_person(f"{role}-{unit.code}".lower(), role, unit)
        for unit in (cast.commune, cast.sibling)
        for role in roles.Role
    }


class Visit:
    """One row on its stage: the objects are made once, visitors come one after another."""

    def __init__(self, route: Route, cast: casts.Cast, known: Known | None = None) -> None:
        self.route = route
        self.cast = cast
        self.known = known or {}
        self.args: Arguments = route.args(cast)
        self.query: Arguments = route.query(cast)
        self.body: Arguments = route.body(cast)
        self.numbers = 0

    def person(self, role: roles.Role | None, unit: units_models.Unit) -> accounts_models.User:
        """Somebody with a role in a unit: who is known to have it, or a new person."""
        if (role, unit.pk) in self.known:
            return self.known[role, unit.pk]
        self.numbers += 1
        name = f"visitor{self.numbers}"
        if role is None:
            return casts.make_user(name)
        return casts.make_person(name, role, unit)

    def call(
        self,
        user: accounts_models.User | None,
        *,
        method: str = "",
        args: Arguments | None = None,
        has_secret: bool = False,
    ) -> HttpResponseBase:
        """Send the request as somebody and undo whatever it did."""
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        if has_secret and self.route.enter is not None:
            self.route.enter(client, self.cast)
        path = reverse(self.route.name, kwargs=dict(self.args if args is None else args))
        with _undone():
            return _send(client, self.route, method or self.route.method, path, self)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _send(client: Client, route: Route, method: str, path: str, visit: Visit) -> HttpResponseBase:
    if method == "GET":
        return client.get(path, dict(visit.query))
    if method == "PROBE":
        return client.generic("PROBE", path)
    content: dict[str, Any] = {"data": dict(visit.body)}
    for value in visit.body.values():
        if hasattr(value, "seek"):
            value.seek(0)  # the visitor before has read the file to its end
    if route.face is Face.API:
        content["content_type"] = "application/json"
    return getattr(client, method.lower())(path, query_params=dict(visit.query), **content)


def holders(permission: roles.Permission) -> list[roles.Role]:
    return [role for role, held in roles.ROLE_PERMISSIONS.items() if permission in held]


def others(permission: roles.Permission) -> list[roles.Role]:
    return [role for role, held in roles.ROLE_PERMISSIONS.items() if permission not in held]


def faults(route: Route, cast: casts.Cast, known: Known | None = None) -> list[str]:
    """Everything that is wrong with one row."""
    visit = Visit(route, cast, known)
    tries: list[Callable[[Visit], Iterator[str]]] = [_strangers, _right_people]
    if isinstance(route.needs, roles.Permission):
        tries += [_wrong_roles, _wrong_units]
    elif route.needs is Access.SIGNED_IN and visit.args and route.is_scoped:
        tries.append(_somebody_elses)
    return [f"{route}: {fault}" for attempt in tries for fault in attempt(visit)]


def right_visitors(visit: Visit) -> list[accounts_models.User | None]:
    """Everybody who may, one for each role; None is a stranger."""
    needs = visit.route.needs
    if isinstance(needs, roles.Permission):
        unit = visit.route.unit(visit.cast)
        return [visit.person(role, unit) for role in holders(needs)]
    if needs is Access.SIGNED_IN:
        return [visit.cast.officer]
    return [None]


def _strangers(visit: Visit) -> Iterator[str]:
    """Nobody in particular, without a secret."""
    route = visit.route
    if route.needs is Access.PUBLIC:
        return
    if route.needs is Access.SECRET:
        yield from _without_secret(visit)
        return
    response = visit.call(None)
    if not _sends_to_sign_in(route, response):
        yield f"nobody gets {response.status_code} instead of being asked to sign in"


def _without_secret(visit: Visit) -> Iterator[str]:
    route = visit.route
    if route.enter is None and route.wrong_args is None:
        yield "a SECRET row needs `enter` or `wrong_args`"
    if route.enter is not None and not _is_refusal(visit.call(None)):
        yield "nobody gets in without the cookie"
    if route.wrong_args is not None:
        response = visit.call(None, args=route.wrong_args(visit.cast))
        if response.status_code != 404:
            yield f"a wrong secret gets {response.status_code} instead of 404"


def _sends_to_sign_in(route: Route, response: HttpResponseBase) -> bool:
    if route.face is Face.API:
        return response.status_code == 401
    target = response.headers.get("Location", "")
    return response.status_code == 302 and target.startswith("/accounts/login/")


def _is_refusal(response: HttpResponseBase) -> bool:
    return response.status_code in {401, 403, 404} or response.status_code in {302, 303}


def _right_people(visit: Visit) -> Iterator[str]:
    for user in right_visitors(visit):
        response = visit.call(user, has_secret=True)
        who = _label(user)
        if response.status_code not in visit.route.expected or _sends_to_sign_in(
            visit.route, response
        ):
            yield f"{who} may, and gets {response.status_code}"
        yield from header_faults(response, visit.route, who)
    if visit.route.method == "GET":
        yield from _writes_on_read(visit)


def _wrong_roles(visit: Visit) -> Iterator[str]:
    assert isinstance(visit.route.needs, roles.Permission)
    for role in others(visit.route.needs):
        response = visit.call(visit.person(role, visit.route.unit(visit.cast)))
        if response.status_code != 403:
            yield f"{role} in the unit gets {response.status_code} instead of 403"


def _wrong_units(visit: Visit) -> Iterator[str]:
    """Holders of the permission, in another unit: what the address names is not there for them."""
    route = visit.route
    assert isinstance(route.needs, roles.Permission)
    if not route.is_scoped or (not visit.args and route.method == "GET"):
        return
    for role in holders(route.needs):
        user = visit.person(role, route.elsewhere(visit.cast))
        if visit.args:
            status = visit.call(user).status_code
            if status != 404:
                yield f"{role} of another unit gets {status} instead of 404"
        else:
            yield from _posts_elsewhere(visit, user, role)


def _posts_elsewhere(visit: Visit, user: accounts_models.User, role: roles.Role) -> Iterator[str]:
    """A form that names the unit in its body may answer with an error, and must do nothing."""
    count = audit_models.Event.objects.count
    before, done = count(), []
    client = Client(raise_request_exception=False)
    client.force_login(user)
    with _undone():
        path = reverse(visit.route.name)
        status = _send(client, visit.route, visit.route.method, path, visit).status_code
        done.append(count() - before)
    if done[0] or status >= 500:
        yield f"{role} of another unit changes something by posting (status {status})"


def _somebody_elses(visit: Visit) -> Iterator[str]:
    status = visit.call(visit.cast.outsider).status_code
    if status != 404:
        yield f"somebody else's thing answers {status} instead of 404"


def _writes_on_read(visit: Visit) -> Iterator[str]:
    user = right_visitors(visit)[-1]
    with CaptureQueriesContext(connection) as queries:
        visit.call(user, has_secret=True)
    for query in queries.captured_queries:
        sql = query["sql"].lstrip()
        # The last sign-in is the test's own doing.
        is_own = "last_login" in sql or any(table in sql for table in _OWN_TABLES)
        if sql.startswith(_WRITES) and not is_own:
            yield f"a GET writes: {sql[:120]}"


def method_faults(
    route: Route,
    cast: casts.Cast,
    rows: frozenset[tuple[str, str]],
    known: Known | None = None,
) -> list[str]:
    """Methods that the view allows and the matrix does not know."""
    visit = Visit(route, cast, known)
    response = visit.call(right_visitors(visit)[0], method="PROBE", has_secret=True)
    if response.status_code != 405:
        return [f"{route.name} does not say which methods it takes (got {response.status_code})"]
    allowed = {m.strip() for m in response.headers.get("Allow", "").split(",")}
    listed = {method for name, method in rows if name == route.name}
    return [
        f"{route.name} takes {method}, which has no row"
        for method in sorted(allowed - {"HEAD", "OPTIONS", ""} - listed)
    ]


def header_faults(response: HttpResponseBase, route: Route, who: str) -> Iterator[str]:
    """Headers that every answer of ours carries; /cms/ alone is without the policy."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    for name, value in wanted.items():
        if response.headers.get(name) != value:
            yield f"{who}: header {name} is {response.headers.get(name)!r}"
    if route.name.startswith(("newsroom:", "lexicon:")):
        return
    policy = response.headers.get("Content-Security-Policy", "")
    if not policy or "unsafe-inline" in policy or "unsafe-eval" in policy:
        yield f"{who}: content security policy is {policy!r}"


def _label(user: accounts_models.User | None) -> str:
    if user is None:
        return "anybody"
    held = (
        units_models.Grant.objects.filter(user=user).order_by("pk").values_list("role", flat=True)
    )
    return ", ".join(held) or "a person without a role"
