"""CSV, YAML, front matter and GeoJSON as records with their lines."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from campaigns.kits.services import faulting, folder, records

_KNOWN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")
}
_NULL_TAG = "tag:yaml.org,2002:null"
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')


# --- CSV ---------------------------------------------------------------------------------------


def read_table(
    text: str, file: str, columns: tuple[str, ...], faults: faulting.Faults
) -> list[records.Record]:
    """Rows of a comma-separated table whose first line names exactly `columns`, in any order."""
    rows = _csv_rows(text, file, faults)
    header = next(rows, None)
    if header is None:
        faults.add(
            faulting.Source(file, 1), _("The file is empty: begin it with a line of column names.")
        )
        return []
    line, names = header
    names = [name.strip() for name in names]
    _check_header(names, columns, faulting.Source(file, line), faults)
    return [
        record
        for line, cells in rows
        if any(cell.strip() for cell in cells)
        and (record := _row(names, cells, faulting.Source(file, line), faults))
    ]


def _csv_rows(text: str, file: str, faults: faulting.Faults) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; a quoted cell may span lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.add(
            faulting.Source(file, line),
            _(
                'The table cannot be read from here on (%(reason)s): put text with commas or quotes inside "…" and double the quotes within.'
            ),
            reason=str(error),
        )


def _check_header(
    names: list[str], columns: tuple[str, ...], source: faulting.Source, faults: faulting.Faults
) -> None:
    if len(names) == 1 and ";" in names[0]:
        faults.add(source, _("The columns are parted by “;”: save the table with commas."))
        return
    for name in columns:
        if name not in names:
            faults.add(source, _("The column “%(name)s” is missing: add it."), name=name)
    for name in names:
        if name not in columns:
            faults.add(
                source,
                _("Unexpected column “%(name)s”: remove it or correct its name; known: %(known)s."),
                name=name,
                known=", ".join(columns),
            )
        elif names.count(name) > 1:
            faults.add(source, _("The column “%(name)s” stands twice: keep one."), name=name)


def _row(
    names: list[str], cells: list[str], source: faulting.Source, faults: faulting.Faults
) -> records.Record | None:
    if len(cells) != len(names):
        faults.add(
            source,
            _(
                "The row has %(found)d cells and the header %(wanted)d: look for a missing or stray comma."
            ),
            found=len(cells),
            wanted=len(names),
        )
        return None
    values = {
        name: records.Cell(cell.strip(), source) for name, cell in zip(names, cells, strict=True)
    }
    return records.Record(values, source, faults)


# --- YAML --------------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Composes nodes only, never objects, and knows no aliases: they hide what a kit says."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not used in kits", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)


def read_yaml(
    text: str, file: str, faults: faulting.Faults, *, first_line: int = 1
) -> records.Record | None:
    """The mapping at the top of a YAML text that begins on `first_line` of its file."""
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _add_yaml_fault(
            faulting.Source(file, first_line + (mark.line if mark else 0)), error.problem, faults
        )
        return None
    except RecursionError:
        faults.add(
            faulting.Source(file, first_line), _("The YAML is nested too deeply: flatten it.")
        )
        return None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        line = 0 if loader is None else loader.line
        _add_yaml_fault(faulting.Source(file, first_line + line), str(error), faults)
        return None
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(node, yaml.MappingNode):
        faults.add(
            faulting.Source(file, first_line), _("The text must be made of “field: value” lines.")
        )
        return None
    value = _value(node, file, first_line, faults)
    return value if isinstance(value, records.Record) else None


def _add_yaml_fault(source: faulting.Source, reason: str | None, faults: faulting.Faults) -> None:
    faults.add(
        source,
        _(
            "The YAML cannot be read (%(reason)s): check indentation, colons and quotes on this line and the one before."
        ),
        reason=reason or "",
    )


def _value(node: yaml.Node, file: str, first_line: int, faults: faulting.Faults) -> records.Value:
    source = faulting.Source(file, first_line + node.start_mark.line)
    if node.tag not in _KNOWN_TAGS:
        faults.add(
            source,
            _("The tag “%(tag)s” is not used in kits: write the value without it."),
            tag=node.tag,
        )
    if isinstance(node, yaml.MappingNode):
        return records.Record(_mapping(node, file, first_line, faults), source, faults)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_value(item, file, first_line, faults) for item in node.value)
        return records.Listing(items, source)
    return records.Cell(_scalar(node, source, faults), source)


def _mapping(
    node: yaml.MappingNode, file: str, first_line: int, faults: faulting.Faults
) -> dict[str, records.Value]:
    values: dict[str, records.Value] = {}
    for key, item in node.value:
        source = faulting.Source(file, first_line + key.start_mark.line)
        if not isinstance(key, yaml.ScalarNode):
            faults.add(source, _("A field's name must be a plain word."))
            continue
        name = _scalar(key, source, faults)
        if name in values:
            faults.add(
                source,
                _("The field “%(name)s” stands twice, first on line %(line)d: keep one."),
                name=name,
                line=values[name].source.line,
            )
            continue
        values[name] = _value(item, file, first_line, faults)
    return values


def _scalar(node: yaml.Node, source: faulting.Source, faults: faulting.Faults) -> str:
    if node.tag == _NULL_TAG:
        return ""
    text = unicodedata.normalize("NFC", str(node.value)).strip()
    character = folder.forbidden_in(text)
    if character:
        faults.add(
            source,
            _("The text holds the character %(character)s, which cannot be shown: delete it."),
            character=character,
        )
        return ""
    return text


# --- Markdown with front matter ------------------------------------------------------------------


def read_page(
    text: str, file: str, faults: faulting.Faults
) -> tuple[records.Record, records.Cell] | None:
    """The front matter of a Markdown file and the text below it."""
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if number and line.rstrip() == "---"]
    if lines[0].rstrip() != "---" or not ends:
        faults.add(
            faulting.Source(file, 1),
            _(
                "The front matter is missing: begin the file with a line “---”, the fields, and another line “---”."
            ),
        )
        return None
    end = ends[0]
    record = read_yaml("\n".join(lines[1:end]) + "\n", file, faults, first_line=2)
    body = records.Cell("\n".join(lines[end + 1 :]).strip(), faulting.Source(file, end + 2))
    return (record, body) if record else None


# --- GeoJSON -------------------------------------------------------------------------------------


def read_features(
    text: str, file: str, faults: faulting.Faults
) -> list[tuple[dict[str, Any], faulting.Source]]:
    """Features of a GeoJSON collection, each with the line that says so."""
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        faults.add(
            faulting.Source(file, error.lineno),
            _("The JSON cannot be read (%(reason)s): check commas, quotes and brackets."),
            reason=error.msg,
        )
        return []
    except (ValueError, RecursionError):
        faults.add(
            faulting.Source(file, 1), _("The JSON holds a number or a nesting that no map needs.")
        )
        return []
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        faults.add(faulting.Source(file, 1), _("The map must be a GeoJSON “FeatureCollection”."))
        return []
    marks = [
        number
        for number, line in enumerate(text.split("\n"), start=1)
        for _found in _FEATURE.finditer(line)
    ]
    marks += [1] * (len(features) - len(marks))
    return [(feature, faulting.Source(file, marks[i])) for i, feature in enumerate(features)]


def _no_constant(name: str) -> None:
    raise ValueError(name)
