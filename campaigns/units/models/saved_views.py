"""Filters of a list that somebody keeps under a name."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.units.models import tree


class SavedViewQuerySet(kernel_models.AuditedQuerySet["SavedView"]):
    """Saved views in the words of the house."""

    def visible_to(self, user: models.Model, on: date) -> "SavedViewQuerySet":
        """One's own, and those shared with a unit in which one holds a role."""
        granted = tree.Grant.objects.filter(tree.in_force(on), user_id=user.pk)
        return self.filter(Q(owner_id=user.pk) | Q(unit_id__in=granted.values("unit_id")))


class SavedView(kernel_models.AuditedModel):
    """A name for the filters of one list; `unit` is with whom the owner shares it.

    It holds the address's parameters and no rows: whoever opens it sees what their own roles reach.
    """

    list_name = models.SlugField(_("list"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filters"), max_length=1000, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        tree.Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved at"))

    objects = SavedViewQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"], name="units_saved_view_once_a_name"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="units_saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
