"""Checklists of a campaign's kit, each kept in every version that was ever inspected by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises import models as premises_models


class Checklist(kernel_models.AuditedModel):
    """What an inspector looks at, as the kit says; `code` never changes.

    `kinds` are the premises that it is meant for, none: all. `items_sha256` is the digest of the
    items as they are now, by which a kit is compared with what it brought before.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    clause_code = models.CharField(_("clause"), max_length=20, blank=True)
    kinds = models.ManyToManyField(
        premises_models.PremisesKind, related_name="+", blank=True, verbose_name=_("kinds")
    )
    items_sha256 = models.CharField(_("digest of the items"), max_length=64)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")

    def __str__(self) -> str:
        return self.name_vi


class ChecklistVersion(kernel_models.AuditedModel):
    """The items of a checklist as they were from a moment on; never changed, for records quote it.

    `items` is a list of records in the form of `queries.Item`, in the order in which they are asked.
    """

    checklist = models.ForeignKey(
        Checklist, on_delete=models.PROTECT, related_name="versions", verbose_name=_("checklist")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    items = models.JSONField(_("items"))
    items_sha256 = models.CharField(_("digest of the items"), max_length=64)
    since_at = models.DateTimeField(_("in use since"))

    class Meta:
        verbose_name = _("version of a checklist")
        verbose_name_plural = _("versions of checklists")
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="inspections_version_from_one"),
            models.UniqueConstraint(
                fields=["checklist", "number"], name="inspections_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist_id}/{self.number}"
