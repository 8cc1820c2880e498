"""Walking the addresses that Django resolves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("campaigns.", "cms.", "config.")
_SAMPLES = ("1", "sample", "a1b2", "00000000-0000-4000-8000-000000000000", "2026-11-16", "a/b/")
_ROUTE_PART = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")


@dataclass(frozen=True)
class Address:
    """One pattern: its full route, its full name and where its view lives."""

    route: str
    name: str
    view_module: str

    @property
    def is_ours(self) -> bool:
        return self.view_module.startswith(OURS)


def walk(urlconf: str | None = None) -> Iterator[Address]:
    """Every address, includes unfolded."""
    yield from _walk(get_resolver(urlconf).url_patterns, "", "")


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name}" if pattern.name else ""
            yield Address(route, name, _module_of(pattern.callback))


def _module_of(view: Any) -> str:
    """Where the view was written, below its decorators."""
    view = getattr(view, "view_class", view)
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return str(getattr(view, "__module__", type(view).__module__))


def sample_path(address: Address) -> str:
    """A path that the address would take, with numbers and words that name nothing."""

    def sample(found: re.Match[str]) -> str:
        return {"uuid": _SAMPLES[3], "path": "a/b", "str": "sample", "slug": "sample"}.get(
            found["converter"] or "str", "1"
        )

    plain = re.sub(r"\(\?P<[^>]+>(?:[^()]|\([^()]*\))*\)", "1", address.route)
    plain = re.sub(r"\((?:[^()?][^()]*)\)", "1", plain)
    return "/" + _ROUTE_PART.sub(sample, plain).replace("^", "").replace("$", "").replace("\\", "")
