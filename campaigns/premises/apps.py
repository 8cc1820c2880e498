from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremisesConfig(AppConfig):
    name = "campaigns.premises"
    label = "premises"
    verbose_name = _("Premises")
    default_auto_field = "django.db.models.BigAutoField"
