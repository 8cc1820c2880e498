"""Who changed a spoken form, and where it is in use."""

from dataclasses import dataclass
from typing import cast

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models as broadcast_models
from cms import models

_SHOWN = 10


@dataclass(frozen=True)
class EntryUse:
    """Texts that a spoken form occurs in, public renditions and frozen scripts, and its changes.

    Scripts keep the words that they were frozen with; a change reaches later ones. Texts are
    searched for the written form as it stands, so a rare part of a longer word is counted too.
    """

    renditions: tuple[models.Rendition, ...]
    rendition_count: int
    script_count: int
    changes: tuple[audit_models.Event, ...]


def use_of(entry: models.LexiconEntry) -> EntryUse:
    """Where an entry is in use, and its last changes, newest first."""
    media = broadcast_models.SPOKEN_MEDIA
    found = models.Rendition.objects.filter(
        page__live=True,
        medium__in=media,
        language=entry.language,
        text__contains=entry.written,
    )
    scripts = broadcast_models.Script.objects.filter(
        medium__in=media, language=entry.language, text__contains=entry.written
    )
    events = audit_models.Event.objects.about(models.LexiconEntry._meta.label_lower, entry.pk)
    return EntryUse(
        renditions=tuple(found.select_related("page").order_by("page_id", "pk")[:_SHOWN]),
        rendition_count=found.count(),
        script_count=scripts.count(),
        changes=tuple(events.order_by("-at", "-pk")[:_SHOWN]),
    )


def with_last_change(
    entries: QuerySet[models.LexiconEntry],
) -> QuerySet[models.LexiconEntry]:
    """Each entry with who changed it last and when (`changed_by`, `changed_at`)."""
    last = audit_models.Event.objects.filter(
        subject_kind=models.LexiconEntry._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
    ).order_by("-at", "-pk")
    annotated = entries.annotate(
        changed_by=Subquery(last.values("actor_label")[:1]),
        changed_at=Subquery(last.values("at")[:1]),
    )
    return cast("QuerySet[models.LexiconEntry]", annotated)
