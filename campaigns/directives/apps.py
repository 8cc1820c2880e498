from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class DirectivesConfig(AppConfig):
    name = "campaigns.directives"
    label = "directives"
    verbose_name = _("Directives")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.directives import services  # noqa: PLC0415  models must be loaded first
        from campaigns.units import queries as units_queries  # noqa: PLC0415  likewise

        services.register_work()
        units_queries.register_list(
            units_queries.SavedList("duties", _("Assigned duties"), "directives:assignment_list")
        )
        days = settings.LOA_CLIMB_DAYS
        if len(days) != 4 or min(days) < 1:
            raise ImproperlyConfigured("LOA_CLIMB_DAYS takes four numbers of days, each 1 or more.")
