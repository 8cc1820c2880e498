"""Records that are kept and do not count yet: too much to believe without the organiser's word."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.drives.models import support as support_models
from campaigns.kernel import models as kernel_models


class HoldCause(models.TextChoices):
    """Why a record is not believed at once."""

    RECORD = "RECORD", _("more residents or acts than one record can hold")
    MINUTE = "MINUTE", _("more residents or acts than one helper manages in a minute")
    CLOCK = "CLOCK", _("the phone's clock was far off")


class Hold(kernel_models.AuditedModel):
    """Why an entry was held back, and what became of it."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waits for the organiser")
        CONFIRMED = "CONFIRMED", _("confirmed, counts")
        REJECTED = "REJECTED", _("rejected, does not count")
        OVERTAKEN = "OVERTAKEN", _("corrected or withdrawn meanwhile")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.WAITING: frozenset({State.CONFIRMED, State.REJECTED, State.OVERTAKEN}),
        State.CONFIRMED: frozenset(),
        State.REJECTED: frozenset(),
        State.OVERTAKEN: frozenset(),
    }

    entry = models.OneToOneField(
        support_models.SupportEntry, on_delete=models.PROTECT, related_name="hold"
    )
    cause = models.CharField(_("cause"), max_length=10, choices=HoldCause.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    held_at = models.DateTimeField(_("held since"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("held record")
        verbose_name_plural = _("held records")
        constraints = [
            models.CheckConstraint(
                condition=Q(cause__in=HoldCause.values), name="drives_hold_known_cause"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["CONFIRMED", "REJECTED"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | Q(
                    state__in=["WAITING", "OVERTAKEN"],
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                ),
                name="drives_hold_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.state}"
