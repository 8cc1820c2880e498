"""Addresses: the workspace under /desk/, the CMS under /cms/, the public site at the root."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("campaigns.workspace.urls")),
    path("", include(wagtail_urls)),
]
