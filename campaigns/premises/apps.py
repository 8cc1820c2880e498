from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremisesConfig(AppConfig):
    name = "campaigns.premises"
    label = "premises"
    verbose_name = _("Premises")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.premises import services  # noqa: PLC0415  models must be loaded first
        from campaigns.units import queries as units_queries  # noqa: PLC0415  likewise

        units_queries.register_list(
            units_queries.SavedList("premises", _("Premises"), "premises:premises_list")
        )
        services.register_work()
        services.register_printing()
