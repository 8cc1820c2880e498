"""Reference data that editors keep in Wagtail's admin; every write goes through a service."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from cms import models, services

_METHODS = ["get", "head", "post"]


class _SavesByService:
    """Turns the valid form into a service call."""

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


class LexiconCreateView(_SavesByService, generic.CreateView):
    http_method_names = _METHODS


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
    form_fields = ["written", "spoken", "language"]
    list_display = ["written", "spoken", "language"]
    list_filter = ["language"]
    search_fields = ["written", "spoken"]
    search_backend_name = None
    ordering = ["written"]
    add_view_class = LexiconCreateView
    edit_view_class = LexiconEditView
    delete_view_class = LexiconDeleteView
