"""What a kit keeps as tables: one row from one record, its columns and what each may hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext_lazy as _

from campaigns.kits.services import letter, media, records, rows

_PARTY = re.compile(r"(?:(kind|group):)?([^@|\s:]+)(?:@([^@|\s:]+))?")

Groups = Mapping[str, tuple[letter.Party, ...]]


def columns_of(row_class: type[rows.Row]) -> tuple[str, ...]:
    """Names of a row's fields in a table or a YAML record."""
    return tuple(f.name for f in fields(row_class) if f.name != "source")


@dataclass(frozen=True)
class Table:
    """A section kept as CSV: its columns and how a row is built."""

    columns: tuple[str, ...]
    build: Callable[[records.Record], rows.Row]


def reference(record: records.Record) -> rows.Reference:
    record.refuse_unknown(columns_of(rows.Reference))
    return rows.Reference(
        source=record.source,
        code=record.code("code"),
        title=record.name("title"),
        used_for=record.text("used_for"),
        licence=record.name("licence", is_required=False),
    )


def setting(record: records.Record) -> letter.Setting:
    return letter.Setting(
        source=record.source,
        code=record.code("code"),
        kind=record.choice("kind", letter.SETTING_KINDS),
        value=record.name("value"),
        basis=record.choice("basis", letter.BASES),
        clause=record.code("clause", is_required=False),
        name_vi=record.name("name_vi"),
        name_en=record.name("name_en"),
        note_vi=record.text("note_vi", is_required=False),
    )


def clause(record: records.Record) -> letter.Clause:
    return letter.Clause(
        source=record.source,
        code=record.code("code", limit=20),
        seq=record.whole("seq", low=0, high=9999) or 0,
        text_vi=record.text("text_vi"),
        verb_vi=record.name("verb_vi", is_required=False, limit=120),
        who_en=record.text("who_en", is_required=False),
        what_en=record.text("what_en", is_required=False),
        frequency_en=record.name("frequency_en", is_required=False, limit=120),
        deadline_en=record.name("deadline_en", is_required=False),
        target_en=record.name("target_en", is_required=False, limit=120),
        target_kind_en=record.name("target_kind_en", is_required=False),
        denominator_en=record.name("denominator_en", is_required=False),
        evidence_en=record.text("evidence_en", is_required=False),
        supervisor_en=record.text("supervisor_en", is_required=False),
        remark_en=record.text("remark_en", is_required=False),
    )


def recipient(record: records.Record) -> letter.Recipient:
    return letter.Recipient(
        source=record.source,
        code=record.code("code"),
        block=record.choice("block", letter.RECIPIENT_BLOCKS),
        purpose=record.choice("purpose", letter.PURPOSES),
        text_vi=record.text("text_vi", limit=300),
        text_en=record.text("text_en", is_required=False),
        parties=parties(record, "parties"),
        remark_en=record.text("remark_en", is_required=False),
    )


def unit_kind(record: records.Record) -> rows.UnitKind:
    return rows.UnitKind(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi", limit=120),
        name_en=record.name("name_en", limit=120),
        is_territorial=record.flag("is_territorial"),
        is_under_command=record.flag("is_under_command"),
        is_governing=record.flag("is_governing"),
        rank=record.whole("rank", low=0, high=99) or 0,
    )


def unit(record: records.Record) -> rows.Unit:
    return rows.Unit(
        source=record.source,
        code=record.code("code", limit=20),
        kind=record.code("kind"),
        name_vi=record.name("name_vi"),
        short_name_vi=record.name("short_name_vi", is_required=False, limit=120),
        name_en=record.name("name_en"),
        parent=record.code("parent", is_required=False),
        area_code=record.code("area_code", is_required=False),
        valid_from=record.day("valid_from", is_required=False),
        known_from=record.day("known_from", is_required=False),
        valid_to=record.day("valid_to", is_required=False),
        lat=record.decimal("lat", low=-90, high=90, is_required=False),
        lon=record.decimal("lon", low=-180, high=180, is_required=False),
        coord_source=record.name("coord_source", is_required=False),
        is_confirmed=record.flag("is_confirmed"),
        basis=record.name("basis"),
        aliases=tuple(
            t.strip() for t in record.text("aliases", is_required=False).split("|") if t.strip()
        ),
        note=record.text("note", is_required=False),
    )


def premises_kind(record: records.Record) -> rows.PremisesKind:
    return rows.PremisesKind(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi", limit=120),
        name_en=record.name("name_en", limit=120),
        clause=record.code("clause"),
        is_named_in_letter=record.flag("is_named_in_letter"),
        is_vehicle=record.flag("is_vehicle"),
        safety_group=record.code("safety_group", is_required=False),
        note_vi=record.text("note_vi", is_required=False),
    )


