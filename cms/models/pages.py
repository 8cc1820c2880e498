"""Pages: the public home, a section per newsroom, and guidance with its renditions."""

from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import Collection, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from campaigns.broadcasts import models as broadcast_models
from campaigns.directives import models as directive_models
from campaigns.kernel import languages, text
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models
from cms import blocks
from cms.forms import pages as page_forms
from cms.models import publishing, renditions

PUBLIC_SECONDS = 2
"""How long anybody may keep a public page: a withdrawal is seen within this time."""

FEED_LENGTH = 6
"""Pieces that the home page shows."""

_PUBLIC_FIELDS = frozenset({"live", "live_revision", "live_revision_id", "go_live_at"})


class PublicPage(Page):
    """A page that anybody may read and any cache may keep: its language is in its address.

    Nothing here touches session, user, CSRF token or nonce.
    """

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language: str = kwargs.pop("language", "vi")
        request.is_preview = False  # type: ignore[attr-defined]  # Wagtail's own mark
        request.loa_language = language  # type: ignore[attr-defined]
        with translation.override(language):
            response = TemplateResponse(
                request,
                self.get_template(request, *args, **kwargs),
                self.get_context(request, *args, **kwargs),
            ).render()
        response["Content-Language"] = language
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["language"] = getattr(request, "loa_language", "vi")
        return context


class GuidanceQuerySet(PageQuerySet):
    """Guidance in the words of the house."""

    def latest(self) -> "GuidanceQuerySet":
        """Public pieces, newest first."""
        found: GuidanceQuerySet = self.live().order_by("-first_published_at", "-pk")
        return found

    def in_english(self) -> "GuidanceQuerySet":
        """Pieces that have an English web text."""
        found: GuidanceQuerySet = self.filter(
            renditions__medium=broadcast_models.Medium.WEB,
            renditions__language=languages.Language.ENGLISH,
        )
        return found

    def of_units(self, units: units_models.UnitQuerySet) -> "GuidanceQuerySet":
        """Pieces of the newsrooms of these units."""
        rooms = NewsroomPage.objects.filter(unit__in=units)
        match = models.Q(pk__in=[])
        for path in rooms.values_list("path", flat=True):
            match |= models.Q(path__startswith=path)
        found: GuidanceQuerySet = self.filter(match)
        return found


