"""The page editor of guidance, what stands beside each rendition, and the first screen."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.components import Component

from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import queries as broadcast_queries
from campaigns.kernel import languages, roles
from campaigns.units import permissions as unit_permissions
from cms import models, queries


@dataclass
class Desk:
    """What the panels of one editor know of its page; asked for once a request."""

    page_id: int | None
    parent_id: int | None
    today: date

    @cached_property
    def newsroom(self) -> models.NewsroomPage | None:
        return queries.newsroom_at(self.page_id or self.parent_id)

    @cached_property
    def measuring(self) -> queries.Measuring:
        return queries.measuring(self.newsroom, self.today)

    @cached_property
    def recordings(self) -> list[tuple[str, str]]:
        return [("", "—"), *queries.recording_choices(self.newsroom)]

    @cached_property
    def sources(self) -> queries.Sources:
        return queries.sources_of(self.page_id)


def sit_down(request: Any, *, today: date, page_id: int | None, parent_id: int | None) -> None:
    """Lay out the desk of the editor that is about to be shown."""
    request.loa_desk = Desk(page_id, parent_id, today)


class DeskPanel(HelpPanel):
    """A panel of ours: a template with what it is to show."""

    template_name = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", self.template_name)
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        @property
        def desk(self) -> Desk:
            desk: Desk = self.request.loa_desk
            return desk

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | self.shown()

        def shown(self) -> dict[str, Any]:
            return {}


class MeasurePanel(DeskPanel):
    """Shows the measure of the stored text; a script keeps it up with what is typed."""

    template_name = "cms/admin/measure_panel.html"

    class BoundPanel(DeskPanel.BoundPanel):
        def shown(self) -> dict[str, Any]:
            rendition, desk = self.instance, self.desk
            measure = None
            if rendition.medium and (rendition.text or rendition.recording_id):
                recording = rendition.recording
                measure = desk.measuring.measure(
                    rendition.text,
                    medium=rendition.medium,
                    language=rendition.language,
                    recorded_seconds=recording.seconds if recording else None,
                )
            return {
                "measure_url": reverse("newsroom:measure"),
                "newsroom_id": desk.newsroom.pk if desk.newsroom else "",
                "measure": measure,
                "spoken_media": " ".join(sorted(broadcast_models.SPOKEN_MEDIA)),
            }


class AloudPanel(DeskPanel):
    """Shows how the stored text is read aloud; a script keeps it up with what is typed."""

    template_name = "cms/admin/aloud_panel.html"

    class BoundPanel(DeskPanel.BoundPanel):
        def shown(self) -> dict[str, Any]:
            rendition, desk = self.instance, self.desk
            said = None
            if rendition.text and rendition.medium in broadcast_models.SPOKEN_MEDIA:
                said = desk.measuring.speak(rendition.text, rendition.language)
            return {
                "aloud_url": reverse("newsroom:aloud_preview"),
                "newsroom_id": desk.newsroom.pk if desk.newsroom else "",
                "language": rendition.language,
                "said": said,
            }


class RecordingPanel(FieldPanel):
    """Offers the recordings of the newsroom, and no other."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is not None and self.request is not None:
                field = self.form.fields[self.field_name]
                field.choices = self.request.loa_desk.recordings


class SoundPanel(DeskPanel):
    """Plays the attached sound and takes another."""

    template_name = "cms/admin/sound_panel.html"

    class BoundPanel(DeskPanel.BoundPanel):
        def shown(self) -> dict[str, Any]:
            return {"recording": self.instance.recording, "prefix": self.form.prefix}


class SourcePanel(DeskPanel):
    """Says that the web text has changed since, and shows what is to be translated."""

    template_name = "cms/admin/source_panel.html"

    class BoundPanel(DeskPanel.BoundPanel):
        def shown(self) -> dict[str, Any]:
            rendition, page = self.instance, _page_of(self.instance)
            if page is None or not rendition.medium:
                return {}
            key = (rendition.medium, rendition.language)
            is_translated = rendition.language != languages.Language.VIETNAMESE
            return {
                "stale": queries.staleness(self.desk.sources.get(key), page.web_text),
                "key": ":".join(key),
                "to_translate": queries.start_of(page, rendition.medium) if is_translated else "",
                "title_to_translate": page.title,
            }


def _page_of(rendition: models.Rendition) -> models.GuidancePage | None:
    """The page whose row this is; none for the empty row that a script copies."""
    page: models.GuidancePage | None = (
        getattr(rendition, "page", None) if rendition.text or rendition.medium else None
    )
    return page


class CutPanel(DeskPanel):
    """Starts renditions from the web text: saves the draft and adds them in one step."""

    template_name = "cms/admin/cut_panel.html"

    class BoundPanel(DeskPanel.BoundPanel):
        def shown(self) -> dict[str, Any]:
            return queries.cut_choices(self.instance)


class SubmitPanel(DeskPanel):
    """The last step, where whoever has read down to here looks for it."""

    template_name = "cms/admin/submit_panel.html"


class WaitingPanel(Component):
    """What waits in my newsrooms, and whether scheduled publishing keeps its hours."""

    template_name = "cms/admin/waiting_panel.html"
    order = 10

    def __init__(self, now: datetime) -> None:
        self.now = now

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        now = self.now
        today = timezone.localdate(now)
        units = unit_permissions.units_where(user, roles.Permission.WRITE_GUIDANCE)
        return {
            "waiting": queries.waiting_for(user, units, today),
            "rooms": queries.rooms_to_write_in(units),
            "gauges": queries.gauges(now),
            "forced": broadcast_queries.forced_share(today.replace(month=1, day=1), today),
            "desk": broadcast_queries.desk_gauges(units, now),
            "late": broadcast_queries.delivery_gauges(now),
        }


def guidance_editor() -> TabbedInterface:
    """Title, web text, renditions and the last step on one tab; the rest on the other."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    # Not Wagtail's own title panel: its address drops letters such as ế, and its
                    # field has no frame and no label until somebody finds it.
                    FieldPanel(
                        "title",
                        heading=_("Title"),
                        help_text=_("What readers see first: say it in at most 15 words."),
                    ),
                    FieldPanel("summary"),
                    FieldPanel("body"),
                    CutPanel(heading=_("Cut it for other media")),
                    InlinePanel(
                        "renditions",
                        heading=_("For other media and languages"),
                        label=_("Rendition"),
                        panels=[
                            SourcePanel(),
                            FieldRowPanel([FieldPanel("medium"), FieldPanel("language")]),
                            FieldPanel("title"),
                            FieldPanel("text"),
                            MeasurePanel(),
                            AloudPanel(),
                            RecordingPanel("recording", classname="loa-recording"),
                            SoundPanel(),
                        ],
                    ),
                    SubmitPanel(heading=_("Last step")),
                ],
                heading=_("Content"),
            ),
            ObjectList(
                [
                    FieldPanel("clause"),
                    FieldPanel("fact_sources"),
                    FieldPanel("review_by_date"),
                    FieldPanel(
                        "slug",
                        heading=_("Address"),
                        help_text=_("The last part of its web address; made from the title."),
                    ),
                ],
                heading=_("Planning"),
            ),
        ],
        base_form_class=models.GuidancePage.base_form_class,
    )
