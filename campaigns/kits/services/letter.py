"""The letter of a kit: its text, clauses and recipients, and what it obliges whom to."""

from dataclasses import dataclass
from datetime import date

from campaigns.kits.services import rows

RECIPIENT_BLOCKS = ("TO", "CC", "FILE")
PURPOSES = ("ACT", "REPORT", "COORDINATE", "PUBLISH", "INFORMATION", "FILE")
LINK_KINDS = ("CONTINUES", "REPLACES", "AMENDS", "CITES")
STRENGTHS = ("ASSIGN", "REQUEST", "ENCOURAGE")
RECURRENCES = ("ONCE", "DAILY", "WEEKLY", "MONTHLY", "CONTINUING")
BASES = ("LETTER", "DEFAULT")
SETTING_KINDS = (
    "DAYS",
    "WORKING_DAYS",
    "HOURS",
    "MINUTES",
    "SECONDS",
    "NUMBER",
    "PERCENT",
    "TIME",
    "CHOICE",
)


@dataclass(frozen=True, kw_only=True)
class Setting(rows.Row):
    """A value that the campaign runs on; `basis` DEFAULT means that the letter does not state it."""

    KIND = "setting"
    code: str
    kind: str
    value: str
    basis: str
    clause: str
    name_vi: str
    name_en: str
    note_vi: str


@dataclass(frozen=True, kw_only=True)
class DirectiveLink(rows.Row):
    """Another document that the letter stands on; its text is entered by people, never invented."""

    KIND = "directive_link"
    code: str
    link_kind: str
    symbol: str
    document_type_vi: str
    title_vi: str
    issued_date: date | None
    note_vi: str

    @property
    def key(self) -> str:
        return f"{self.link_kind} {self.symbol}"


@dataclass(frozen=True, kw_only=True)
class Directive(rows.Row):
    """The letter itself; `text` is exact, misspellings included."""

    KIND = "directive"
    code: str
    symbol: str
    document_type_vi: str
    subject_vi: str
    subject_en: str
    issuer: str
    place_vi: str
    issued_date: date | None
    signed_as_vi: str
    signer: str
    text: str
    note_vi: str
    links: tuple[DirectiveLink, ...]

    BESIDE = ("links",)


@dataclass(frozen=True, kw_only=True)
class Clause(rows.Row):
    """A clause or a part of one; `seq` gives the order (đ stands between d and e)."""

    KIND = "clause"
    code: str
    seq: int
    text_vi: str
    verb_vi: str
    who_en: str
    what_en: str
    frequency_en: str
    deadline_en: str
    target_en: str
    target_kind_en: str
    denominator_en: str
    evidence_en: str
    supervisor_en: str
    remark_en: str


@dataclass(frozen=True, kw_only=True)
class Party(rows.Row):
    """Units named one by one (`unit`) or by kind, a kind optionally within one area."""

    KIND = "party"
    unit: str
    unit_kind: str
    area: str

    @property
    def key(self) -> str:
        return self.unit or f"{self.unit_kind}@{self.area}"


@dataclass(frozen=True, kw_only=True)
class Recipient(rows.Row):
    """A line of Kính gửi or Nơi nhận and the units that it means."""

    KIND = "recipient"
    code: str
    block: str
    purpose: str
    text_vi: str
    text_en: str
    parties: tuple[Party, ...]
    remark_en: str


@dataclass(frozen=True, kw_only=True)
class Obligation(rows.Row):
    """What a clause asks of whom. The six fields `person_vi` … `result_vi` are the "6 rõ".

    `recurrence_basis` LETTER or DEFAULT; `interval_setting` names the setting that holds an
    interval or deadline which the letter leaves open.
    """

    KIND = "obligation"
    code: str
    clause: str
    title_vi: str
    title_en: str
    strength: str
    leads: tuple[Party, ...]
    supports: tuple[Party, ...]
    recurrence: str
    recurrence_basis: str
    interval_setting: str
    target_percent: float | None
    person_vi: str
    task_vi: str
    authority_vi: str
    responsibility_vi: str
    time_vi: str
    result_vi: str
    evidence_vi: tuple[str, ...]
    indicator_code: str


@dataclass(frozen=True, kw_only=True)
class ReportQuestion(rows.Row):
    """One thing that a recurring report asks."""

    KIND = "report_question"
    code: str
    kind: str
    label_vi: str
    measure_vi: str
    is_required: bool


@dataclass(frozen=True, kw_only=True)
class ReportForm(rows.Row):
    """A report that comes round: of whom, how often, by when, and what it asks.

    `basis` DEFAULT means that the letter states no interval; `due_days` counts working days.
    """

    KIND = "report_form"
    code: str
    obligation: str
    collector: str
    name_vi: str
    rhythm: str
    basis: str
    due_days: int
    timely_until: str
    lock_days: int
    remind_days: int
    units: tuple[str, ...]
    unit_kinds: tuple[str, ...]
    questions: tuple[ReportQuestion, ...]


def is_meant(unit: rows.Unit, party: Party) -> bool:
    """Whether a party of an obligation or a recipient line means this unit."""
    if party.unit:
        return unit.code == party.unit
    return unit.kind == party.unit_kind and party.area in ("", unit.area_code)