class HomePage(PublicPage):
    """The first public page: what this is about, the steps, and the latest guidance."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    steps_title = models.CharField(_("heading of the steps"), max_length=120, blank=True)
    steps = blocks.LeanStreamField(blocks.StepsOnlyBlock, verbose_name=_("steps"), blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    template = "cms/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.NewsroomPage"]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("introduction"),
        FieldPanel("steps_title"),
        FieldPanel("steps"),
    ]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        pieces = GuidancePage.objects.latest()
        if context["language"] == "en":
            pieces = pieces.in_english()
        context["pieces"] = [piece.as_line(context["language"]) for piece in _lines(pieces)]
        # What the home page shows of other areas comes with the request (wagtail_hooks).
        context["sections"] = getattr(request, "loa_home", None)
        return context


class NewsroomPage(PublicPage):
    """The section of one media outlet; who may write in it follows from grants in its unit."""

    unit = models.OneToOneField(
        units_models.Unit, on_delete=models.PROTECT, related_name="newsroom", verbose_name=_("unit")
    )
    collection = models.OneToOneField(
        Collection,
        on_delete=models.PROTECT,
        related_name="newsroom",
        verbose_name=_("pictures and documents"),
        editable=False,
    )

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    template = "cms/newsroom_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.GuidancePage"]
    content_panels = [TitleFieldPanel("title")]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("newsroom")
        verbose_name_plural = _("newsrooms")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        pieces = GuidancePage.objects.latest().descendant_of(self)
        if context["language"] == "en":
            pieces = pieces.in_english()
        context["pieces"] = [p.as_line(context["language"]) for p in _lines(pieces, 50)]
        return context


class GuidancePage(PublicPage):
    """One piece of guidance: the Vietnamese web text and its cuts for other media and languages.

    Becomes public only when `PublishApproval` says that its live revision was approved by a
    second person (or forced, which stays marked); `save` refuses otherwise, whatever the route.
    """

    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("One or two sentences: who must do what.")
    )
    body = blocks.LeanStreamField(blocks.BodyBlock, verbose_name=_("web text"))
    review_by_date = models.DateField(
        _("look at it again by"),
        null=True,
        blank=True,
        help_text=_("On this day it comes back to the chief editors."),
    )
    clause = models.ForeignKey(
        directive_models.Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clause of the directive"),
    )
    fact_sources = models.TextField(
        _("sources"),
        max_length=2000,
        blank=True,
        help_text=_("One a line: document number and date, or address. The fact check reads them."),
    )
    reviewed_at = models.DateTimeField(
        _("found still right at"), null=True, blank=True, editable=False
    )
    folded_text = models.TextField(_("search text"), blank=True, editable=False)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()
    objects = PageManager.from_queryset(GuidanceQuerySet)()

    template = "cms/guidance_page.html"
    base_form_class = page_forms.GuidancePageForm
    parent_page_types: ClassVar[list[str]] = ["cms.NewsroomPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields = [*Page.search_fields, index.SearchField("folded_text")]

    class Meta:
        verbose_name = _("guidance")
        verbose_name_plural = _("guidance")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store the page with its search text.

        Raises:
            PublishRefused: it would become public without an approval of its live revision.
        """
        if self._state.adding and self.alias_of_id is None and self.first_published_at is None:
            # A page that begins is a draft, whichever button was pressed: its text is kept.
            self.live, self.has_unpublished_changes = False, True
        changed = kwargs.get("update_fields")
        if changed is None or _PUBLIC_FIELDS.intersection(changed):
            refuse_unapproved(self)
        self.folded_text = text.fold(self.web_text)
        return super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Store a draft; a revision that was submitted is never written over (autosave would)."""
        overwritten = kwargs.get("overwrite_revision")
        if overwritten and publishing.PublishApproval.objects.filter(revision=overwritten).exists():
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "GuidancePage":
        """The page as a revision holds it; a later decision on its day of another look stands."""
        page: GuidancePage = super().with_content_json(content)
        if self.reviewed_at and (page.reviewed_at is None or page.reviewed_at < self.reviewed_at):
            page.reviewed_at, page.review_by_date = self.reviewed_at, self.review_by_date
        return page

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_approved(self.pk, revision.pk):
            raise publishing.PublishRefused(_needs_approval())
        return super().publish(revision, *args, **kwargs)

    @property
    def web_text(self) -> str:
        """The words of the web text: what is searched, and what renditions are cut from."""
        return "\n".join([self.title, self.summary, blocks.plain_text(self.body)])

    @property
    def english(self) -> renditions.Rendition | None:
        """The English web text, if there is one; from prefetched rows."""
        rows: list[renditions.Rendition] = list(self.renditions.all())
        web = [r for r in rows if (r.medium, r.language) == ("WEB", "en")]
        return web[0] if web else None

    def is_due(self, on: date) -> bool:
        """Whether it is public and its day of another look has come."""
        return self.live and self.review_by_date is not None and self.review_by_date <= on

    def as_line(self, language: str = "vi") -> dict[str, Any]:
        """The piece as lists show it."""
        english = self.english if language == "en" else None
        address = self.url or ""
        return {
            "title": english.title if english else self.title,
            "summary": english.text.splitlines()[0] if english else self.summary,
            "url": f"/en{address}" if english else address,
            "published_at": self.first_published_at,
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        newsroom = self.get_parent().specific
        context["newsroom"] = newsroom.title
        context["newsroom_url"] = newsroom.url
        web_texts = [r for r in self.renditions.all() if r.medium == "WEB"]
        context["english"] = next((r for r in web_texts if r.language == "en"), None)
        context["local_texts"] = [r for r in web_texts if r.language not in {"vi", "en"}]
        context["clause"] = self.clause
        context["retired_hosts"] = retired_hosts()
        today = getattr(request, "loa_today", None)  # comes with the request, as loa_home does
        is_due = today is not None and self.is_due(today)
        context["under_review_since"] = self.review_by_date if is_due else None
        return context


def refuse_unapproved(page: GuidancePage) -> None:
    """Let a page be stored unless that makes unapproved text public.

    Raises:
        PublishRefused: it does, or takes it off without withdrawing its scripts, or it carries a go-live hour of Wagtail's own, which no
            sweep of ours would keep.
    """
    if page.go_live_at is not None:
        raise publishing.PublishRefused(
            gettext("Say when it goes live while approving it, not in the page's settings.")
        )
    stored = GuidancePage.objects.filter(pk=page.pk).values_list("live", "live_revision_id").first()
    if not page.live:
        _refuse_silent_withdrawal(page, stored)
    elif (
        page.alias_of_id is not None
        or stored is None
        or (
            stored != (True, page.live_revision_id)
            and not _is_approved(page.pk, page.live_revision_id)
        )
    ):
        raise publishing.PublishRefused(_needs_approval())


def _refuse_silent_withdrawal(page: GuidancePage, stored: tuple[bool, int | None] | None) -> None:
    """Taking a page off the site withdraws its scripts: only our own service does both."""
    if stored is not None and stored[0] and _is_approved(page.pk, stored[1]):
        raise publishing.PublishRefused(
            gettext("Take it off the public site with a reason, so that its scripts go with it.")
        )


def _is_approved(page_id: int, revision_id: int | None) -> bool:
    return (
        revision_id is not None
        and publishing.PublishApproval.objects.filter(
            page_id=page_id, revision_id=revision_id, state=publishing.ApprovalState.PUBLISHED
        ).exists()
    )


def _needs_approval() -> str:
    return gettext(
        "Guidance becomes public only when a second person has approved exactly this text. "
        "Submit it for checking."
    )


def retired_hosts() -> frozenset[str]:
    """Addresses that no longer serve their purpose: shown as text, never linked."""
    retired = directive_models.DeclarationApp.objects.filter(retired_date__isnull=False)
    addresses = retired.values_list("address", flat=True)
    hosts = (urlsplit(a if "://" in a else f"//{a}").hostname for a in addresses)
    return frozenset(host.removeprefix("www.") for host in hosts if host)


def _lines(pieces: GuidanceQuerySet, length: int = FEED_LENGTH) -> list[GuidancePage]:
    return list(pieces.defer_streamfields().prefetch_related("renditions")[:length])
