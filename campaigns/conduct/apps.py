from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConductConfig(AppConfig):
    name = "campaigns.conduct"
    label = "conduct"
    verbose_name = _("Commendations and criticisms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.audit import queries as audit_queries  # noqa: PLC0415  it reads models
        from campaigns.conduct import queries  # noqa: PLC0415  models must be loaded first

        audit_queries.register_check("conduct", queries.offences)
