"""Directives: read by everybody whose unit a letter may oblige."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.directives import models, services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.access.routes import Arguments, Build, Route, nothing
from tests.factories import cast as casts
from tests.factories import directives, pictures

P = roles.Permission


def a_letter(cast: casts.Cast) -> Arguments:
    return {"pk": directives.make_directive(cast).pk}


def a_day(cast: casts.Cast) -> Arguments:
    return {"pk": directives.enter_day(date(2026, 1, 2)).pk}


def words_of_a_day(cast: casts.Cast) -> Arguments:
    return {
        "on_date": "2027-01-04",
        "kind": "HOLIDAY",
        "name_vi": "Nghỉ hoán đổi",
        "source": "Thông báo 1/TB-VPCP",
    }


def a_reason(cast: casts.Cast) -> Arguments:
    return {"reason": "Nhập nhầm"}


def a_clause(cast: casts.Cast) -> Arguments:
    letter = directives.make_directive(cast)
    return {"pk": letter.clauses.get(number="1.a").pk}


def an_obligation(cast: casts.Cast) -> Arguments:
    directives.make_directive(cast)
    return {"pk": models.Obligation.objects.get(code="tuyen-truyen").pk}


def a_recipient(cast: casts.Cast) -> Arguments:
    return {"pk": directives.make_directive(cast).recipients.get(position=1).pk}


def a_file(cast: casts.Cast) -> Arguments:
    photo = pictures.make_photo()
    kept = services.attach_file(
        directive=directives.make_directive(cast),
        upload=services.Upload("2754.jpg", len(photo), photo),
        **directives.SEALED,
    )
    return {"pk": kept.pk}


def words_of_a_letter(cast: casts.Cast) -> Arguments:
    found = models.Campaign.objects.first() or directives.make_directive(cast).campaign
    return {
        "campaign": found.pk,
        "symbol": "2561/KH-UBND",
        "document_type_vi": "Kế hoạch",
        "issued_date": "2021-05-26",
        "subject_vi": "Ứng dụng công nghệ thông tin",
        "issuer_vi": "Ủy ban nhân dân tỉnh",
    }


def words_of_a_clause(cast: casts.Cast) -> Arguments:
    return {"number": "1.g", "text_vi": "Nội dung"}


def words_of_recipients(cast: casts.Cast) -> Arguments:
    return {"purpose": "FILE", "lines": "VT, VXNV"}


def words_of_an_obligation(cast: casts.Cast) -> Arguments:
    return {
        "task_vi": "Tuyên truyền",
        "strength": "ASSIGN",
        "recurrence": "ONCE",
        "lead_units": [cast.commune.pk],
    }


def a_document(cast: casts.Cast) -> Arguments:
    return {"document": SimpleUploadedFile("2754.jpg", pictures.make_photo())}


def province(cast: casts.Cast) -> units_models.Unit:
    return cast.province


def _edited(
    name: str, args: Build, body: Build | None = None, *, is_form: bool = True
) -> list[Route]:
    """Changed where the campaign is led; the letter itself is the same for all its units."""
    where: dict[str, Any] = {"args": args, "unit": province, "is_scoped": False}
    rows = [Route(name, P.MANAGE_OBLIGATION, **where)] if is_form else []
    body = body or nothing
    return [*rows, Route(name, P.MANAGE_OBLIGATION, method="POST", body=body, **where)]


ROWS = (
    Route("directives:directive_list", P.VIEW_OBLIGATION),
    # The letter of the province is the same for all its units; out of scope is tried in
    # tests/directives/test_pages.py.
    Route("directives:directive", P.VIEW_OBLIGATION, args=a_letter, is_scoped=False),
    # The calendar is one for all units.
    Route("directives:calendar", P.VIEW_OBLIGATION, is_scoped=False),
    Route("directives:enter_day", P.MANAGE_OBLIGATION, is_scoped=False),
    Route("directives:enter_day", P.MANAGE_OBLIGATION, method="POST", body=words_of_a_day,
          is_scoped=False),
    Route("directives:remove_day", P.MANAGE_OBLIGATION, args=a_day, is_scoped=False),
    Route("directives:remove_day", P.MANAGE_OBLIGATION, method="POST", args=a_day, body=a_reason,
          is_scoped=False),
    *_edited("directives:add_directive", nothing, words_of_a_letter),
    *_edited("directives:edit_directive", a_letter, words_of_a_letter),
    *_edited("directives:add_clause", a_letter, words_of_a_clause),
    *_edited("directives:edit_clause", a_clause, words_of_a_clause),
    *_edited("directives:add_recipients", a_letter, words_of_recipients),
    *_edited("directives:remove_recipient", a_recipient, is_form=False),
    *_edited("directives:add_obligation", a_clause, words_of_an_obligation),
    *_edited("directives:edit_obligation", an_obligation, words_of_an_obligation),
    *_edited("directives:attach_file", a_letter, a_document),
    *_edited("directives:detach_file", a_file, is_form=False),
    Route("directives:directive_file", P.VIEW_OBLIGATION, args=a_file, is_scoped=False),
)  # fmt: skip
