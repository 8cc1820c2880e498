"""What a kit keeps as YAML and Markdown: which fields each record has and what they may hold."""

import re

from django.utils.translation import gettext_lazy as _

from campaigns.kernel import errors
from campaigns.kits.services import letter, media, records, rows, tables
from campaigns.premises import queries as premises_queries

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_WEEKDAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
# The part of RFC 5545 that a rundown needs: each day, or some days of each week.
_RULE = re.compile(rf"FREQ=DAILY|FREQ=WEEKLY;BYDAY={_WEEKDAY}(?:,{_WEEKDAY})*")


def directive(record: records.Record, text: str) -> letter.Directive:
    """The letter; `text` is the content of the file that `text_file` names."""
    record.refuse_unknown(
        name if name != "text" else "text_file" for name in tables.columns_of(letter.Directive)
    )
    return letter.Directive(
        source=record.source,
        code=record.code("code"),
        symbol=record.name("symbol", limit=60),
        document_type_vi=record.name("document_type_vi", limit=60),
        subject_vi=record.text("subject_vi", limit=400),
        subject_en=record.text("subject_en", limit=500),
        issuer=record.code("issuer"),
        place_vi=record.name("place_vi"),
        issued_date=record.day("issued_date"),
        signed_as_vi=record.name("signed_as_vi", limit=100),
        signer=record.name("signer", limit=90),
        text=text,
        note_vi=record.text("note_vi", is_required=False),
        links=tuple(_link(item) for item in record.records("links", is_required=False)),
    )


def _link(record: records.Record) -> letter.DirectiveLink:
    record.refuse_unknown(tables.columns_of(letter.DirectiveLink))
    return letter.DirectiveLink(
        source=record.source,
        code=record.code("code"),
        link_kind=record.choice("link_kind", letter.LINK_KINDS),
        symbol=record.name("symbol", limit=60),
        document_type_vi=record.name("document_type_vi", limit=60),
        title_vi=record.text("title_vi", limit=400),
        issued_date=record.day("issued_date", is_required=False),
        note_vi=record.text("note_vi", is_required=False),
    )


def obligation(record: records.Record, groups: tables.Groups) -> letter.Obligation:
    record.refuse_unknown(tables.columns_of(letter.Obligation))
    return letter.Obligation(
        source=record.source,
        code=record.slug("code", limit=60),
        clause=record.code("clause"),
        title_vi=record.name("title_vi"),
        title_en=record.name("title_en"),
        strength=record.choice("strength", letter.STRENGTHS),
        leads=tables.parties(record, "leads", groups),
        supports=tables.parties(record, "supports", groups),
        recurrence=record.choice("recurrence", letter.RECURRENCES),
        recurrence_basis=record.choice("recurrence_basis", letter.BASES),
        interval_setting=record.code("interval_setting", is_required=False),
        target_percent=record.decimal("target_percent", low=0, high=100, is_required=False),
        person_vi=record.text("person_vi"),
        task_vi=record.text("task_vi", limit=400),
        authority_vi=record.text("authority_vi"),
        responsibility_vi=record.text("responsibility_vi"),
        time_vi=record.text("time_vi"),
        result_vi=record.text("result_vi", limit=400),
        evidence_vi=record.texts("evidence_vi"),
        indicator_code=record.slug("indicator_code", is_required=False, limit=60),
    )


def criteria_set(record: records.Record) -> rows.CriteriaSet:
    record.refuse_unknown(tables.columns_of(rows.CriteriaSet))
    entry = record.choice("entry", rows.CRITERIA_ENTRIES)
    is_stated = entry == "STATED"
    items = tuple(_criteria_item(r) for r in record.records("items", is_required=entry == "ITEMS"))
    return rows.CriteriaSet(
        source=record.source,
        code=record.slug("code"),
        version=record.name("version", limit=40),
        group=record.code("group", is_required=False),
        name_vi=record.name("name_vi"),
        name_en=record.name("name_en"),
        entry=entry,
        measure=record.choice("measure", rows.CRITERIA_MEASURES),
        direction=record.choice("direction", rows.DIRECTIONS[:2]),
        most_points=record.whole("most_points", low=0 if is_stated else 1, high=100_000) or 0,
        knock_out_vi=record.text("knock_out_vi", is_required=False, limit=300),
        is_sample=record.flag("is_sample"),
        valid_from=record.day("valid_from", is_required=False),
        valid_to=record.day("valid_to", is_required=False),
        note_vi=record.text("note_vi", is_required=False),
        basis=record.text("basis", limit=300),
        items=items,
        bands=tuple(_criteria_band(r, is_stated=is_stated) for r in record.records("bands")),
    )


