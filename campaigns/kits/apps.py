from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitsConfig(AppConfig):
    name = "campaigns.kits"
    label = "kits"
    verbose_name = _("Campaign kits")
    default_auto_field = "django.db.models.BigAutoField"
