"""What a team is told, and the mails that are to go out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.drives.models import drive as drive_models
from campaigns.drives.models import team as team_models
from campaigns.kernel import models as kernel_models


class TeamMessage(kernel_models.AuditedModel):
    """A message to the whole team, to one shift of it, or to one person; written by the leader,
    or by Loa when somebody moves up. Each recipient finds it on their own page."""

    drive = models.ForeignKey(
        drive_models.Drive, on_delete=models.PROTECT, related_name="team_messages"
    )
    shift = models.ForeignKey(
        drive_models.Shift, on_delete=models.PROTECT, related_name="+", null=True
    )
    member = models.ForeignKey(
        team_models.TeamMember, on_delete=models.PROTECT, related_name="+", null=True
    )
    text = models.CharField(_("message"), max_length=1000)
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )
    recipient_count = models.PositiveIntegerField(_("recipients"))

    class Meta:
        verbose_name = _("message to a team")
        verbose_name_plural = _("messages to teams")
        indexes = [models.Index(fields=["drive", "sent_at"], name="drives_message_sent")]

    def __str__(self) -> str:
        return self.text


class MessageMail(kernel_models.AuditedModel):
    """A message on its way to somebody who left an email address. The row is the queue:
    `next_mail_at` is null once it was sent or given up."""

    message = models.ForeignKey(TeamMessage, on_delete=models.PROTECT, related_name="mails")
    member = models.ForeignKey(
        team_models.TeamMember, on_delete=models.PROTECT, related_name="mails"
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_mail_at = models.DateTimeField(_("next attempt at"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    class Meta:
        verbose_name = _("mail of a message")
        verbose_name_plural = _("mails of messages")
        constraints = [
            models.UniqueConstraint(fields=["message", "member"], name="drives_mail_once"),
            models.CheckConstraint(
                condition=models.Q(mailed_at__isnull=True) | models.Q(next_mail_at__isnull=True),
                name="drives_mail_sent_is_over",
            ),
        ]
        indexes = [models.Index(fields=["next_mail_at"], name="drives_mail_due")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.member_id}"
