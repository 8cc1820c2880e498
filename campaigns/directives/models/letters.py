"""The campaign, its directive clause by clause, and what it obliges whom to do."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.directives.models import vocabulary
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models


class Campaign(kernel_models.AuditedModel):
    """A public-awareness campaign that carries out one directive."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    summary_vi = models.TextField(_("summary"), blank=True)
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, verbose_name=_("province"), related_name="+"
    )
    starts_date = models.DateField(_("begins"))
    ends_date = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=F("starts_date")),
                name="directives_campaign_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name_vi


class Directive(kernel_models.AuditedModel):
    """An official document that obliges units: its number, text, signatory."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="directives", verbose_name=_("campaign")
    )
    symbol = models.CharField(_("number and symbol"), max_length=60)
    document_type_vi = models.CharField(_("type of document"), max_length=60)
    subject_vi = models.CharField(_("subject"), max_length=400)
    issued_date = models.DateField(_("issued on"))
    issuer_vi = models.CharField(_("issued by"), max_length=200)
    signatory_vi = models.CharField(_("signed by"), max_length=200, blank=True)
    text_vi = models.TextField(_("text"), blank=True)
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )

    class Meta:
        verbose_name = _("directive")
        verbose_name_plural = _("directives")
        constraints = [
            models.UniqueConstraint(
                fields=["symbol", "issued_date"], name="directives_directive_symbol_and_date"
            ),
            models.CheckConstraint(
                condition=Q(continues__isnull=True) | ~Q(continues=F("id")),
                name="directives_directive_not_its_own_sequel",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol


class Clause(kernel_models.AuditedModel):
    """One sentence of a directive that says who must do what.

    `number` is as cited (`1.đ`); `position` keeps the document's order, in which đ stands
    between d and e (Decree 30/2020, Annex I). Empty targets and rhythms are facts: the letter
    states none.
    """

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(_("clause"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"))
    text_vi = models.TextField(_("text"))
    verb_vi = models.CharField(_("verb"), max_length=120, blank=True)
    who_en = models.TextField(_("who"), blank=True)
    what_en = models.TextField(_("what"), blank=True)
    frequency_stated = models.CharField(_("rhythm stated"), max_length=120, blank=True)
    target_stated = models.CharField(_("target stated"), max_length=120, blank=True)
    evidence_en = models.TextField(_("evidence to keep"), blank=True)
    remark_en = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "number"], name="directives_clause_number_once"
            ),
            models.UniqueConstraint(
                fields=["directive", "position"], name="directives_clause_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Recipient(kernel_models.AuditedModel):
    """A line of «Kính gửi» or «Nơi nhận», with the purpose for which it receives the document."""

    class Purpose(models.TextChoices):
        ACT = "ACT", _("to act")
        REPORT = "REPORT", _("to report up")
        COORDINATE = "COORDINATE", _("to coordinate")
        PUBLISH = "PUBLISH", _("to publish")
        INFORMATION = "INFORMATION", _("for information")
        FILE = "FILE", _("to file")

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="recipients")
    position = models.PositiveSmallIntegerField(_("position"))
    text_vi = models.CharField(_("text"), max_length=300)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "position"], name="directives_recipient_position_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    purpose__in=["ACT", "REPORT", "COORDINATE", "PUBLISH", "INFORMATION", "FILE"]
                ),
                name="directives_recipient_known_purpose",
            ),
        ]

    def __str__(self) -> str:
        return self.text_vi


class Obligation(kernel_models.AuditedModel):
    """What a clause obliges units to do, asked as the «6 rõ».

    Persons are the lead units and their dated heads; task, authority, responsibility, time and
    result are stated here. Where the letter is silent, an interval is a setting of the province:
    `is_interval_assumed` says so.
    """

    Strength = vocabulary.Strength

    class Recurrence(models.TextChoices):
        ONCE = "ONCE", _("once")
        DAILY = "DAILY", _("daily")
        WEEKLY = "WEEKLY", _("weekly")
        MONTHLY = "MONTHLY", _("monthly")
        CONTINUING = "CONTINUING", _("continuing")

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="obligations")
    code = models.SlugField(_("code"), max_length=60, unique=True)
    task_vi = models.CharField(_("task"), max_length=400)
    task_en = models.CharField(_("task in English"), max_length=400)
    strength = models.CharField(_("strength"), max_length=10, choices=vocabulary.Strength.choices)
    recurrence = models.CharField(_("recurrence"), max_length=10, choices=Recurrence.choices)
    is_interval_assumed = models.BooleanField(_("the interval is our setting"), default=True)
    authority_vi = models.CharField(_("authority"), max_length=400, blank=True)
    responsibility_vi = models.CharField(_("responsibility"), max_length=400, blank=True)
    time_vi = models.CharField(_("time in words"), max_length=400, blank=True)
    result_vi = models.CharField(_("result expected"), max_length=400, blank=True)
    evidence_vi = models.CharField(_("evidence wanted"), max_length=400, blank=True)
    indicator_code = models.SlugField(_("indicator"), max_length=60, blank=True)
    lead_units = models.ManyToManyField(
        units_models.Unit, related_name="+", blank=True, verbose_name=_("lead units")
    )
    lead_kinds = models.ManyToManyField(
        units_models.UnitKind, related_name="+", blank=True, verbose_name=_("lead kinds")
    )
    coordinating_units = models.ManyToManyField(
        units_models.Unit, related_name="+", blank=True, verbose_name=_("coordinating units")
    )

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__in=["ASSIGN", "REQUEST", "ENCOURAGE"]),
                name="directives_obligation_known_strength",
            ),
            models.CheckConstraint(
                condition=Q(recurrence__in=["ONCE", "DAILY", "WEEKLY", "MONTHLY", "CONTINUING"]),
                name="directives_obligation_known_recurrence",
            ),
        ]

    def __str__(self) -> str:
        return self.task_vi
