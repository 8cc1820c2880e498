"""Where Wagtail's admin takes in the newsroom: menus, actions, refusals, spoken forms."""

import sys
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages as admin_messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from campaigns.accounts import http
from campaigns.kernel import errors
from cms import admin, models, permissions, queries, services, urls
from cms.forms import panels
from cms.views import editor

models.GuidancePage.edit_handler = panels.guidance_editor()


@hooks.register("register_admin_urls")
def newsroom_urls() -> list[Any]:
    return [path("", include((urls.newsroom_patterns, "newsroom")))]


@hooks.register("register_admin_viewset")
def spoken_forms() -> Any:
    return admin.LexiconViewSet("lexicon")


# --- Menus -----------------------------------------------------------------------------------------

_OFFERED = frozenset({"explorer", "images", "documents", "spoken-forms", "desk"})


@hooks.register("register_admin_menu_item")
def desk() -> MenuItem:
    return MenuItem(gettext_lazy("Workspace"), "/desk/", name="desk", icon_name="home", order=10)


@hooks.register("construct_main_menu")
def offer_what_is_ours(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name in _OFFERED]


# Of Wagtail's own actions these remain; its workflow's are not among them: the steps are ours.
_KEPT_ACTIONS = ("action-save-draft", "action-page-locked", "action-loa-")


