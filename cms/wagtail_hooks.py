"""Where Wagtail's admin takes in the newsroom: menus, actions, refusals, spoken forms."""

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
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from campaigns.accounts import http
from campaigns.kernel import errors, roles
from campaigns.units import permissions as unit_permissions
from cms import admin, models, permissions, queries, services, urls
from cms.forms import panels

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


@hooks.register("construct_page_action_menu")
def leave_publishing_to_us(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    ours = [item for item in items if item.name not in {"action-publish", "action-unpublish"}]
    items[:] = ours


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


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def submit_after_saving(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The draft is saved whatever comes of the submission: nothing typed is lost."""
    if not isinstance(page, models.GuidancePage):
        return None
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
    steps = {page.path[: 4 * depth] for page in own for depth in range(1, page.depth + 1)}
    return pages.filter(path__in=steps)


@hooks.register("before_serve_page")
def bring_other_areas(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """The home page shows what other areas offer at this moment."""
    if isinstance(page, models.HomePage):
        request.loa_home = queries.home_sections(timezone.now())  # type: ignore[attr-defined]


# --- First screen and look -------------------------------------------------------------------------


class WaitingPanel(Component):
    """What waits in my newsrooms, and whether scheduled publishing keeps its hours."""

    template_name = "cms/admin/waiting_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        now = timezone.now()
        units = unit_permissions.units_where(user, roles.Permission.WRITE_GUIDANCE)
        return {
            "waiting": queries.waiting_for(user, units, timezone.localdate(now)),
            "gauges": queries.gauges(now),
        }


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [WaitingPanel()]


@hooks.register("insert_global_admin_css")
def our_look() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("loa/tokens.css"),
        static("loa/cms/admin.css"),
    )


@hooks.register("insert_editor_js")
def editor_script() -> str:
    return format_html('<script type="module" src="{}"></script>', static("loa/cms/editor.js"))
