"""Who may enter `/cms/`: the mirror of rights, held against the grants on each request."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms import services

# Names under which Wagtail's addresses carry a page, the last for its API.
_PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk")

# Screens of Wagtail's that Loa does without: rights follow from grants, publishing and the steps
# before it from approvals, sections from outlets. The last three lines tell pictures, documents and pages of any newsroom
# by number, and nothing of ours asks them.
_NOT_OFFERED = re.compile(
    r"^/cms/(?:users/|groups/|sites/|collections/|workflows/|reports/|snippets/|settings/"
    r"|redirects/|locales/|password_reset/|failwhale/|test404/"
    r"|pages/\d+/(?:unpublish|privacy|convert_alias|lock|unlock)/"
    r"|pages/\d+/revisions/\d+/unschedule/"
    r"|pages/workflow/"
    r"|api/main/(?:images|documents)/"
    r"|images/chooser/\d+/select_format/"
    r"|choose-page/chosen-multiple/)"
)


class RightsMiddleware:
    """Brings the CMS groups of whoever comes to `/cms/` up to their grants; refuses all others.

    A page outside one's newsrooms does not exist, whatever screen its number is put into; only
    the chooser shows the way down to them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/cms/") and request.user.is_authenticated:
            mirror = services.mirror_rights(user=request.user, at=timezone.now())
            if not (mirror.has_access or request.user.is_superuser):
                raise PermissionDenied(
                    _("The newsroom is open to editors and chief editors of a media outlet.")
                )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        if _NOT_OFFERED.match(request.path):
            raise Http404
        match = request.resolver_match
        if match is None or not request.path.startswith("/cms/"):
            return
        named = [kwargs[key] for key in _PAGE_KEYS if key in kwargs]
        if match.url_name == "revisions_compare":
            named.append(args[0])
        if named and _is_about_pages(match.view_name) and request.user.is_authenticated:
            reach = _reach(request, is_chooser="choose_page" in match.view_name)
            if reach.filter(pk__in=named).count() != len(set(map(int, named))):
                raise Http404


def _is_about_pages(view_name: str) -> bool:
    return view_name.startswith(("wagtailadmin_pages", "wagtailadmin_explore")) or (
        "choose_page" in view_name or "pages" in view_name
    )


def _reach(request: HttpRequest, *, is_chooser: bool) -> Any:
    own = page_permission_policy.explorable_instances(request.user)
    if not is_chooser:
        return own
    steps = {page.path[: 4 * depth] for page in own for depth in range(1, page.depth + 1)}
    return Page.objects.filter(path__in=steps)
