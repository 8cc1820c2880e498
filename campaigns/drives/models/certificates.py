"""What volunteers take home: a certificate of the hours that a leader confirmed."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.drives.models import drive as drive_models
from campaigns.drives.models import team as team_models
from campaigns.kernel import models as kernel_models


class CertificateQuerySet(kernel_models.AuditedQuerySet["Certificate"]):
    """Certificates in the words of the house."""

    def in_force(self) -> "CertificateQuerySet":
        return self.filter(state=Certificate.State.ISSUED)


class Certificate(kernel_models.AuditedModel):
    """That somebody helped in one drive for so many confirmed minutes; a paper that can be checked.

    It never changes: when hours are corrected, another one takes its place. The name is not
    copied: it is printed from the member while it is kept there. As with join codes, the code on the
    paper is derived from `seed` and the installation's secret key, and `code_digest` finds it.
    """

    class State(models.TextChoices):
        ISSUED = "ISSUED", _("in force")
        REPLACED = "REPLACED", _("replaced by a newer one")
        REVOKED = "REVOKED", _("revoked")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.ISSUED: frozenset({State.REPLACED, State.REVOKED}),
        State.REPLACED: frozenset(),
        State.REVOKED: frozenset(),
    }

    drive = models.ForeignKey(
        drive_models.Drive, on_delete=models.PROTECT, related_name="certificates"
    )
    member = models.ForeignKey(
        team_models.TeamMember, on_delete=models.PROTECT, related_name="certificates"
    )
    serial = models.PositiveIntegerField(_("number within the drive"))
    seed = models.CharField(_("seed"), max_length=64, editable=False)
    code_digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    minutes = models.PositiveIntegerField(_("minutes confirmed"))
    shift_count = models.PositiveSmallIntegerField(_("shifts"))
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, editable=False)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(accounts_models.User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True
    )

    objects = CertificateQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "serial"], name="drives_certificate_number_once"
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state="ISSUED"),
                name="drives_certificate_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state="ISSUED", ended_at__isnull=True, ended_by__isnull=True, reason="")
                | Q(
                    ~Q(reason=""),
                    state__in=["REPLACED", "REVOKED"],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                ),
                name="drives_certificate_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, shift_count__gt=0, to_date__gte=F("from_date")),
                name="drives_certificate_of_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As printed: year of issue, drive, number within the drive."""
        year = timezone.localtime(self.issued_at).year
        return f"TN{year}-{self.drive_id}-{self.serial:03d}"
