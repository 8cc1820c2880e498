"""The plan of the house, read from pyproject.toml, and its files."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("config", "cms", "campaigns")


@dataclass(frozen=True)
class Module:
    """One file of Python: where it stands and what it says."""

    path: Path
    name: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def app(self) -> str:
        """`campaigns.drives`, `cms` or `config`."""
        parts = self.name.split(".")
        return ".".join(parts[:2]) if parts[0] == "campaigns" else parts[0]

    @property
    def room(self) -> str:
        """`services` of campaigns.drives.services.shifts; empty for the app itself."""
        rest = self.name.removeprefix(self.app).lstrip(".")
        return rest.partition(".")[0]


def modules(root: Path = ROOT) -> Iterator[Module]:
    """Every module of ours, migrations left out."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "migrations" in parts:
                continue
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield Module(path, name)


def module_names(root: Path = ROOT) -> frozenset[str]:
    return frozenset(m.name for m in modules(root))


def contract(key: str, root: Path = ROOT) -> dict[str, Any]:
    """An import contract as pyproject.toml states it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    return next(c for c in contracts if c["id"] == key)


def storeys(root: Path = ROOT) -> dict[str, int]:
    """Height of each app: 0 is the top; siblings share a storey."""
    layers = contract("tower", root)["layers"]
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(layers)
        for name in layer.split("|")
    }
