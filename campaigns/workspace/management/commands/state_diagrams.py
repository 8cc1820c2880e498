"""`state_diagrams`: draw the state machines in docs/domain.md from their TRANSITIONS tables."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Field, Model
from django.utils import translation

BEGIN = "<!-- state diagrams: begin (manage.py state_diagrams) -->"
END = "<!-- state diagrams: end -->"

Edges = Mapping[Any, frozenset[Any]]


class Command(BaseCommand):
    help = "Draw the state diagrams of docs/domain.md anew; with --check only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when they are out of date")
        parser.add_argument("--file", default=str(settings.BASE_DIR / "docs" / "domain.md"))

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        old = path.read_text(encoding="utf-8")
        new = redrawn(old)
        if options["check"] and new != old:
            raise CommandError("The state diagrams are out of date: manage.py state_diagrams")
        if not options["check"]:
            path.write_text(new, encoding="utf-8")


def redrawn(document: str) -> str:
    """The document with the diagrams between its two marks drawn anew.

    Raises:
        CommandError: a mark is missing.
    """
    head, begin, rest = document.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise CommandError(f"Put the marks {BEGIN} and {END} around the diagrams.")
    with translation.override("en"):
        diagrams = "\n".join(_diagram(*machine) for machine in machines())
    return f"{head}{BEGIN}\n\n{diagrams}\n{END}{tail}"


def machines() -> Iterator[tuple[type[Model], "Field[Any, Any]", Edges]]:
    """Each model that has states, the field that keeps them and the edges between them."""
    for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
        if not model.__module__.startswith(("campaigns.", "cms")):
            continue
        tables = (getattr(model, "TRANSITIONS", None), _beside(model))
        for edges in tables:
            field = _field_of(model, edges) if edges else None
            if edges and field is not None:
                yield model, field, edges
                break


def _beside(model: type[Model]) -> Edges | None:
    """A table that stands in the model's module."""
    edges: Edges | None = getattr(sys.modules[model.__module__], "TRANSITIONS", None)
    return edges


def _field_of(model: type[Model], edges: Edges) -> "Field[Any, Any] | None":
    """The field that stores just the states that the table knows."""
    known = {str(state) for state in edges}
    for field in model._meta.local_fields:
        if field.choices and {str(value) for value, _ in field.flatchoices} == known:
            return field
    return None


def _diagram(model: type[Model], field: "Field[Any, Any]", edges: Edges) -> str:
    words = {str(value): str(label) for value, label in field.flatchoices}
    first = str(field.default) if field.has_default() else next(iter(words))
    lines = [f"### {model._meta.verbose_name} ({model._meta.label}.{field.name})", ""]
    lines += ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{label}" as {value}' for value, label in words.items()]
    lines.append(f"    [*] --> {first}")
    for source in words:
        targets = {str(t) for t in edges[source]}
        lines += [f"    {source} --> {target}" for target in words if target in targets]
        if not targets:
            lines.append(f"    {source} --> [*]")
    return "\n".join([*lines, "```", ""])
