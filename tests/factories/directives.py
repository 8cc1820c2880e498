"""A letter of the province with clauses, recipients and obligations, made by the services."""

from datetime import date

from campaigns.directives import models, services
from tests.factories import cast as casts

# In the document's order: đ stands between d and e.
CLAUSES = ("1.a", "1.d", "1.đ", "1.e")
SEALED = {"by": casts.SYSTEM, "at": casts.NOW}


def make_directive(cast: casts.Cast) -> models.Directive:
    """The letter 2754 in small: four clauses, two purposes, three strengths."""
    campaign = services.save_campaign(
        code="khai-bao-y-te",
        values={
            "name_vi": "Khai báo y tế điện tử",
            "name_en": "Electronic health declaration",
            "unit": cast.province,
            "starts_date": date(2021, 6, 6),
        },
        **SEALED,
    )
    directive = services.save_directive(
        campaign=campaign,
        symbol="2754/UBND-VXNV",
        values={
            "document_type_vi": "Công văn",
            "subject_vi": "Đẩy mạnh khai báo y tế điện tử bằng mã QR",
            "issued_date": date(2021, 6, 6),
            "issuer_vi": "Ủy ban nhân dân tỉnh Ninh Thuận",
        },
        **SEALED,
    )
    _fill(cast, directive)
    return directive


def _fill(cast: casts.Cast, directive: models.Directive) -> None:
    for position, number in enumerate(CLAUSES, start=1):
        values = {"position": position, "text_vi": f"Nội dung điểm {number}."}
        services.save_clause(directive=directive, number=number, values=values, **SEALED)
    for position, purpose in enumerate(("ACT", "FILE", "ACT"), start=1):
        values = {"text_vi": f"Nơi nhận {position}", "purpose": purpose}
        services.save_recipient(directive=directive, position=position, values=values, **SEALED)
    clauses = {c.number: c for c in directive.clauses.order_by("position")}
    for code, number, strength, named in (
        ("tuyen-truyen", "1.a", "ASSIGN", {"lead_kinds": [cast.commune.kind]}),
        ("thanh-toan", "1.đ", "ENCOURAGE", {"lead_units": [cast.office]}),
        ("kiem-tra", "1.e", "REQUEST", {"coordinating_units": [cast.sibling]}),
    ):
        values = {
            "clause": clauses[number],
            "task_vi": f"Nhiệm vụ {code}",
            "task_en": code,
            "strength": strength,
            "recurrence": "CONTINUING",
        }
        services.save_obligation(code=code, values=values | named, **SEALED)


def enter_day(day: date, kind: str = "HOLIDAY", name: str = "Nghỉ hoán đổi") -> models.CalendarDay:
    """A day as a decision turned it."""
    draft = services.DayDraft(day, models.DayKind(kind), name, "Thông báo 1/TB-VPCP")
    row, _moved = services.enter_day(draft=draft, **SEALED)
    return row