def _criteria_item(record: records.Record) -> rows.CriteriaItem:
    record.refuse_unknown(tables.columns_of(rows.CriteriaItem))
    return rows.CriteriaItem(
        source=record.source,
        no=record.whole("no", low=1, high=999) or 1,
        text_vi=record.text("text_vi", limit=400),
        text_en=record.text("text_en", is_required=False, limit=400),
        low=record.whole("low", low=0, high=1000) or 0,
        high=record.whole("high", low=1, high=1000) or 1,
        knock_out=record.whole("knock_out", low=0, high=1000, is_required=False),
    )


def _criteria_band(record: records.Record, *, is_stated: bool) -> rows.CriteriaBand:
    record.refuse_unknown(tables.columns_of(rows.CriteriaBand))
    text = record.name("range", is_required=not is_stated, limit=40)
    if text:
        try:
            premises_queries.read_range(text)
        except errors.LoaError as refusal:
            record.faults.add(
                record.at("range"),
                _("This range cannot be read. %(reason)s"),
                reason=refusal.message,
            )
    return rows.CriteriaBand(
        source=record.source,
        name_vi=record.name("name_vi"),
        name_en=record.name("name_en"),
        level=record.choice("level", rows.SAFETY_LEVELS),
        range=text,
        is_clear_only=record.flag("is_clear_only"),
    )


def outlet(record: records.Record) -> media.Outlet:
    record.refuse_unknown(tables.columns_of(media.Outlet))
    code = record.code("code")
    return media.Outlet(
        source=record.source,
        code=code,
        name_vi=record.name("name_vi"),
        channels=tuple(_channel(item) for item in record.records("channels")),
        slots=tuple(_slot(item, code) for item in record.records("slots", is_required=False)),
    )


def _channel(record: records.Record) -> media.Channel:
    record.refuse_unknown(tables.columns_of(media.Channel))
    medium = record.choice("medium", media.MEDIA)
    is_spoken = medium in media.SPOKEN_MEDIA
    return media.Channel(
        source=record.source,
        medium=medium,
        languages=record.choices("languages", media.LANGUAGES),
        syllables_per_minute=record.whole(
            "syllables_per_minute", low=60, high=400, is_required=is_spoken
        ),
        word_budget=record.whole("word_budget", low=1, high=100_000, is_required=not is_spoken),
        basis=record.text("basis"),
    )


def _slot(record: records.Record, outlet_code: str) -> media.Slot:
    record.refuse_unknown(name for name in tables.columns_of(media.Slot) if name != "outlet")
    return media.Slot(
        source=record.source,
        code=record.slug("code", limit=60),
        outlet=outlet_code,
        medium=record.choice("medium", media.SPOKEN_MEDIA),
        name_vi=record.name("name_vi", limit=120),
        rule=record.matching(
            "rule", _RULE, _("write FREQ=DAILY or FREQ=WEEKLY;BYDAY=MO,TU… (RFC 5545)")
        ),
        starts_at=record.matching("starts_at", _TIME, _("write hours and minutes, as in 05:30")),
        seconds=record.whole("seconds", low=5, high=4 * 3600) or 5,
        language=record.choice("language", media.LANGUAGES),
        is_assumed=record.flag("is_assumed"),
    )


def site(record: records.Record) -> media.PublicSite:
    record.refuse_unknown(tables.columns_of(media.PublicSite))
    return media.PublicSite(
        source=record.source,
        title=record.name("title"),
        introduction=record.text("introduction", limit=600),
        steps_title=record.name("steps_title", is_required=False, limit=120),
        steps=tuple(_step(item) for item in record.records("steps", is_required=False)),
        newsrooms=tuple(_newsroom(item) for item in record.records("newsrooms")),
        guidance_by=record.code("guidance_by"),
    )


def _step(record: records.Record) -> media.SiteStep:
    record.refuse_unknown(tables.columns_of(media.SiteStep))
    return media.SiteStep(
        source=record.source,
        title=record.name("title", limit=120),
        text=record.text("text", is_required=False),
    )


def _newsroom(record: records.Record) -> media.Newsroom:
    record.refuse_unknown(tables.columns_of(media.Newsroom))
    return media.Newsroom(
        source=record.source, outlet=record.code("outlet"), slug=record.slug("slug")
    )


def guidance(record: records.Record, body: records.Cell) -> media.GuidanceText:
    record.refuse_unknown(name for name in tables.columns_of(media.GuidanceText) if name != "body")
    return media.GuidanceText(
        source=record.source,
        code=record.slug("code", limit=60),
        title=record.name("title"),
        summary=record.text("summary", limit=400),
        language=record.choice("language", media.LANGUAGES),
        body=records.Record({"body": body}, body.source, record.faults).text("body"),
        clauses=record.codes("clauses"),
        apps=record.codes("apps"),
        renditions=tuple(_rendition(item) for item in record.records("renditions")),
    )


def _rendition(record: records.Record) -> media.Rendition:
    record.refuse_unknown(tables.columns_of(media.Rendition))
    return media.Rendition(
        source=record.source,
        medium=record.choice("medium", media.MEDIA),
        language=record.choice("language", media.LANGUAGES),
        text=record.text("text"),
    )
