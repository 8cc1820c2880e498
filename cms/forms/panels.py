"""The page editor of guidance: its fields, and the measure of each rendition."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    ObjectList,
    TabbedInterface,
)

from cms import models, queries


class MeasurePanel(HelpPanel):
    """Shows the measure of the stored text; a script keeps it up with what is typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "cms/admin/measure_panel.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["measure_url"] = reverse("newsroom:measure")
            newsroom = _newsroom(self.request)
            context["newsroom_id"] = newsroom.pk if newsroom else ""
            context["lines"] = _lines(self.instance, newsroom)
            return context


def _lines(rendition: models.Rendition, newsroom: models.NewsroomPage | None) -> tuple[str, ...]:
    if not (rendition.text and rendition.medium):
        return ()
    return queries.measure(
        rendition.text, medium=rendition.medium, language=rendition.language, newsroom=newsroom
    )


def _newsroom(request: Any) -> models.NewsroomPage | None:
    """The newsroom of the page under edit, told by the address; once a request."""
    if not hasattr(request, "loa_newsroom"):
        kwargs = request.resolver_match.kwargs if request.resolver_match else {}
        request.loa_newsroom = queries.newsroom_at(
            kwargs.get("page_id") or kwargs.get("parent_page_id")
        )
    found: models.NewsroomPage | None = request.loa_newsroom
    return found


def guidance_editor() -> TabbedInterface:
    """Title, web text and renditions on one tab; address and planning on the other."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    # Not Wagtail's own title panel: its address drops letters such as ế.
                    FieldPanel("title", classname="title"),
                    FieldPanel("summary"),
                    FieldPanel("body"),
                    InlinePanel(
                        "renditions",
                        heading=_("For other media and languages"),
                        label=_("Rendition"),
                        panels=[
                            FieldPanel("medium"),
                            FieldPanel("language"),
                            FieldPanel("title"),
                            FieldPanel("text"),
                            MeasurePanel(heading=_("Measure")),
                        ],
                    ),
                ],
                heading=_("Content"),
            ),
            ObjectList(
                [FieldPanel("clause"), FieldPanel("review_by_date"), FieldPanel("slug")],
                heading=_("Planning"),
            ),
        ],
        base_form_class=models.GuidancePage.base_form_class,
    )
