from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import envelope


class InspectionsConfig(AppConfig):
    name = "campaigns.inspections"
    label = "inspections"
    verbose_name = _("Inspections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.inspections import services  # noqa: PLC0415  models must be loaded first
        from campaigns.kernel import uploads  # noqa: PLC0415  it reads models, too

        envelope.register(services.INSPECTION, services.receive_inspections)
        uploads.register(services.INSPECTION, services.SHELF)
