"""The public site's frame: home page and a section per newsroom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Collection, Page, Site

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.units import models as units_models
from cms import models
from cms.services import steps


@dataclass(frozen=True)
class StepDraft:
    """One step on the home page."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class NewsroomDraft:
    """A newsroom of an outlet's unit; the slug is the first part of its pages' addresses."""

    unit: units_models.Unit
    slug: str
    title: str = ""


@dataclass(frozen=True)
class SiteDraft:
    """What the home page says, and which newsrooms there are."""

    title: str
    introduction: str
    steps_title: str = ""
    steps: Sequence[StepDraft] = ()
    newsrooms: Sequence[NewsroomDraft] = ()


def ensure_site(*, draft: SiteDraft, by: actor.Actor, at: datetime) -> models.HomePage:
    """Bring the site to the draft: idempotent; what people changed on the home page is kept.

    The page that Wagtail's first migration left goes.
    """
    with writing.writing(by=by, at=at):
        home = models.HomePage.objects.first() or _make_home(draft)
        for newsroom in draft.newsrooms:
            _ensure_newsroom(home, newsroom)
        steps.ensure_workflow()
    return home


def _make_home(draft: SiteDraft) -> models.HomePage:
    root = Page.get_first_root_node()
    home = models.HomePage(
        title=draft.title,
        draft_title=draft.title,
        slug="trang-chu",
        introduction=draft.introduction,
        steps_title=draft.steps_title,
        steps=[{"type": "step", "value": vars(step)} for step in draft.steps],
    )
    root.add_child(instance=home)
    home.save_revision()
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page, site.site_name = home, draft.title
    site.save()
    if welcome is not None and welcome.specific_class is Page:
        welcome.delete()
    audit_services.record("cms.site_founded", home, after={"title": home.title})
    return home


def _ensure_newsroom(home: models.HomePage, draft: NewsroomDraft) -> None:
    if models.NewsroomPage.objects.filter(unit=draft.unit).exists():
        return
    title = draft.title or draft.unit.name_vi
    newsroom = models.NewsroomPage(
        title=title,
        draft_title=title,
        slug=draft.slug,
        unit=draft.unit,
        collection=Collection.get_first_root_node().add_child(name=title),
    )
    # The tree's counters have moved since `home` was loaded.
    models.HomePage.objects.get(pk=home.pk).add_child(instance=newsroom)
    newsroom.save_revision()
    # The groups of a new newsroom reach people at their next request.
    models.RightsMirror.objects.all().delete()
    audit_services.record(
        "cms.newsroom_opened", newsroom, unit_id=draft.unit.pk, after={"title": title}
    )
