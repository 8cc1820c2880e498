"""Reference data that editors keep in Wagtail's admin; every write goes through a service."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from campaigns.kernel import errors
from cms import models, queries, services

_METHODS = ["get", "head", "post"]
_PREFILLED = ("written", "language", "kind")


def _changed_at(entry: Any) -> str:
    """The moment as people write it; Wagtail's own column speaks English."""
    at = entry.changed_at
    return date_format(timezone.localtime(at), "H:i d/m/Y") if at else ""


class EntryUsePanel(HelpPanel):
    """Where a spoken form is in use, and who changed it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "cms/admin/lexicon_use.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["use"] = queries.use_of(self.instance)
            return context


class _SavesByService:
    """Turns the valid form into a service call; a refusal is shown at the form."""

    form: Any
    request: Any

    def save_instance(self) -> models.LexiconEntry:
        entry: models.LexiconEntry = self.form.instance
        self.has_content_changes = self.form.has_changed()
        return services.save_lexicon_entry(
            draft=services.LexiconDraft(**self.form.cleaned_data),
            entry=models.LexiconEntry.objects.get(pk=entry.pk) if entry.pk else None,
            by=self.request.user,
            at=timezone.now(),
        )

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except errors.LoaError as refusal:
            form.add_error("written", refusal.message)
            self.produced_error_message = refusal.message
            answer = self.form_invalid(form)  # type: ignore[attr-defined]
        return answer


class LexiconIndexView(generic.IndexView):
    http_method_names = ["get", "head"]

    def get_base_queryset(self) -> Any:
        return queries.with_last_change(super().get_base_queryset())


class LexiconCreateView(_SavesByService, generic.CreateView):
    """Prefilled by the preview, to which it leads back."""

    http_method_names = _METHODS

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        given = self.request.GET
        return initial | {name: given[name][:60] for name in _PREFILLED if name in given}

    def _next(self) -> str:
        target = self.request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(target, None) and target.startswith("/cms/")
        return target if is_ours else ""

    def get_add_url(self) -> str:
        url: str = super().get_add_url()
        return f"{url}?{urlencode({'next': self._next()})}" if self._next() else url

    def get_success_url(self) -> str:
        return self._next() or reverse(self.index_url_name)


class LexiconEditView(_SavesByService, generic.EditView):
    http_method_names = _METHODS


class LexiconDeleteView(generic.DeleteView):
    http_method_names = _METHODS

    def delete_action(self) -> None:
        services.delete_lexicon_entry(entry=self.object, by=self.request.user, at=timezone.now())


class LexiconViewSet(ModelViewSet):
    model = models.LexiconEntry
    url_prefix = "spoken-forms"
    menu_label = _("Spoken forms")
    menu_name = "spoken-forms"
    menu_order = 400
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    icon = "media"
    panels = [
        FieldPanel("written"),
        FieldPanel("spoken"),
        FieldPanel("language"),
        FieldPanel("kind"),
        FieldPanel("is_case_sensitive"),
        FieldPanel("note"),
        EntryUsePanel(heading=_("In use")),
    ]
    list_display = [
        "written",
        "spoken",
        "language",
        "kind",
        Column("changed_by", label=_("Changed by"), accessor="changed_by"),
        Column("changed_at", label=_("Changed on"), accessor=_changed_at),
    ]
    list_filter = ["language", "kind", "is_case_sensitive"]
    list_per_page = 50
    search_fields = ["written", "spoken", "note"]
    search_backend_name = None
    ordering = ["written", "pk"]
    index_view_class = LexiconIndexView
    add_view_class = LexiconCreateView
    edit_view_class = LexiconEditView
    delete_view_class = LexiconDeleteView
