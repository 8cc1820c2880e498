"""People who sign in. What they may do is said by grants, in `units`."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class UserManager(BaseUserManager["User"]):
    """Makes users by email; allauth and the command line come through here."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user who can sign in.

        Raises:
            ValueError: no email was given.
        """
        if not email:
            raise ValueError("A user needs an email.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person, one login. Exempt from `writing`, audited through the sign-in adapter.

    `is_second_factor_required` mirrors the person's grants (pushed down by `units`);
    `grants_version` rises with every change of them, so that mirrors know that they are stale;
    `audit_salt` blinds the person's values in the audit record and dies on erasure.
    """

    email = models.EmailField(_("email"), max_length=254, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=5, default="vi", choices=[("vi", "Tiếng Việt"), ("en", "English")]
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)
    is_second_factor_required = models.BooleanField(_("needs a second factor"), default=False)
    grants_version = models.PositiveIntegerField(_("version of the grants"), default=1)
    audit_salt = models.CharField(
        _("salt"), max_length=64, default=secrets.token_hex, editable=False
    )
    date_joined = models.DateTimeField(_("since"), auto_now_add=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField("email", "sign-in and notices", "end of last grant + 90 days"),
        kernel_models.PersonalField(
            "full_name", "answer who did what", "end of last grant + 90 days"
        ),
        kernel_models.PersonalField("audit_salt", "blind the audit record", "erased with the user"),
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin is not part of Loa."""
        return False

    @property
    def actor_id(self) -> str:
        return f"user:{self.pk}"

    @property
    def actor_label(self) -> str:
        return str(self)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name
