"""Loading what an address of the newsroom names, as far as the reader's grants reach."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from campaigns.accounts import http
from campaigns.kernel import roles
from campaigns.units import permissions
from cms import models


def load_page(request: HttpRequest, page_id: int) -> models.GuidancePage:
    """A piece of a newsroom in which the reader writes; it does not exist for others."""
    units = permissions.units_where(http.signed_in(request), roles.Permission.WRITE_GUIDANCE)
    pages = models.GuidancePage.objects.of_units(units)
    page: models.GuidancePage = get_object_or_404(pages, pk=page_id)
    return page
