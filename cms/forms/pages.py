"""The page editor's own checks. Knows no models of the CMS: they name it as their form."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages


class GuidancePageForm(WagtailAdminPageForm):
    """Checks renditions against each other, with the error at the row that is too many."""

    def clean(self) -> Any:
        cleaned = super().clean()
        formset = self.formsets.get("renditions")
        if formset is not None:
            _check_renditions(formset)
        return cleaned


def _check_renditions(formset: Any) -> None:
    seen: set[tuple[str, str]] = set()
    for form in formset.forms:
        data = getattr(form, "cleaned_data", None) or {}
        key = (data.get("medium", ""), data.get("language", ""))
        if not all(key) or data.get("DELETE"):
            continue
        if key in seen:
            form.add_error("medium", _("This medium has a text in this language already."))
        if key == (broadcast_models.Medium.WEB, languages.Language.VIETNAMESE):
            form.add_error("medium", _("The Vietnamese web text is the page itself."))
        seen.add(key)
