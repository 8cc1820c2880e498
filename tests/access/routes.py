"""The form of one row of the access matrix."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.test import Client

from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.factories import cast as casts


class Access(Enum):
    """Who may come where no permission in a unit is asked."""

    PUBLIC = "anybody"
    SIGNED_IN = "anybody who signed in"
    SECRET = "whoever holds the secret of the address, or the cookie that `enter` gives"


class Face(Enum):
    """How a refusal of strangers looks: a redirect to sign-in, or 401."""

    PAGE = "page"
    API = "api"


Arguments = Mapping[str, Any]
Build = Callable[[casts.Cast], Arguments]


def nothing(cast: casts.Cast) -> Arguments:
    """An address without arguments, a request without a body."""
    return {}


def in_commune(cast: casts.Cast) -> units_models.Unit:
    return cast.commune


def in_sibling(cast: casts.Cast) -> units_models.Unit:
    return cast.sibling


@dataclass(frozen=True)
class Route:
    """One address and one method, and who may use it.

    `name` is as `reverse()` takes it, `needs` a permission or an `Access`. `args` makes the objects
    that the address names, in the unit that `unit` gives (through services: factories), and returns
    the keyword arguments of the address; `query` and `body` likewise give the query and the posted
    fields (a dict is posted as JSON where `face` is API).

    Tried for a permission: nobody (sign-in or 401), every role without it in the unit (403), its
    holders in `elsewhere` (404 when the address has arguments), its holders in the unit (a status
    of `answers`). `is_scoped=False` says why-not in a comment: the object is the same for all.
    `enter` lets a stranger in where the secret is a cookie or a header; `wrong_args` gives an
    address with a secret that is none (404).
    """

    name: str
    needs: roles.Permission | Access
    method: str = "GET"
    face: Face = Face.PAGE
    args: Build = nothing
    wrong_args: Build | None = None
    query: Build = nothing
    body: Build = nothing
    unit: Callable[[casts.Cast], units_models.Unit] = in_commune
    elsewhere: Callable[[casts.Cast], units_models.Unit] = in_sibling
    enter: Callable[[Client, casts.Cast], None] | None = None
    is_scoped: bool = True
    answers: frozenset[int] = field(default_factory=frozenset)

    @property
    def expected(self) -> frozenset[int]:
        """Statuses that mean «done»: 200, after a POST also a redirect or a new record."""
        done = {200} if self.method == "GET" else {200, 201, 204, 302, 303}
        return self.answers or frozenset(done)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"
