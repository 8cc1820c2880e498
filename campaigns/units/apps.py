from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "campaigns.units"
    label = "units"
    verbose_name = _("Units")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models must be loaded first.
        from campaigns.notifications import queries  # noqa: PLC0415
        from campaigns.units import permissions  # noqa: PLC0415

        queries.register_guard("units", permissions.may_be_told)
