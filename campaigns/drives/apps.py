from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import envelope


class DrivesConfig(AppConfig):
    name = "campaigns.drives"
    label = "drives"
    verbose_name = _("Drives")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.drives import services  # noqa: PLC0415  models must be loaded first
        from campaigns.kernel import uploads  # noqa: PLC0415  it reads models, too

        envelope.register(services.SUPPORT, services.receive_support)
        envelope.register(services.WITHDRAWAL, services.receive_withdrawals)
        uploads.register(services.SUPPORT, services.SHELF)