def safety_group(record: records.Record) -> rows.SafetyGroup:
    return rows.SafetyGroup(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi", limit=120),
        name_en=record.name("name_en", limit=120),
        criteria_document=record.text("criteria_document", is_required=False, limit=300),
        criteria_count=record.name("criteria_count", is_required=False),
        item_scale=record.name("item_scale", is_required=False),
        levels=record.text("levels", is_required=False),
        direction=record.choice("direction", rows.DIRECTIONS),
        review_stated=record.name("review_stated", is_required=False),
        review_setting=record.code("review_setting"),
        responsible_units=record.codes("responsible_units"),
        basis=record.text("basis", limit=300),
    )


def payment_method(record: records.Record) -> rows.PaymentMethod:
    return rows.PaymentMethod(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi", limit=120),
        name_en=record.name("name_en", limit=120),
        basis=record.text("basis"),
    )


def app(record: records.Record) -> rows.DeclarationApp:
    return rows.DeclarationApp(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi", limit=120),
        name_en=record.name("name_en", limit=120),
        kind=record.choice("kind", rows.APP_KINDS),
        purpose_vi=record.text("purpose_vi", limit=400),
        android_id=record.code("android_id", is_required=False),
        ios_id=record.code("ios_id", is_required=False, limit=40),
        host=record.code("host", is_required=False),
        is_linkable=record.flag("is_linkable"),
        is_counted=record.flag("is_counted"),
        valid_from=record.day("valid_from", is_required=False),
        valid_to=record.day("valid_to", is_required=False),
        successor=record.code("successor", is_required=False),
        status_vi=record.text("status_vi", is_required=False),
        basis=record.text("basis"),
    )


def movement(record: records.Record) -> rows.Movement:
    return rows.Movement(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi"),
        name_en=record.name("name_en"),
        unit=record.code("unit"),
        clause=record.code("clause", is_required=False),
        starts_on=record.day("starts_on"),
        ends_on=record.day("ends_on", is_required=False),
        basis=record.text("basis"),
    )


def recognition_form(record: records.Record) -> rows.RecognitionForm:
    return rows.RecognitionForm(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi"),
        name_en=record.name("name_en"),
        direction=record.choice("direction", rows.RECOGNITION_DIRECTIONS),
        is_statutory=record.flag("is_statutory"),
        decided_by_vi=record.name("decided_by_vi"),
        decided_by_en=record.name("decided_by_en"),
        applies_to=record.choices("applies_to", rows.RECOGNITION_SUBJECTS),
        must_record_vi=record.text("must_record_vi"),
        valid_to=record.day("valid_to", is_required=False),
        basis=record.text("basis"),
    )


def spoken_form(record: records.Record) -> media.SpokenForm:
    return media.SpokenForm(
        source=record.source,
        written=record.name("written"),
        spoken=record.name("spoken"),
        language=record.choice("language", media.LANGUAGES),
        kind=record.choice("kind", media.LEXICON_KINDS),
        is_case_sensitive=record.flag("is_case_sensitive"),
        note_vi=record.text("note_vi", is_required=False),
    )


def parties(
    record: records.Record, name: str, groups: Groups | None = None
) -> tuple[letter.Party, ...]:
    """Parties written as a unit's code, `kind:…`, `kind:…@area` or `group:…`."""
    return tuple(
        party
        for cell in record.cells(name)
        for text in cell.text.split("|")
        for party in _party(record, records.Cell(text.strip(), cell.source), groups or {})
    )


def _party(record: records.Record, cell: records.Cell, groups: Groups) -> tuple[letter.Party, ...]:
    found = _PARTY.fullmatch(cell.text)
    prefix, code, area = found.groups() if found else ("", "", "")
    if not found or (area and prefix != "kind"):
        record.faults.add(
            cell.source,
            _(
                "“%(value)s” names no unit: write a unit's code, kind:NAME, kind:NAME@AREA or group:NAME."
            ),
            value=cell.text,
        )
        return ()
    if prefix == "group":
        if code not in groups:
            record.faults.add(
                cell.source,
                _(
                    "The group “%(value)s” is not known: add it under groups or use one of %(known)s."
                ),
                value=code,
                known=", ".join(groups) or "-",
            )
        return groups.get(code, ())
    is_kind = prefix == "kind"
    return (
        letter.Party(
            source=cell.source,
            unit="" if is_kind else code,
            unit_kind=code if is_kind else "",
            area=area or "",
        ),
    )


TABLES: Mapping[str, Table] = {
    "settings": Table(columns_of(letter.Setting), setting),
    "clauses": Table(columns_of(letter.Clause), clause),
    "recipients": Table(columns_of(letter.Recipient), recipient),
    "unit_kinds": Table(columns_of(rows.UnitKind), unit_kind),
    "units": Table(columns_of(rows.Unit), unit),
    "premises_kinds": Table(columns_of(rows.PremisesKind), premises_kind),
    "safety_groups": Table(columns_of(rows.SafetyGroup), safety_group),
    "payment_methods": Table(columns_of(rows.PaymentMethod), payment_method),
    "apps": Table(columns_of(rows.DeclarationApp), app),
    "movements": Table(columns_of(rows.Movement), movement),
    "recognition_forms": Table(columns_of(rows.RecognitionForm), recognition_form),
    "lexicon": Table(columns_of(media.SpokenForm), spoken_form),
}
