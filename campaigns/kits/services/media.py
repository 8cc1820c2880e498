"""Outlets of a kit, the words that they read aloud, and the first guidance texts."""

from dataclasses import dataclass

from campaigns.kernel import languages
from campaigns.kits.services import rows

SPOKEN_MEDIA = ("RADIO", "LOUDSPEAKER", "TELEVISION")
WRITTEN_MEDIA = ("NEWSPAPER", "WEB", "SOCIAL", "SMS")
MEDIA = SPOKEN_MEDIA + WRITTEN_MEDIA
LANGUAGES = tuple(languages.Language.values)
LEXICON_KINDS = ("ABBREVIATION", "DOCUMENT", "FOREIGN", "NAME", "SYMBOL", "UNIT")


@dataclass(frozen=True, kw_only=True)
class Channel(rows.Row):
    """One medium of an outlet. Speech has a rate in syllables a minute, print a word budget."""

    KIND = "channel"
    medium: str
    languages: tuple[str, ...]
    syllables_per_minute: int | None
    word_budget: int | None
    basis: str

    @property
    def key(self) -> str:
        return self.medium


@dataclass(frozen=True, kw_only=True)
class Slot(rows.Row):
    """A recurring place on air. `is_assumed`: the real schedule was not found, edit the time."""

    KIND = "slot"
    code: str
    outlet: str
    medium: str
    name_vi: str
    rule: str
    starts_at: str
    seconds: int
    language: str
    is_assumed: bool


@dataclass(frozen=True, kw_only=True)
class Outlet(rows.Row):
    """A media body tasked by clause 3; `code` is its unit's."""

    KIND = "outlet"
    code: str
    name_vi: str
    channels: tuple[Channel, ...]
    slots: tuple[Slot, ...]

    BESIDE = ("slots",)


@dataclass(frozen=True, kw_only=True)
class SpokenForm(rows.Row):
    """How a written form is read aloud."""

    KIND = "spoken_form"
    written: str
    spoken: str
    language: str
    kind: str
    is_case_sensitive: bool
    note_vi: str

    @property
    def key(self) -> str:
        return f"{self.language} {self.written}"


@dataclass(frozen=True, kw_only=True)
class SiteStep(rows.Row):
    """One of the steps that the home page shows."""

    KIND = "site_step"
    title: str
    text: str

    @property
    def key(self) -> str:
        return self.title


@dataclass(frozen=True, kw_only=True)
class Newsroom(rows.Row):
    """The section of one outlet; `slug` is the first part of its pages' addresses."""

    KIND = "newsroom"
    outlet: str
    slug: str

    @property
    def key(self) -> str:
        return self.outlet


@dataclass(frozen=True, kw_only=True)
class PublicSite(rows.Row):
    """What the home page says, which outlets have a newsroom, and whose the kit's guidance is."""

    KIND = "site"
    title: str
    introduction: str
    steps_title: str
    steps: tuple[SiteStep, ...]
    newsrooms: tuple[Newsroom, ...]
    guidance_by: str

    BESIDE = ("newsrooms", "guidance_by")

    @property
    def key(self) -> str:
        return "home"


@dataclass(frozen=True, kw_only=True)
class Rendition(rows.Row):
    """The same guidance cut to one medium in one language."""

    KIND = "rendition"
    medium: str
    language: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.medium} {self.language}"


@dataclass(frozen=True, kw_only=True)
class GuidanceText(rows.Row):
    """A piece of guidance: web text in Markdown and its renditions."""

    KIND = "guidance"
    code: str
    title: str
    summary: str
    language: str
    body: str
    clauses: tuple[str, ...]
    apps: tuple[str, ...]
    renditions: tuple[Rendition, ...]
