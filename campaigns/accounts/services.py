"""Opening accounts and keeping what grants say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account import models as account_models
from allauth.mfa import models as mfa_models
from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.accounts import models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing


class EmailTaken(errors.LoaError):
    """Somebody signs in with this email already."""


class AlreadyErased(errors.LoaError):
    """The person was erased before."""


@dataclass(frozen=True)
class NewAccount:
    """A person who is to sign in; without a password they set one by the reset mail.

    `password_hash` stands in for the password where many invented people share a known one.
    """

    email: str
    full_name: str
    password: str | None = None
    password_hash: str = ""
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
        if account.password_hash:
            models.User.objects.filter(pk=user.pk).update(password=account.password_hash)
        audit_services.record("accounts.account_opened", user, after=_blinded(user))
    return user


def erase_person(*, user: models.User, by: actor.Actor, at: datetime, reason: str) -> None:
    """Forget who somebody is, on their demand or when the days of keeping are over.

    Name, email, password, second factor and salts go; what the person did stays on record under
    a number. Digests made of their values can be matched with nothing any more.

    Raises:
        AlreadyErased: nothing is left to erase.
    """
    with writing.writing(by=by, at=at):
        before = models.User.objects.select_for_update().get(pk=user.pk)
        if not before.audit_salt:
            raise AlreadyErased(_("This person was erased already."))
        audit_services.record(
            "accounts.person_erased", user, before=_blinded(before), reason=reason
        )
        audit_services.forget_actor(actor_id=user.actor_id, by=by, at=at)
        mfa_models.Authenticator.objects.filter(user=user).delete()
        account_models.EmailAddress.objects.filter(user=user).delete()
        user.email, user.full_name, user.audit_salt = f"erased-{user.pk}@loa.invalid", "", ""
        user.is_active = False
        user.set_unusable_password()
        user.save()


def _blinded(user: models.User) -> dict[str, str]:
    """What the record may hold of a person's values."""
    return {
        "email": audit_services.blind(user.email, user.audit_salt),
        "full_name": audit_services.blind(user.full_name, user.audit_salt),
    }


def note_grants_changed(
    *, user: models.User, is_second_factor_required: bool, by: actor.Actor, at: datetime
) -> None:
    """Push down what a change of grants means for sign-in; called by `units`."""
    with writing.writing(by=by, at=at):
        models.User.objects.filter(pk=user.pk).update(
            is_second_factor_required=is_second_factor_required,
            grants_version=F("grants_version") + 1,
        )


def choose_language(*, user: models.User, language: str, by: actor.Actor, at: datetime) -> None:
    """Let somebody be told in another language; joins the service that puts it on record."""
    with writing.writing(by=by, at=at):
        models.User.objects.filter(pk=user.pk).update(language=language)


def note_sign_in(*, user: models.User, method: str, at: datetime) -> None:
    """Put a sign-in on record; `method` names what was shown (password, passkey…)."""
    with writing.writing(by=user, at=at):
        audit_services.record("accounts.signed_in", user, after={"method": method})


def close_accounts(*, users: Sequence[models.User], by: actor.Actor, at: datetime) -> None:
    """Delete accounts whose every trace elsewhere was erased before.

    Raises:
        ProtectedError: something still stands in one of their names.
    """
    with writing.writing(by=by, at=at):
        for user in users:
            audit_services.record("accounts.account_closed", user)
        models.User.objects.filter(pk__in=[user.pk for user in users]).delete()
