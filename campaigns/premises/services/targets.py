"""Keeping the places that links may lead to: the office names them, no request ever does."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.kernel import actor, errors, writing
from campaigns.premises import models
from campaigns.premises.queries import links


class TargetRefused(errors.LoaError):
    """Links may not lead there. `field` names the field of the form, empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class TargetDraft:
    """A place that links may lead to, as the office enters it."""

    name_vi: str
    kind: models.TargetKind
    from_date: date
    name_en: str = ""
    app: directives_models.DeclarationApp | None = None
    address_vi: str = ""
    address_en: str = ""


def add_target(*, draft: TargetDraft, by: actor.Actor, at: datetime) -> models.LinkTarget:
    """Let links lead to an app or a page of this site.

    Raises:
        TargetRefused: the address is none that links may lead to, or the name is taken.
    """
    _check_target(draft, timezone.localdate(at))
    with writing.writing(by=by, at=at):
        try:
            with transaction.atomic():
                target = models.LinkTarget.objects.create(**vars(draft))
        except IntegrityError as taken:
            raise TargetRefused(_("There is a target of this name."), "name_vi") from taken
        audit_services.record("premises.link_target_added", target, after=_target_told(target))
    return target


def retire_target(
    *,
    target: models.LinkTarget,
    from_date: date,
    successor: models.LinkTarget | None,
    by: actor.Actor,
    at: datetime,
) -> None:
    """From that day on, lead its links to the successor; without one they say that it has ended.

    Raises:
        TargetRefused: it is retired already, was not in use by then, or its successor leads back.
    """
    if from_date < target.from_date:
        raise TargetRefused(_("It was not in use yet on that day."), "from_date")
    if successor is not None and _leads_to(successor, target):
        raise TargetRefused(_("This one leads back to the one that is retired."), "successor")
    with writing.writing(by=by, at=at):
        rows = models.LinkTarget.objects.filter(pk=target.pk, retired_date__isnull=True)
        if rows.update(retired_date=from_date, successor=successor) != 1:
            raise TargetRefused(_("It is retired already; nothing was changed."))
        target.refresh_from_db()
        audit_services.record(
            "premises.link_target_retired",
            target,
            after={
                "retired_date": from_date.isoformat(),
                "successor": successor.name_vi if successor else None,
            },
        )
        transaction.on_commit(links.forget)


def check_serves(target: models.LinkTarget, today: date) -> None:
    """Refuse a target that leads nowhere on the day.

    Raises:
        TargetRefused: so it is.
    """
    if not links.addresses(target, on=today):
        raise TargetRefused(
            _("This target leads nowhere any more. Choose one that is in use."), "target"
        )


def _target_told(target: models.LinkTarget) -> dict[str, object]:
    return {
        "name": target.name_vi,
        "kind": target.kind,
        "app": target.app.code if target.app else None,
        "address": target.address_vi,
    }


def _check_target(draft: TargetDraft, today: date) -> None:
    if draft.kind == models.TargetKind.PAGE:
        for field in ("address_vi", "address_en"):
            _check_path(getattr(draft, field), field, is_needed=field == "address_vi")
        return
    if draft.app is None:
        raise TargetRefused(_("Choose the app."), "app")
    if draft.app.retired_date is not None and draft.app.retired_date <= today:
        raise TargetRefused(
            _("This app has retired: it is shown as text and never linked. Choose its successor."),
            "app",
        )
    _check_host(draft.address_vi, "address_vi", today)
    _check_host(draft.address_en, "address_en", today)
    if not (draft.app.android_id or draft.app.ios_id or draft.address_vi):
        raise TargetRefused(
            _("Loa knows no store page of this app: give the address of its form."), "address_vi"
        )


def _check_path(path: str, field: str, *, is_needed: bool) -> None:
    """A page of this site: a path and nothing that leads out of it."""
    if not path and not is_needed:
        return
    parts = urlsplit(path) if path.isascii() and path.isprintable() else None
    is_plain = parts is not None and not parts.scheme and not parts.netloc
    if (
        not is_plain
        or not path.startswith("/")
        or "\\" in path
        or " " in path
        or path.startswith(("//", "/q/"))
    ):
        raise TargetRefused(
            _("Give the path of a page of this site, such as /ra-quan/: it begins with one slash."),
            field,
        )


_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def _check_host(address: str, field: str, today: date) -> None:
    """An https address with a plain host name, and none that a retired app left behind."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    is_plain = address.isascii() and address.isprintable() and "\\" not in address
    is_named = bool(_HOST.fullmatch(host)) and not host.replace(".", "").isdigit()
    if parts.scheme != "https" or not (is_plain and is_named) or port or "@" in parts.netloc:
        raise TargetRefused(
            _("Give an address that begins with https:// and names a site, without port or user."),
            field,
        )
    gone = directives_models.DeclarationApp.objects.filter(retired_date__lte=today)
    for left in gone.exclude(address="").values_list("address", flat=True):
        if host == left or host.endswith(f".{left}"):
            raise TargetRefused(
                _("%(host)s has retired; strangers may answer there. It is never linked.")
                % {"host": left},
                field,
            )


def _leads_to(target: models.LinkTarget, end: models.LinkTarget) -> bool:
    seen: list[int] = []
    current: models.LinkTarget | None = target
    while current is not None and current.pk not in seen:
        if current.pk == end.pk:
            return True
        seen.append(current.pk)
        current = current.successor
    return False
