"""Reads a kit folder: every file, every row, every fault; then the kit or the list of faults."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from campaigns.kits.services import (
    building,
    checking,
    checklists,
    faulting,
    folder,
    formats,
    indicators,
    kit,
    letter,
    mapping,
    media,
    records,
    report_forms,
    rows,
    tables,
)

FORMAT = 1
KIT_FILE = "kit.yaml"
REQUIRED = ("directive", "clauses", "unit_kinds", "units", "obligations")
SECTIONS = (
    *REQUIRED,
    *(t for t in tables.TABLES if t not in REQUIRED),
    "criteria",
    "checklists",
    "indicators",
    "reports",
    "outlets",
    "site",
    "guidance",
    "map",
)
_FIELDS = ("format", "code", "name_vi", "name_en", "starts_on", "ends_on", "files", "references")
_LEFT_ALONE = {"README.md", "LICENSE"}

R = TypeVar("R", bound=rows.Row)
T = TypeVar("T")


def read_kit(path: Path) -> kit.Kit:
    """Read and check the kit in a folder, without touching anything else.

    Raises:
        KitFaulty: with every fault of every file; none of the kit is usable.
    """
    return _Reader(path).read()


class _Reader:
    """One reading of one folder."""

    def __init__(self, path: Path) -> None:
        self.faults = faulting.Faults()
        self.folder = folder.KitFolder(path, self.faults)
        self.listed = {KIT_FILE}
        self.files: Mapping[str, list[records.Cell]] = {}
        self.partial: set[str] = set()  # sections of which something could not be read

    def read(self) -> kit.Kit:
        top = self._top()
        self.files = self._files(top)
        found = self._kit(top)
        self._refuse_unlisted()
        checking.check(found, self.faults, partial=self.partial)
        self.faults.raise_if_any()
        return found

    def _top(self) -> records.Record:
        source = faulting.Source(KIT_FILE, 1)
        if not self.folder.exists():
            self.faults.add(source, _("There is no such folder: give the path of a kit's folder."))
            self.faults.raise_if_any()
        text = self.folder.read(KIT_FILE, source)
        top = None if text is None else formats.read_yaml(text, KIT_FILE, self.faults)
        if top is None:  # nothing is known of the other files
            self.faults.raise_if_any()
            raise AssertionError("a kit file that cannot be read has a fault")
        top.refuse_unknown(_FIELDS)
        format_text = top.text("format")
        if format_text not in ("", str(FORMAT)):
            self.faults.add(
                top.at("format"),
                _(
                    "Format %(value)s is not known here: this version of Loa reads format %(known)d."
                ),
                value=format_text,
                known=FORMAT,
            )
        return top

    def _files(self, top: records.Record) -> dict[str, list[records.Cell]]:
        named = top.record("files")
        named.refuse_unknown(SECTIONS)
        for section in REQUIRED:
            if not named.cells(section) and named.values:
                named.text(section)
        files = {section: list(named.cells(section)) for section in SECTIONS}
        self.listed.update(cell.text for cells in files.values() for cell in cells)
        return files

    def _kit(self, top: records.Record) -> kit.Kit:
        return kit.Kit(
            source=top.source,
            code=top.slug("code"),
            format=FORMAT,
            name_vi=top.name("name_vi"),
            name_en=top.name("name_en"),
            starts_on=top.day("starts_on"),
            ends_on=top.day("ends_on", is_required=False),
            references=tuple(
                tables.reference(item) for item in top.records("references", is_required=False)
            ),
            settings=self._table("settings", letter.Setting),
            directive=self._directive(),
            clauses=self._table("clauses", letter.Clause),
            recipients=self._table("recipients", letter.Recipient),
            unit_kinds=self._table("unit_kinds", rows.UnitKind),
            units=self._table("units", rows.Unit),
            premises_kinds=self._table("premises_kinds", rows.PremisesKind),
            safety_groups=self._table("safety_groups", rows.SafetyGroup),
            criteria_sets=tuple(c for r in self._yaml("criteria") for c in self._criteria(r)),
            payment_methods=self._table("payment_methods", rows.PaymentMethod),
            checklists=tuple(c for r in self._yaml("checklists") for c in self._checklists(r)),
            apps=self._table("apps", rows.DeclarationApp),
            obligations=tuple(o for r in self._yaml("obligations") for o in self._obligations(r)),
            indicators=tuple(i for r in self._yaml("indicators") for i in self._indicators(r)),
            report_forms=tuple(f for r in self._yaml("reports") for f in self._report_forms(r)),
            movements=self._table("movements", rows.Movement),
            recognition_forms=self._table("recognition_forms", rows.RecognitionForm),
            outlets=tuple(o for r in self._yaml("outlets") for o in self._outlets(r)),
            sites=self._sites(),
            lexicon=self._table("lexicon", media.SpokenForm),
            guidance=tuple(self._each("guidance", self._page)),
            map_shapes=tuple(s for shapes in self._each("map", self._map) for s in shapes),
        )

    def _each(self, section: str, read: Callable[[str, str], T | None]) -> list[T]:
        """Read every file of a section that has a text."""
        texts = [(c, self.folder.read(c.text, c.source)) for c in self.files[section]]
        values = [None if text is None else read(text, cell.text) for cell, text in texts]
        if None in values:
            self.partial.add(section)
        return [value for value in values if value is not None]

    def _table(self, section: str, row_class: type[R]) -> tuple[R, ...]:
        table = tables.TABLES[section]

        def read(text: str, file: str) -> list[rows.Row]:
            count = self.faults.count
            found = formats.read_table(text, file, table.columns, self.faults)
            if self.faults.count > count:
                self.partial.add(section)
            return [table.build(record) for record in found]

        built = (row for part in self._each(section, read) for row in part)
        return tuple(row for row in built if isinstance(row, row_class))

    def _yaml(self, section: str) -> list[records.Record]:
        return self._each(section, lambda text, file: formats.read_yaml(text, file, self.faults))

    def _directive(self) -> letter.Directive:
        found = self._yaml("directive")
        record = found[0] if found else None
        for cell in self.files["directive"][1:]:
            self.faults.add(cell.source, _("A kit has one directive: name one file here."))
        if record is None:
            nowhere = faulting.Faults()  # the reason is on the list already
            return building.directive(records.Record({}, faulting.Source(KIT_FILE, 1), nowhere), "")
        name = record.text("text_file")
        self.listed.add(name)
        text = self.folder.read(name, record.at("text_file")) if name else None
        return building.directive(record, (text or "").strip())

    def _obligations(self, record: records.Record) -> tuple[letter.Obligation, ...]:
        record.refuse_unknown(("groups", "obligations"))
        named = record.record("groups") if "groups" in record.values else None
        groups = {name: tables.parties(named, name) for name in named.values} if named else {}
        return tuple(building.obligation(item, groups) for item in record.records("obligations"))

    def _criteria(self, record: records.Record) -> tuple[rows.CriteriaSet, ...]:
        record.refuse_unknown(("criteria_sets",))
        return tuple(building.criteria_set(r) for r in record.records("criteria_sets"))

    def _report_forms(self, record: records.Record) -> tuple[letter.ReportForm, ...]:
        record.refuse_unknown(("report_forms",))
        return tuple(report_forms.report_form(item) for item in record.records("report_forms"))

    def _checklists(self, record: records.Record) -> tuple[rows.Checklist, ...]:
        record.refuse_unknown(("checklists",))
        return tuple(checklists.checklist(item) for item in record.records("checklists"))

    def _indicators(self, record: records.Record) -> tuple[rows.Indicator, ...]:
        record.refuse_unknown(("indicators",))
        return tuple(indicators.indicator(item) for item in record.records("indicators"))

    def _outlets(self, record: records.Record) -> tuple[media.Outlet, ...]:
        record.refuse_unknown(("outlets",))
        return tuple(building.outlet(item) for item in record.records("outlets"))

    def _sites(self) -> tuple[media.PublicSite, ...]:
        for cell in self.files["site"][1:]:
            self.faults.add(cell.source, _("A kit has one site: name one file here."))
        return tuple(building.site(record) for record in self._yaml("site")[:1])

    def _page(self, text: str, file: str) -> media.GuidanceText | None:
        page = formats.read_page(text, file, self.faults)
        return building.guidance(*page) if page else None

    def _map(self, text: str, file: str) -> list[rows.MapShape]:
        features = formats.read_features(text, file, self.faults)
        shapes = (mapping.shape(feature, source, self.faults) for feature, source in features)
        return [shape for shape in shapes if shape]

    def _refuse_unlisted(self) -> None:
        for name in self.folder.unlisted(self.listed | _LEFT_ALONE):
            self.faults.add(
                faulting.Source(name, 1),
                _("The file is not named in kit.yaml: name it under files or remove it."),
            )
