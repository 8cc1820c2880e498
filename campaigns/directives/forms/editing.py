"""Entering a directive from its text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models, services
from campaigns.directives.forms.assignments import offer
from campaigns.directives.forms.calendar import day_field
from campaigns.units import models as units_models


def _long(label: Any, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class DirectiveForm(forms.Form):
    """The head of a document."""

    campaign = forms.TypedChoiceField(label=_("Campaign"), coerce=int)
    symbol = forms.CharField(
        label=_("Number and symbol"), max_length=60, help_text=_("As printed: 2754/UBND-VXNV.")
    )
    document_type_vi = forms.CharField(
        label=_("Type of document"), max_length=60, help_text=_("Công văn, chỉ thị, kế hoạch…")
    )
    issued_date = day_field(_("Issued on"))
    subject_vi = forms.CharField(label=_("Subject"), max_length=400)
    issuer_vi = forms.CharField(label=_("Issued by"), max_length=200)
    signatory_vi = forms.CharField(label=_("Signed by"), max_length=200, required=False)
    continues = forms.TypedChoiceField(
        label=_("Continues"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("The document that this one carries on, if it is entered."),
    )
    text_vi = _long(_("Text"), 12, required=False)

    def __init__(
        self,
        *args: Any,
        campaigns: Sequence[models.Campaign],
        directives: Sequence[models.Directive],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self._campaigns = {row.pk: row for row in campaigns}
        self._directives = {row.pk: row for row in directives}
        offer(self, "campaign", [(row.pk, row.name_vi) for row in campaigns])
        named = [(row.pk, f"{row.symbol} · {row.subject_vi}"[:90]) for row in directives]
        offer(self, "continues", named, _("none"))

    def draft(self) -> services.DirectiveDraft:
        said = dict(self.cleaned_data)
        said["campaign"] = self._campaigns[said["campaign"]]
        said["continues"] = self._directives.get(said["continues"])
        return services.DirectiveDraft(**said)


class ClauseForm(forms.Form):
    """A clause as cited and as written."""

    number = forms.CharField(
        label=_("Clause"),
        max_length=20,
        help_text=_("As cited: 1, 1.a, 1.đ, 3.ii. It finds its own place; đ stands after d."),
    )
    text_vi = _long(_("Text"), 6)
    verb_vi = forms.CharField(
        label=_("Verb"),
        max_length=120,
        required=False,
        help_text=_("The word that obliges: giao, đề nghị, khuyến khích…"),
    )

    def draft(self) -> services.ClauseDraft:
        return services.ClauseDraft(**self.cleaned_data)


class RecipientsForm(forms.Form):
    """Lines of recipients for one purpose."""

    purpose = forms.ChoiceField(
        label=_("Receives it"), choices=models.Recipient.Purpose.choices, widget=forms.RadioSelect
    )
    lines = _long(_("Who"), 5, help_text=_("One a line, as in “Kính gửi” or “Nơi nhận”."))


class ObligationForm(forms.Form):
    """The «6 rõ»: person, task, authority, responsibility, time, result; and how binding it is."""

    task_vi = _long(_("Task: what is to be done"), 2, max_length=400)
    strength = forms.ChoiceField(
        label=_("How binding"),
        choices=models.Strength.choices,
        widget=forms.RadioSelect,
        help_text=_("By the verb: giao, đề nghị, khuyến khích."),
    )
    lead_units = forms.TypedMultipleChoiceField(
        label=_("Person: leading units by name"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lead_kinds = forms.TypedMultipleChoiceField(
        label=_("Person: all units of a kind"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    coordinating_units = forms.TypedMultipleChoiceField(
        label=_("Coordinating units"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    authority_vi = forms.CharField(label=_("Authority"), max_length=400, required=False)
    responsibility_vi = forms.CharField(label=_("Responsibility"), max_length=400, required=False)
    recurrence = forms.ChoiceField(
        label=_("Time: how often"), choices=models.Obligation.Recurrence.choices
    )
    is_interval_assumed = forms.BooleanField(
        label=_("The document states no interval: this is our setting"), required=False
    )
    time_vi = forms.CharField(label=_("Time in words"), max_length=400, required=False)
    result_vi = forms.CharField(label=_("Result expected"), max_length=400, required=False)
    evidence_vi = forms.CharField(label=_("Evidence wanted"), max_length=400, required=False)

    def __init__(self, *args: Any, units: Sequence[units_models.Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {unit.pk: unit for unit in units}
        self._kinds = {unit.kind_id: unit.kind for unit in units}
        named = [(unit.pk, f"{unit.name_vi} · {unit.kind.name_vi}") for unit in units]
        for name in ("lead_units", "coordinating_units"):
            offer(self, name, named)
        kinds = sorted((kind.name_vi, pk) for pk, kind in self._kinds.items())
        offer(self, "lead_kinds", [(pk, name) for name, pk in kinds])

    def draft(self) -> services.ObligationDraft:
        said = dict(self.cleaned_data)
        said["strength"] = models.Strength(said["strength"])
        said["recurrence"] = models.Obligation.Recurrence(said["recurrence"])
        for name in ("lead_units", "coordinating_units"):
            said[name] = [self._units[pk] for pk in said[name]]
        said["lead_kinds"] = [self._kinds[pk] for pk in said["lead_kinds"]]
        return services.ObligationDraft(**said)


class FileForm(forms.Form):
    """The document as it was received."""

    document = forms.FileField(
        label=_("File"), help_text=_("PDF or a photo of the signed document, at most 20 MB.")
    )


MOST_FILE_BYTES = 5 * 1024 * 1024


class DutyFileForm(forms.Form):
    """A list of duties."""

    sheet = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, or CSV in UTF-8; at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )
