from typing import Any

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "campaigns.kernel"
    label = "kernel"
    verbose_name = _("Shared vocabulary")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # This module is read before models may be imported, so they are asked for here.
        models: Any = self.models_module
        models.guard_links(apps.get_models())
