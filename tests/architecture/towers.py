"""Guards of the tower: imports and model relations point down, siblings never meet."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.db import models
from django.db.models.fields.related import RelatedField

from tests.architecture import house

_LINT = "from importlinter.cli import lint_imports_command as c; c()"


def broken_contracts(root: Path, *contracts: str) -> str:
    """Import-linter's report when one of the contracts is broken; empty when all are kept."""
    options = [option for name in contracts for option in ("--contract", name)]
    done = subprocess.run(
        [sys.executable, "-c", _LINT, "--no-cache", *options],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def domain_modules(root: Path = house.ROOT) -> frozenset[str]:
    """Models, queries and services of each app below cms, and kernel: the quiet ones."""
    heights = house.storeys(root)
    below = {app for app, height in heights.items() if height > heights["cms"]}
    rooms = {"models", "queries", "services"}
    found = {"campaigns.kernel"}
    for module in house.modules(root):
        if module.app in below and module.room in rooms and module.app != "campaigns.kernel":
            found.add(f"{module.app}.{module.room}")
    return frozenset(found)


def noisy_chains(root: Path = house.ROOT) -> list[str]:
    """Ways on which the domain reaches Celery, Ninja or Wagtail."""
    import grimp

    with contextlib.redirect_stdout(io.StringIO()):
        graph = grimp.build_graph(*house.PACKAGES, include_external_packages=True, cache_dir=None)
    found = []
    for importer in sorted(domain_modules(root)):
        for loud in house.contract("quiet", root)["forbidden_modules"]:
            if loud in graph.modules:
                chain = graph.find_shortest_chain(importer, loud, as_packages=True)
                found += [" -> ".join(chain)] if chain else []
    return found


def app_of(model: type[models.Model]) -> str:
    parts = model.__module__.split(".")
    return ".".join(parts[:2]) if parts[0] == "campaigns" else parts[0]


def upward_relations(
    our_models: Iterable[type[models.Model]], heights: dict[str, int]
) -> list[str]:
    """Relations of models that point up the tower or at a sibling."""
    found = []
    for model in our_models:
        own = app_of(model)
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        for field in fields:
            if not isinstance(field, RelatedField):
                continue
            target = field.related_model
            other = app_of(target)
            if other == own or other not in heights:
                continue
            if heights[other] <= heights[own]:
                found.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    return found


def relations_to_wagtail(our_models: Iterable[type[models.Model]]) -> list[str]:
    """Relations from campaign data to pages, images or documents; only cms knows these."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in our_models
        if app_of(model) != "cms"
        for field in model._meta.get_fields()
        if isinstance(field, RelatedField) and app_of(field.related_model) in {"cms", "wagtail"}
    ]
