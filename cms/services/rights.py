"""Wagtail's groups as a mirror of grants: one way, idempotent, checked on each request."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles, writing
from campaigns.units import permissions
from cms import models

PREFIX = "loa"
"""Groups that begin with this are the mirror's; it alone gives and takes them."""

# Nobody gets Wagtail's own right to publish: our approval is the only way to the public page,
# and what a route of Wagtail's may not do for anybody, it need not be kept from doing.
_PAGE_RIGHTS = ("add_page", "change_page")
_COLLECTION_RIGHTS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
_GLOBAL_RIGHTS = ("access_admin", "add_lexiconentry", "change_lexiconentry", "delete_lexiconentry")
_EDITING = {
    roles.Role.EDITOR: roles.Permission.WRITE_GUIDANCE,
    roles.Role.CHIEF_EDITOR: roles.Permission.PUBLISH_GUIDANCE,
}


def mirror_rights(*, user: accounts_models.User, at: datetime) -> models.RightsMirror:
    """Give the user exactly the groups that their grants ask for on this day.

    Does nothing when the mirror stands at the version of the grants and at this day.
    """
    today = timezone.localdate(at)
    mirror = models.RightsMirror.objects.filter(user=user).first()
    if mirror and (mirror.grants_version, mirror.mirrored_date) == (user.grants_version, today):
        return mirror
    with writing.writing(by=user, at=at):
        groups = _groups_of(user, at)
        others = user.groups.exclude(name__startswith=f"{PREFIX}:")
        user.groups.set([*others, *groups])
        mirror, _is_new = models.RightsMirror.objects.update_or_create(
            user=user,
            defaults={
                "grants_version": user.grants_version,
                "mirrored_date": today,
                "has_access": bool(groups),
            },
        )
    return mirror


def _groups_of(user: accounts_models.User, at: datetime) -> list[Group]:
    today = timezone.localdate(at)
    groups = []
    for role, permission in _EDITING.items():
        units = permissions.units_where(user, permission, on=today)
        for newsroom in models.NewsroomPage.objects.filter(unit__in=units).order_by("pk"):
            groups.append(ensure_group(role, newsroom))  # noqa: PERF401  two loops read better
    return groups


def ensure_group(role: roles.Role, newsroom: models.NewsroomPage) -> Group:
    """The group of a role in a newsroom, with its rights on the section and its collection."""
    group, is_new = Group.objects.get_or_create(name=f"{PREFIX}:{role.value}:{newsroom.unit_id}")
    if is_new:
        group.permissions.set(_global_rights())
        for codename in _PAGE_RIGHTS:
            GroupPagePermission.objects.create(
                group=group, page=newsroom.page_ptr, permission=_right("wagtailcore", codename)
            )
        for codename in _COLLECTION_RIGHTS:
            app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
            GroupCollectionPermission.objects.create(
                group=group,
                collection=newsroom.collection,
                permission=_right(app, codename),
            )
    return group


def _right(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _global_rights() -> list[Permission]:
    rights = Permission.objects.filter(
        content_type__app_label__in=["wagtailadmin", "cms"], codename__in=_GLOBAL_RIGHTS
    )
    return list(rights)
