"""Addresses: the workspace under /desk/, the CMS under /cms/, the public site at the root."""

from django.conf import settings
from django.urls import include, path
from django.views import static
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from campaigns.broadcasts import urls as broadcasts_urls
from campaigns.broadcasts import views as broadcasts_views
from campaigns.drives import urls as drives_urls
from campaigns.premises import urls as premises_urls
from campaigns.premises import views as premises_views
from campaigns.workspace import urls as workspace_urls
from campaigns.workspace import views as workspace_views
from campaigns.workspace.views import gallery
from cms import urls as cms_urls
from config import api

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler429 = "config.errors.too_many_requests"  # asked for by the sign-in library
handler500 = "config.errors.server_error"

# One login for every face: Wagtail's own know neither the second factor nor the record.
_to_the_one_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    # First, since nothing else is asked for as often at once; in capitals too: a QR code spells an
    # address of capitals and figures in fewer squares.
    path("q/<path:claimed>", premises_views.follow_link, name="follow_link"),
    path("Q/<path:claimed>", premises_views.follow_link, name="follow_link_in_capitals"),
    path("_util/login/", _to_the_one_login),
    path("cms/login/", _to_the_one_login),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("desk/units/", include("campaigns.units.urls")),
    path("desk/directives/", include("campaigns.directives.urls")),
    path("desk/broadcasts/", include("campaigns.broadcasts.urls")),
    path("desk/planning/", include((broadcasts_urls.planning_patterns, "planning"))),
    path("desk/conduct/", include("campaigns.conduct.urls")),
    path("api/", api.addresses()),
    path("desk/drives/", include("campaigns.drives.urls")),
    path("desk/help/", include((drives_urls.help_patterns, "help"))),
    path("desk/premises/", include("campaigns.premises.urls")),
    path("desk/inspections/", include("campaigns.inspections.urls")),
    path("desk/scores/", include("campaigns.scorecards.urls")),
    path("desk/fact-checks/", include((cms_urls.fact_check_patterns, "fact_checks"))),
    path("desk/", include("campaigns.workspace.urls")),
    path("metrics", workspace_views.metrics, name="metrics"),
    path("field/", include((workspace_urls.field_patterns, "field"))),
    path("", include("campaigns.jobs.urls")),
    path("", include("campaigns.notifications.urls")),
    path("khen-thuong/", workspace_views.public_citations, name="public_citations"),
    path("khen-thuong/<int:pk>/", workspace_views.public_citation, name="public_citation"),
    path(
        "en/khen-thuong/",
        workspace_views.public_citations,
        {"language": "en"},
        name="public_citations_en",
    ),
    path(
        "en/khen-thuong/<int:pk>/",
        workspace_views.public_citation,
        {"language": "en"},
        name="public_citation_en",
    ),
    path("phe-binh/", workspace_views.public_criticisms, name="public_criticisms"),
    path("phe-binh/<int:pk>/", workspace_views.public_criticism, name="public_criticism"),
    path(
        "en/phe-binh/",
        workspace_views.public_criticisms,
        {"language": "en"},
        name="public_criticisms_en",
    ),
    path(
        "en/phe-binh/<int:pk>/",
        workspace_views.public_criticism,
        {"language": "en"},
        name="public_criticism_en",
    ),
    path("", include((drives_urls.public_patterns, "nearby"))),
    path("", include((premises_urls.public_patterns, "places"))),
    path("", include((drives_urls.volunteer_patterns, "volunteers"))),
    path("station/", include(broadcasts_urls.station_patterns)),
    path("sound/<str:name>", broadcasts_views.public_recording, name="public_recording"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Pictures as Wagtail re-encoded them; what was uploaded is never served.
    path(
        "media/images/<str:path>",
        static.serve,
        {"document_root": settings.MEDIA_ROOT / "images"},
    ),
    path("", include((cms_urls.public_patterns, "public"))),
    path("", include(wagtail_urls)),
]
if settings.DEBUG:
    urlpatterns.insert(0, path("gallery/", gallery.gallery, name="gallery"))
