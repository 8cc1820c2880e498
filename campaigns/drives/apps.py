from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrivesConfig(AppConfig):
    name = "campaigns.drives"
    label = "drives"
    verbose_name = _("Drives")
    default_auto_field = "django.db.models.BigAutoField"
