"""Who may come in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.units import permissions


def require_anywhere(request: HttpRequest, permission: roles.Permission) -> accounts_models.User:
    """The reader, if they hold the permission in some unit; 403 with the reason for others."""
    user = http.signed_in(request)
    verdict = permissions.can(user, permission)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return user
