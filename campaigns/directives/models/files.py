"""The document itself, as it was received."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.directives.models.letters import Directive
from campaigns.kernel import models as kernel_models


class DirectiveFile(kernel_models.AuditedModel):
    """A scan or PDF of a directive, written anew after a look inside."""

    directive = models.ForeignKey(
        Directive, on_delete=models.PROTECT, related_name="files", verbose_name=_("directive")
    )
    file = models.FileField(_("file"), max_length=120)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("kind"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("digest"), max_length=64)
    attached_at = models.DateTimeField(_("attached at"))

    class Meta:
        verbose_name = _("file of a directive")
        verbose_name_plural = _("files of directives")
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["image/jpeg", "application/pdf"])
                & ~Q(sha256="")
                & ~Q(name=""),
                name="directives_file_of_a_known_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name
