from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Newsroom and public site")
    default_auto_field = "django.db.models.BigAutoField"
