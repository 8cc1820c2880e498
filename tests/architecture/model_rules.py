"""Guards of models; each takes models and returns their offences."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.models.deletion import PROTECT

from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models
from tests.architecture import house

Models = Iterable[type[models.Model]]

# Names that keep to another rule, and which.
OTHER_NAMES = {
    "accounts.User.date_joined": "Django's own name on a user",
    "audit.Event.at": "the moment of the act itself",
    "drives.SupportEntry.day": "the key of the rollups, as they say it",
    "drives.SupportRollup.day": "the day of the facts that it counts",
    "drives.PeopleRollup.day": "the day of the facts that it counts",
    "premises.CoverageRollup.day": "the day of the facts that it counts",
    "drives.ReasonRollup.day": "the day of the facts that it counts",
}
# Rows that go with what they belong to, and why.
NOT_PROTECTED = {
    "notifications.Notice.user": "a person's inbox goes with the person",
    "notifications.Sending.user": "likewise",
    "notifications.Sending.notice": "a notice on its way goes with the notice",
    "notifications.MailTrouble.user": "says nothing without the person",
    "notifications.Preference.user": "likewise",
    "notifications.QuietHours.user": "likewise",
    "cms.Rendition.page": "part of its page, which Wagtail stores and replaces as one cluster",
    "cms.RenditionSource.page": "says of a rendition what its text is compared with",
    "cms.RightsMirror.user": "says nothing of its own: made anew from grants",
}
# Stored as the world writes them: language tags (BCP 47).
LANGUAGE_TAGS = frozenset(languages.Language.values)


def our_models() -> list[type[models.Model]]:
    """Concrete models of ours; Wagtail's pages among them count by their own fields."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("campaigns.", "cms"))
        and not model._meta.auto_created
        and not model._meta.proxy
    ]


def audited_models() -> list[type[kernel_models.AuditedModel]]:
    return [m for m in our_models() if issubclass(m, kernel_models.AuditedModel)]


def own_fields(model: type[models.Model]) -> list[models.Field]:
    """Fields that we declared: none of Django's or Wagtail's bases."""
    foreign = {
        field.name
        for base in model.__mro__[1:]
        if not base.__module__.startswith(("campaigns.", "cms")) and hasattr(base, "_meta")
        for field in base._meta.get_fields()
    }
    return [field for field in model._meta.local_fields if field.name not in foreign]


def label(model: type[models.Model], field: models.Field) -> str:
    return f"{model._meta.label}.{field.name}"


def ordered(found: Models) -> list[str]:
    """Models with an order of their own: order belongs at the edge, where it ends in pk."""
    return [
        m._meta.label
        for m in found
        if m._meta.ordering and "ordering" in getattr(m._meta, "original_attrs", {})
    ]


def misnamed(found: Models) -> list[str]:
    """Datetimes end in _at, dates in _date, booleans begin with is_ or has_."""
    offences = []
    for model in found:
        for field in own_fields(model):
            name, where = field.name, label(model, field)
            is_moment = isinstance(field, models.DateTimeField)
            is_day = isinstance(field, models.DateField) and not is_moment
            is_flag = isinstance(field, models.BooleanField)
            is_right = (
                (not is_moment or name.endswith("_at"))
                and (not is_day or name.endswith("_date"))
                and (not is_flag or name.startswith(("is_", "has_", "was_")))
                and (is_moment or not name.endswith("_at"))
            )
            if not is_right and where not in OTHER_NAMES:
                offences.append(where)
    return offences


def undeclared_personal(found: Models) -> list[str]:
    """Models that say nothing of personal data, or name a field that they have not."""
    offences = []
    for model in found:
        declared = getattr(model, "personal_fields", None)
        if declared is None:
            offences.append(f"{model._meta.label} declares no personal_fields")
            continue
        names = {field.name for field in model._meta.get_fields()}
        for personal in declared:
            if personal.name not in names:
                offences.append(f"{model._meta.label} has no field {personal.name}")
            if not (personal.purpose.strip() and personal.retention.strip()):
                offences.append(f"{model._meta.label}.{personal.name}: no purpose or retention")
    return offences


# What a field's name gives away; such a field is declared, or named here with the reason.
_TELLING = re.compile(
    r"(^|_)(full_name|phone|email|address|birth|cccd|id_card|ip|salt|contact|device)(_|$)"
)
NOT_PERSONAL = {
    "premises.Premises.address": "where a place open to the public stands",
    "premises.ImportRow.address": "likewise, as a list says",
    "premises.ImportBefore.address": "likewise, before a list",
    "directives.DeclarationApp.address": "a web address",
    "premises.LinkTarget.address_vi": "a web address",
    "premises.LinkTarget.address_en": "a web address",
    "premises.ScanSalt.salt_date": "a day",
    "directives.DeclarationApp.android_id": "an app's, not a phone's",
}


def telling_fields(found: Models) -> list[str]:
    """Fields whose names tell of a person and which no declaration mentions."""
    offences = []
    for model in found:
        declared = {p.name for p in getattr(model, "personal_fields", ())}
        offences += [
            label(model, field)
            for field in own_fields(model)
            if _TELLING.search(field.name)
            and not isinstance(field, models.ForeignKey)
            and field.name not in declared
            and label(model, field) not in NOT_PERSONAL
        ]
    return offences


def soft_choices(found: Models) -> list[str]:
    """Choices that are not stored upper-case."""
    offences = []
    for model in found:
        for field in own_fields(model):
            values = {str(value) for value, _ in field.flatchoices} - LANGUAGE_TAGS
            if any(value != value.upper() for value in values):
                offences.append(label(model, field))
    return offences


def unprotected(found: Models) -> list[str]:
    """Foreign keys that do something else than refuse a deletion."""
    return [
        label(model, field)
        for model in found
        for field in own_fields(model)
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is not PROTECT
        and not getattr(field.remote_field, "parent_link", False)
        and label(model, field) not in NOT_PROTECTED
    ]


def untested_constraints(found: Models, tests: Path) -> list[str]:
    """Constraints that no test names."""
    said = "\n".join(path.read_text(encoding="utf-8") for path in sorted(tests.rglob("test_*.py")))
    return [
        constraint.name
        for model in found
        for constraint in model._meta.constraints
        if constraint.name not in said
    ]


def busy_migrations(root: Path = house.ROOT) -> list[str]:
    """Migrations that import something of ours, or were named by the machine."""
    offences = []
    for path in sorted(root.rglob("migrations/0*.py")):
        if path.relative_to(root).parts[0] not in house.PACKAGES:
            continue
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(root)
        if re.search(r"^\s*(from|import) +(campaigns|cms|config)\b", text, re.MULTILINE):
            offences.append(f"{where} imports something of ours")
        if re.search(r"_auto_\d{8}|_initial$", path.stem):
            offences.append(f"{where} was named by the machine")
    return offences
