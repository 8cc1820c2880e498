"""Opening accounts and keeping what grants say of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.accounts import models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing


class EmailTaken(errors.LoaError):
    """Somebody signs in with this email already."""


@dataclass(frozen=True)
class NewAccount:
    """A person who is to sign in; without a password they set one by the reset mail."""

    email: str
    full_name: str
    password: str | None = None
    language: str = "vi"
    is_demo: bool = False


def open_account(*, account: NewAccount, by: actor.Actor, at: datetime) -> models.User:
    """Open an account.

    Raises:
        EmailTaken: the email is in use.
    """
    with writing.writing(by=by, at=at):
        if models.User.objects.filter(email__iexact=account.email).exists():
            raise EmailTaken(_("Somebody signs in with this email already."))
        user = models.User.objects.create_user(
            account.email,
            account.password,
            full_name=account.full_name,
            language=account.language,
            is_demo=account.is_demo,
        )
        audit_services.record("accounts.account_opened", user)
    return user


def note_grants_changed(
    *, user: models.User, is_second_factor_required: bool, by: actor.Actor, at: datetime
) -> None:
    """Push down what a change of grants means for sign-in; called by `units`."""
    with writing.writing(by=by, at=at):
        models.User.objects.filter(pk=user.pk).update(
            is_second_factor_required=is_second_factor_required,
            grants_version=F("grants_version") + 1,
        )


def note_sign_in(*, user: models.User, method: str, at: datetime) -> None:
    """Put a sign-in on record; `method` names what was shown (password, passkey…)."""
    with writing.writing(by=user, at=at):
        audit_services.record("accounts.signed_in", user, after={"method": method})
