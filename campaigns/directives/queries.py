"""Reading campaigns and their directives."""

from dataclasses import dataclass

from campaigns.directives import models


@dataclass(frozen=True)
class AppLine:
    """An app as forms and totals name it."""

    pk: int
    code: str
    name_vi: str


def current_campaign() -> models.Campaign | None:
    """The campaign that new work belongs to: the latest begun."""
    return models.Campaign.objects.order_by("-starts_date", "-pk").first()


def counted_apps() -> list[AppLine]:
    """Apps that a support log offers, in the directive's order."""
    apps = models.DeclarationApp.objects.filter(is_counted=True).order_by("position", "pk")
    return [AppLine(a.pk, a.code, a.name_vi) for a in apps]
