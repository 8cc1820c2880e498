"""The public site's frame, spoken forms, and the first guidance texts as drafts."""

from datetime import datetime
from typing import Any, ClassVar

from campaigns.directives import models as directives_models
from campaigns.kernel import actor
from campaigns.kits.services import kit, media, onto_units, targets
from cms import models, services


class Sites(targets.Founding[media.PublicSite]):
    kind: ClassVar[str] = media.PublicSite.KIND

    def find(self, found: kit.Kit, row: media.PublicSite) -> models.HomePage | None:
        home: models.HomePage | None = models.HomePage.objects.first()
        return home

    def save(self, found: kit.Kit, row: media.PublicSite, *, by: actor.Actor, at: datetime) -> None:
        services.ensure_site(draft=_site_draft(row), by=by, at=at)


def _site_draft(row: media.PublicSite, *newsrooms: services.NewsroomDraft) -> services.SiteDraft:
    return services.SiteDraft(
        title=row.title,
        introduction=row.introduction,
        steps_title=row.steps_title,
        steps=[services.StepDraft(step.title, step.text) for step in row.steps],
        newsrooms=newsrooms,
    )


class Newsrooms(targets.Founding[media.Newsroom]):
    kind: ClassVar[str] = media.Newsroom.KIND

    def find(self, found: kit.Kit, row: media.Newsroom) -> models.NewsroomPage | None:
        return newsroom_of(found, row.outlet)

    def save(self, found: kit.Kit, row: media.Newsroom, *, by: actor.Actor, at: datetime) -> None:
        unit = onto_units.unit_by_code(found, row.outlet)
        room = services.NewsroomDraft(unit, row.slug)
        services.ensure_site(draft=_site_draft(found.sites[0], room), by=by, at=at)


def newsroom_of(found: kit.Kit, code: str) -> models.NewsroomPage | None:
    row = next((unit for unit in found.units if unit.code == code), None)
    unit = onto_units.unit_of(row) if row else None
    room: models.NewsroomPage | None = models.NewsroomPage.objects.filter(unit=unit).first()
    return room if unit else None


class Lexicon(targets.Target[media.SpokenForm]):
    kind: ClassVar[str] = media.SpokenForm.KIND

    def find(self, found: kit.Kit, row: media.SpokenForm) -> models.LexiconEntry | None:
        same = models.LexiconEntry.objects.filter(written=row.written, language=row.language)
        return same.first()

    def wanted(self, found: kit.Kit, row: media.SpokenForm) -> dict[str, Any]:
        return {
            "spoken": row.spoken,
            "kind": row.kind,
            "is_case_sensitive": row.is_case_sensitive,
            "note": row.note_vi,
        }

    def save(self, found: kit.Kit, row: media.SpokenForm, *, by: actor.Actor, at: datetime) -> None:
        draft = services.LexiconDraft(
            row.written, row.spoken, row.language, row.kind, row.is_case_sensitive, row.note_vi
        )
        services.save_lexicon_entry(draft=draft, by=by, at=at)


class Guidance(targets.Founding[media.GuidanceText]):
    """A draft in one newsroom: two people of that newsroom make it public."""

    kind: ClassVar[str] = media.GuidanceText.KIND

    def find(self, found: kit.Kit, row: media.GuidanceText) -> models.GuidancePage | None:
        room = newsroom_of(found, found.sites[0].guidance_by)
        if room is None:
            return None
        page: models.GuidancePage | None = (
            models.GuidancePage.objects.child_of(room).filter(slug=row.code).first()
        )
        return page

    def save(
        self, found: kit.Kit, row: media.GuidanceText, *, by: actor.Actor, at: datetime
    ) -> None:
        clauses = directives_models.Clause.objects.filter(
            directive__campaign__code=found.code, number__in=row.clauses[:1]
        )
        draft = services.GuidanceDraft(
            slug=row.code,
            title=row.title,
            summary=row.summary,
            body=row.body.replace("**", ""),  # the newsroom's light text has no emphasis
            newsroom_unit=onto_units.unit_by_code(found, found.sites[0].guidance_by),
            renditions=[
                services.RenditionDraft(r.medium, r.language, row.title, r.text)
                for r in row.renditions
            ],
            clause=clauses.first(),
        )
        services.seed_guidance(draft=draft, by=by, at=at)
