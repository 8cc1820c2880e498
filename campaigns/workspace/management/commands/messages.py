"""The Vietnamese catalogue: gather what the code says, find gaps, compile.

Django's own extractor misses `_()` inside a macro call, `ngettext()` and trans blocks of Jinja2;
Babel's sees them, given the extensions of our environment, which Django has to set up first.
Msgids are English, so there is no English catalogue.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.translation.template import templatize

LANGUAGE = "vi"
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAG = "Translators:"
# No dates: a catalogue extracted again from the same code is the same file.
HEADER = r"""# Vietnamese messages of Loa. Run `make messages` after changing a text.
msgid ""
msgstr ""
"Project-Id-Version: Loa\n"
"Language: vi\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""


class Command(BaseCommand):
    help = "Gathers the texts of code and templates into the Vietnamese catalogue."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument(
            "--check", action="store_true", help="change nothing; fail when the file is not fresh"
        )
        group.add_argument(
            "--compile", action="store_true", help="only compile, where the file is newer"
        )

    def handle(self, *, check: bool, compile: bool, **_: Any) -> None:  # noqa: A002  its option
        po_path = Path(settings.BASE_DIR) / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        if compile:
            compile_catalog(po_path)
            return
        catalog = _merge(po_path)
        if check:
            self._refuse_gaps(catalog, is_fresh=_render(catalog) == po_path.read_text("utf-8"))
            return
        po_path.parent.mkdir(parents=True, exist_ok=True)
        po_path.write_text(_render(catalog), encoding="utf-8")
        compile_catalog(po_path)
        for fault in _faults(catalog):
            self.stderr.write(fault)

    def _refuse_gaps(self, catalog: Catalog, *, is_fresh: bool) -> None:
        faults = [*_faults(catalog)]
        if not is_fresh:
            faults.append("The catalogue is not what the code says: run `make messages`.")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(catalog)} messages, all in Vietnamese.")


def compile_catalog(po_path: Path) -> None:
    """Write the binary catalogue beside its source, unless it is there and newer."""
    mo_path = po_path.with_suffix(".mo")
    if mo_path.exists() and mo_path.stat().st_mtime >= po_path.stat().st_mtime:
        return
    # Renamed into place: another process may be reading.
    building = mo_path.with_suffix(f".{os.getpid()}")
    with building.open("wb") as file:
        write_mo(file, _read(po_path))
    building.rename(mo_path)


def _read(po_path: Path) -> Catalog:
    if not po_path.exists():
        return Catalog(locale=LANGUAGE)
    with po_path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def _merge(po_path: Path) -> Catalog:
    """The translations that stand, under exactly the messages that the code has now."""
    template = Catalog()
    for place, message, comments, context in _extract():
        template.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    catalog = _read(po_path)
    catalog.update(template, no_fuzzy_matching=True)
    return catalog


def _extract() -> Iterator[tuple[str, Any, list[str], str | None]]:
    base = Path(settings.BASE_DIR)
    extensions = cast(Jinja2, engines["jinja2"]).env.extensions
    jinja = {"extensions": ",".join(extensions), "silent": "false"}
    for folder, method in (
        ("cms", "python"),
        ("campaigns", "python"),
        ("config", "python"),
        ("templates", "jinja2.ext:babel_extract"),
    ):
        pattern = "**.py" if method == "python" else "**.*"
        for name, _line, message, comments, context in extract_from_dir(
            base / folder,
            method_map=[(pattern, method)],
            options_map={pattern: jinja if folder == "templates" else {}},
            keywords=KEYWORDS,
            comment_tags=[COMMENT_TAG],
            strip_comment_tags=True,
        ):
            yield f"{folder}/{name}", message, comments, context
    yield from _admin_templates(base)


def _admin_templates(base: Path) -> Iterator[tuple[str, Any, list[str], str | None]]:
    """Texts of the templates in Django's language: screens inside Wagtail's admin."""
    for path in sorted((base / "cms" / "templates").rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8"))
        for _line, message, comments, context in extract(
            "python", io.BytesIO(code.encode()), keywords=KEYWORDS
        ):
            yield str(path.relative_to(base)), message, list(comments), context


def _render(catalog: Catalog) -> str:
    """The catalogue's file: sorted by text, places without line numbers, nothing obsolete."""
    file = io.BytesIO()
    write_po(
        file,
        catalog,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
        width=100,
    )
    return HEADER + file.getvalue().decode()


def _faults(catalog: Catalog) -> Iterator[str]:
    """What a Vietnamese reader would stumble over: gaps, guesses, lost placeholders."""
    for message in catalog:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        if not all(texts):
            yield f"not translated: {message.id!r}"
            continue
        if message.fuzzy:
            yield f"fuzzy: {message.id!r}"
        for error in message.check(catalog):
            yield f"{error}: {message.id!r}"
