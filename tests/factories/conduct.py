"""Forms of recognition, and commendations in each state, made by the services."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, services
from campaigns.kernel import figure, roles
from campaigns.units import models as units_models
from tests.factories import cast as casts

FROM, TO = date(2026, 9, 21), date(2026, 11, 15)
DECISION = services.Decision("145/QĐ-UBND", date(2026, 11, 16), "Chủ tịch Trần Văn A")
LATER = casts.NOW + timedelta(hours=1)


def make_form(
    code: str = "bieu_duong", name: str = "Biểu dương", **values: object
) -> models.RecognitionForm:
    """A form that may be proposed for a unit now, unless `values` say otherwise."""
    given = {
        "name_vi": name,
        "name_en": "Public praise",
        "direction": "PRAISE",
        "is_statutory": False,
        "is_council_needed": False,
        "is_for_units": True,
    } | values
    return services.save_recognition_form(code=code, values=given, by=casts.SYSTEM, at=casts.NOW)


def form() -> models.RecognitionForm:
    """The form that tests propose, made when first asked for."""
    return models.RecognitionForm.objects.filter(code="bieu_duong").first() or make_form()


def figure_of(value: int = 12, key: str = "tests.pieces") -> figure.Figure:
    """A figure as an officer would put it forward."""
    return figure.Figure(
        key=key,
        label="Số tin, bài đã phát",
        value=str(value),
        unit_label="tin, bài",
        from_date=FROM,
        to_date=TO,
        rows_count=value,
        rows_url="/desk/",
    )


def person(role: roles.Role, unit: units_models.Unit, name: str) -> accounts_models.User:
    """The person of that name with the role in the unit, made when first asked for."""
    found = accounts_models.User.objects.filter(email=f"{name}@loa.test").first()
    return found or casts.make_person(name, role, unit)


def nominator(cast: casts.Cast) -> accounts_models.User:
    return person(roles.Role.PROVINCIAL_OFFICE, cast.province, "nominator")


def decider(cast: casts.Cast) -> accounts_models.User:
    return person(roles.Role.PROVINCIAL_OFFICE, cast.province, "decider")


def draft(unit: units_models.Unit) -> services.CommendationDraft:
    """A sound draft: one figure, one text, one link."""
    return services.CommendationDraft(
        unit=unit,
        form=form(),
        title="Phát thanh đều, dân biết quét mã",
        reasons="Phát đủ các buổi trong tám tuần.",
        from_date=FROM,
        to_date=TO,
        figures=[figure_of()],
        texts=["Biên bản kiểm tra ngày 10/11/2026."],
        links=[services.Link("Bài trên Báo Ninh Thuận", "https://example.org/bai")],
    )


def nominate(
    cast: casts.Cast, unit: units_models.Unit | None = None, **changes: object
) -> models.Citation:
    """A proposed commendation of the commune, or of another unit."""
    proposed = replace(draft(unit or cast.commune), **changes)
    return services.nominate_commendation(draft=proposed, by=nominator(cast), at=casts.NOW)


def commend(
    cast: casts.Cast,
    unit: units_models.Unit | None = None,
    decision: services.Decision = DECISION,
    **changes: object,
) -> models.Citation:
    """A decided commendation."""
    citation = nominate(cast, unit, **changes)
    services.decide_commendation(citation=citation, decision=decision, by=decider(cast), at=LATER)
    return citation


def today() -> date:
    return timezone.localdate(casts.NOW)