@hooks.register("construct_page_action_menu")
def leave_publishing_to_us(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    items[:] = [item for item in items if item.name.startswith(_KEPT_ACTIONS)]


@hooks.register("construct_page_listing_buttons")
def no_listing_publish(buttons: list[Any], *args: Any, **kwargs: Any) -> None:
    """Unpublishing asks for a reason: it is offered on the review page only."""
    buttons[:] = [b for b in buttons if "unpublish" not in (getattr(b, "url", "") or "")]


# --- Actions of the page editor --------------------------------------------------------------------


class SubmitItem(ActionMenuItem):
    """Saves the draft and submits it for checking."""

    name = "action-loa-submit"
    label = gettext_lazy("Submit for checking")
    icon_name = "check"
    order = 10

    def is_shown(self, context: dict[str, Any]) -> bool:
        return _is_guidance(context) and super().is_shown(context)


class ReviewItem(ActionMenuItem):
    """Leads to the page on which the submitted text is read and decided."""

    name = "action-loa-review"
    icon_name = "view"
    order = 20

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and _is_guidance(context)

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        may = permissions.may_publish(context["request"].user, context["page"])
        context["label"] = _("Approve and publish…") if may else _("State and history…")
        return context

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("newsroom:review", args=[parent_context["page"].pk])


class AloudItem(ActionMenuItem):
    """Leads to the saved draft as the announcer reads it."""

    name = "action-loa-aloud"
    label = gettext_lazy("As the announcer reads it…")
    icon_name = "media"
    order = 30

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and _is_guidance(context)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("newsroom:aloud", args=[parent_context["page"].pk])


def _is_guidance(context: dict[str, Any]) -> bool:
    if context["view"] == "create":
        return isinstance(context["parent_page"].specific, models.NewsroomPage)
    return isinstance(context["page"], models.GuidancePage)


@hooks.register("register_page_action_menu_item")
def submit_item() -> ActionMenuItem:
    return SubmitItem()


@hooks.register("register_page_action_menu_item")
def review_item() -> ActionMenuItem:
    return ReviewItem()


@hooks.register("register_page_action_menu_item")
def aloud_item() -> ActionMenuItem:
    return AloudItem()


@hooks.register("before_create_page")
def sit_down_to_create(request: HttpRequest, parent_page: Any, page_class: Any) -> None:
    panels.sit_down(request, today=timezone.localdate(), page_id=None, parent_id=parent_page.pk)


@hooks.register("before_edit_page")
def sit_down_to_edit(request: HttpRequest, page: Any) -> None:
    panels.sit_down(request, today=timezone.localdate(), page_id=page.pk, parent_id=None)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def act_after_saving(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The draft is saved whatever comes of the further act: nothing typed is lost."""
    if not isinstance(page, models.GuidancePage):
        return None
    services.note_sources(
        page=page,
        by=http.signed_in(request),
        at=timezone.now(),
        holding=[_key(value) for value in request.POST.getlist("loa-still-holds")],
    )
    missed = queries.missed_draft(page, _loaded(request))
    is_attached = _attach(request, page)
    if missed is not None:
        return _warn(request, page, missed)
    if not is_attached:
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.POST.get("action-loa-cut") and request.POST.getlist("loa-cut-media"):
        return _cut(request, page)
    return _submit(request, page)


def _attach(request: HttpRequest, page: models.GuidancePage) -> bool:
    """Attach the sound files that came along; a refused one is said, the text is saved already."""
    sounds = editor.sounds_sent(request)
    if not sounds:
        return True
    try:
        services.attach_sounds(
            page=page, sounds=sounds, by=http.signed_in(request), at=timezone.now()
        )
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return False
    return True


def _loaded(request: HttpRequest) -> int:
    """The draft that the editor's screen began from; past every draft where it does not say."""
    number = request.POST.get("loaded_revision_id", "")
    return int(number) if number.isascii() and number.isdigit() else sys.maxsize


def _warn(request: HttpRequest, page: models.GuidancePage, missed: Revision) -> HttpResponse:
    """Two wrote at once: both drafts are kept, and nothing further is done with the second."""
    address = reverse(
        "wagtailadmin_pages:revisions_compare", args=[page.pk, missed.pk, page.latest_revision_id]
    )
    admin_messages.warning(
        request,
        _(
            "While you were writing, %(who)s saved this piece at %(hour)s. Both drafts are kept and "
            "yours is the latest now: compare them, bring over what is missing, then go on."
        )
        % {
            "who": missed.user or _("somebody"),
            "hour": f"{timezone.localtime(missed.created_at):%H:%M}",
        },
        buttons=[admin_messages.button(address, _("Compare both drafts"))],
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def _key(value: str) -> tuple[str, str]:
    medium, _colon, language = value.partition(":")
    return medium, language


def _cut(request: HttpRequest, page: models.GuidancePage) -> HttpResponse:
    """Add what was ticked to the draft that was just saved, and go on writing."""
    try:
        services.cut_from_web(
            page=page,
            draft=editor.cut_asked(request),
            by=http.signed_in(request),
            at=timezone.now(),
        )
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return redirect("wagtailadmin_pages:edit", page.pk)
    messages.success(request, _("Saved. Shorten each new text beside its measure."))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return redirect(f"{address}#loa-cut")


def _submit(request: HttpRequest, page: models.GuidancePage) -> HttpResponse | None:
    if request.POST.get("action-publish"):
        messages.warning(request, _("Saved as a draft. It becomes public by approval only."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if not request.POST.get("action-loa-submit"):
        return None
    try:
        services.submit_for_review(page=page, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return redirect("wagtailadmin_pages:edit", page.pk)
    messages.success(request, _("Submitted: the chief editors are told."))
    return redirect("newsroom:review", page.pk)


# --- Refusals --------------------------------------------------------------------------------------

_KEPT = gettext_lazy(
    "What was submitted is kept for the record. Take it off the public site instead."
)


@hooks.register("before_publish_page")
def refuse_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's own button; the draft was saved before this is asked."""
    if not isinstance(page, models.GuidancePage):
        return None
    messages.error(request, _("Saved as a draft. It becomes public by approval only."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def refuse_bulk_publish(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    if action_type not in {"publish", "unpublish"}:
        return None
    messages.error(request, _("Pieces are published and withdrawn one by one, by approval."))
    return redirect("wagtailadmin_explore_root")


@hooks.register("before_bulk_action")
def keep_what_was_submitted_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    named = Q(pk__in=[])
    for page in pages:
        named |= Q(path__startswith=page.path)
    kept = models.PublishApproval.objects.filter(page__in=models.GuidancePage.objects.filter(named))
    if not pages or not kept.exists():
        return None
    messages.error(request, _KEPT)
    return redirect("wagtailadmin_explore_root")


@hooks.register("before_delete_page")
def keep_what_was_submitted(request: HttpRequest, page: Any) -> HttpResponse | None:
    if not models.PublishApproval.objects.filter(page_id=page.pk).exists():
        return None
    messages.error(request, _KEPT)
    return redirect("newsroom:review", page.pk)


_WORKFLOW_BUTTONS = ("action-cancel-workflow", "action-restart-workflow", "action-workflow-action")


@hooks.register("before_create_page")
@hooks.register("before_edit_page")
def take_steps_ourselves(request: HttpRequest, *page: Any) -> None:
    """Buttons of Wagtail's workflow that somebody presses all the same: submitting becomes ours,
    the others save the draft. Nothing typed is lost."""
    if request.method != "POST":
        return
    posted = request.POST.copy()
    if posted.pop("action-submit", None):
        posted["action-loa-submit"] = "1"
    for button in _WORKFLOW_BUTTONS:
        posted.pop(button, None)
    request.POST = posted  # type: ignore[assignment]  # a copy of the same form


@hooks.register("before_edit_page")
def keep_sections(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Sections follow from outlets: nobody edits them here."""
    if isinstance(page, models.GuidancePage) or request.user.is_superuser:
        return None
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("construct_page_chooser_queryset")
def choose_in_scope(pages: Any, request: HttpRequest) -> Any:
    """Own pages, and the way down to them."""
    own = page_permission_policy.explorable_instances(request.user)
    return pages.filter(path__in={p.path[: 4 * n] for p in own for n in range(1, p.depth + 1)})


@hooks.register("before_serve_page")
def bring_other_areas(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Every page knows the day; the home page shows what other areas offer at this moment."""
    request.loa_today = timezone.localdate()  # type: ignore[attr-defined]
    if isinstance(page, models.HomePage):
        request.loa_home = queries.home_sections(timezone.now())  # type: ignore[attr-defined]


# --- First screen and look -------------------------------------------------------------------------


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [panels.WaitingPanel(timezone.now())]


@hooks.register("construct_homepage_summary_items")
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """How many pages and pictures there are helps nobody to write the next one."""
    items.clear()


@hooks.register("insert_global_admin_js")
def name_landmarks() -> str:
    return format_html('<script type="module" src="{}"></script>', static("loa/cms/landmarks.js"))


@hooks.register("insert_global_admin_css")
def our_look() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("loa/tokens.css"),
        static("loa/cms/admin.css"),
    )


@hooks.register("insert_editor_js")
def editor_script() -> str:
    return format_html(
        '<script type="module" src="{}"></script><script type="module" src="{}"></script>',
        static("loa/cms/editor.js"),
        static("loa/cms/aloud.js"),
    )
