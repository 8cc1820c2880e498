"""The register of premises, its codes and sheets."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.kernel import roles
from campaigns.premises import models, services
from tests.access.routes import Route
from tests.factories import cast as casts
from tests.factories import lists, pictures, sheets
from tests.factories import premises as factory

VIEW, MANAGE = roles.Permission.VIEW_PREMISES, roles.Permission.MANAGE_PREMISES


def _premises(cast: casts.Cast) -> models.Premises:
    """A café in the commune; one for each cast."""
    return models.Premises.objects.order_by("pk").first() or factory.make(cast.commune)


def _at(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _premises(cast).pk}


def _at_paused(cast: casts.Cast) -> dict[str, Any]:
    row = _premises(cast)
    if row.is_active:
        services.pause(
            premises=row, from_date=timezone.localdate(), by=casts.SYSTEM, at=timezone.now()
        )
    return {"pk": row.pk}


def _at_coded(cast: casts.Cast) -> dict[str, Any]:
    row = _premises(cast)
    factory.give_checkpoint(row)
    return {"pk": row.pk}


def _at_claimed(cast: casts.Cast) -> dict[str, Any]:
    row = _premises(cast)
    factory.give_checkpoint(factory.make(cast.commune, name="Quán Gió Biển"), "TKYT|9")
    factory.give_checkpoint(row, "TKYT|9")
    return {"pk": row.pk}


def _sheet(cast: casts.Cast) -> models.Poster:
    return factory.make_poster(_premises(cast))


def _at_sheet(cast: casts.Cast) -> dict[str, Any]:
    poster = _sheet(cast)
    return {"pk": poster.premises_id, "poster_pk": poster.pk}


def _at_posted(cast: casts.Cast) -> dict[str, Any]:
    poster = factory.post(_sheet(cast), by=cast.head)
    return {"pk": poster.premises_id, "poster_pk": poster.pk}


def _at_printed(cast: casts.Cast) -> dict[str, Any]:
    at = _at_sheet(cast)
    pks = [at["poster_pk"]]
    services.issue_posters(poster_ids=pks, by=casts.SYSTEM, at=timezone.now())
    services.mark_printed(poster_ids=pks, by=casts.SYSTEM, at=timezone.now())
    return at


def _at_photo(cast: casts.Cast) -> dict[str, Any]:
    at = _at_printed(cast)
    services.mark_posted(
        poster=models.Poster.objects.get(pk=at["poster_pk"]),
        photo=pictures.make_photo(),
        by=cast.head,
        at=timezone.now(),
    )
    return at | {"step": "posted"}


def _said(cast: casts.Cast) -> dict[str, Any]:
    return {
        "kind": factory.kind_of("cafe").pk,
        "name": "Quán Hòa Bình",
        "commune": cast.commune.pk,
        "from_date": timezone.localdate().isoformat(),
    }


def _day(cast: casts.Cast) -> dict[str, Any]:
    return {"from_date": timezone.localdate().isoformat()}


def _payload(cast: casts.Cast) -> dict[str, Any]:
    return {"payload": "TKYT|1"}


def _because(cast: casts.Cast) -> dict[str, Any]:
    return {"reason": "Nhầm"}


def _theirs(cast: casts.Cast) -> dict[str, Any]:
    return {"answer": "HOLDER", "reason": "Quét nhầm"}


def _a4(cast: casts.Cast) -> dict[str, Any]:
    return {"sheet": "A4"}


def _list(cast: casts.Cast) -> models.Import:
    factory.kind_of("cafe")
    return lists.upload(cast.officer, cast.commune, [lists.row()], at=timezone.now())


def _at_list(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _list(cast).pk}


def _at_checked_list(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": lists.check(_list(cast), cast.officer).pk}


def _at_taken_list(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": lists.take_in(lists.check(_list(cast), cast.officer), cast.officer).pk}


def _twins(cast: casts.Cast) -> dict[str, Any]:
    row = _premises(cast)
    return {"pk": factory.make(cast.commune, name="Quán Đôi").pk, "into_pk": row.pk}


def _merged(cast: casts.Cast) -> dict[str, Any]:
    pks = _twins(cast)
    row, into = (models.Premises.objects.get(pk=pk) for pk in pks.values())
    services.merge(premises=row, into=into, by=casts.SYSTEM, at=timezone.now())
    return {"pk": row.pk}


def _file(cast: casts.Cast) -> dict[str, Any]:
    text = sheets.text_of([lists.HEADER, lists.row()]).encode()
    return {"unit": cast.commune.pk, "sheet": SimpleUploadedFile("co-so.csv", text)}


def _columns(cast: casts.Cast) -> dict[str, Any]:
    return {"name": 1, "kind": 2, "commune": 3}


def _issued(cast: casts.Cast) -> dict[str, Any]:
    at = _at_sheet(cast)
    services.issue_posters(poster_ids=[at["poster_pk"]], by=casts.SYSTEM, at=timezone.now())
    return at


def _order(cast: casts.Cast) -> dict[str, Any]:
    factory.give_checkpoint(_premises(cast))
    job = factory.order_sheets(cast.commune, by=cast.head)
    factory.do_work()
    return {"job_pk": job.pk}


def _wish(cast: casts.Cast) -> dict[str, Any]:
    factory.give_checkpoint(_premises(cast))
    return {"unit": cast.commune.pk, "sheet": "A4"}


def _at_school(cast: casts.Cast) -> dict[str, Any]:
    factory.make_group()
    factory.make_set("met")
    found = models.Premises.objects.filter(kind__code="school").first()
    return {"pk": (found or factory.make(cast.commune, kind="school", name="Trường học")).pk}


def _at_review(cast: casts.Cast) -> dict[str, Any]:
    row = models.Premises.objects.get(**_at_school(cast))
    review = row.safety_reviews.first() or factory.review(row)
    return {"pk": row.pk, "review_pk": review.pk}


def _review(cast: casts.Cast) -> dict[str, Any]:
    return {"review_date": timezone.localdate(), "item_1": 1, "item_2": 0, "item_3": 1}


def _correction(cast: casts.Cast) -> dict[str, Any]:
    return _review(cast) | {"reason": "Ghi nhầm"}


def _at_linked(cast: casts.Cast) -> dict[str, Any]:
    row = _premises(cast)
    services.make_owner_link(premises=row, by=casts.SYSTEM, at=timezone.now())
    return {"pk": row.pk}


def _day_sheet(cast: casts.Cast) -> dict[str, Any]:
    pk = _premises(cast).pk
    return {"line": pk, f"first_{pk}": 3, f"second_{pk}": 2, f"seen_{pk}": 0}


ROWS = (
    Route("premises:print_sheets", MANAGE, is_scoped=False),  # the form offers one's own units
    Route("premises:print_sheets", MANAGE, method="POST", body=_wish, is_scoped=False),
    Route("premises:walking_list", MANAGE, is_scoped=False),  # the form offers one's own units
    Route("premises:walking_list", MANAGE, method="POST", is_scoped=False),  # one's own sheets
    Route("premises:walking_list_pdf", MANAGE, is_scoped=False),
    Route("premises:sheets_pdf", MANAGE, args=_order),
    Route("premises:sheets_printed", MANAGE, method="POST", args=_order),
    Route("premises:poster_pdf", MANAGE, args=_issued),
    Route("premises:premises_list", VIEW, is_scoped=False),  # it holds what the reader may see
    Route("premises:premises_map", VIEW, is_scoped=False),  # likewise
    Route("premises:coverage", VIEW, is_scoped=False),  # likewise
    Route("premises:register", MANAGE, is_scoped=False),  # the form offers one's own communes
    Route("premises:register", MANAGE, method="POST", body=_said, is_scoped=False),
    Route("premises:imports", MANAGE, is_scoped=False),  # it holds the lists of one's own units
    Route("premises:imports", MANAGE, method="POST", body=_file, is_scoped=False,
          answers=frozenset({302, 422})),  # refused where it is the list of somebody else's unit
    Route("premises:import_detail", MANAGE, args=_at_list),
    Route("premises:import_columns", MANAGE, args=_at_list),
    Route("premises:import_columns", MANAGE, method="POST", args=_at_list, body=_columns),
    Route("premises:take_in_import", MANAGE, method="POST", args=_at_checked_list),
    Route("premises:undo_import", MANAGE, method="POST", args=_at_taken_list),
    Route("premises:discard_import", MANAGE, method="POST", args=_at_list),
    Route("premises:duplicates", MANAGE, is_scoped=False),  # of one's own communes
    Route("premises:merge", MANAGE, args=_twins),
    Route("premises:merge", MANAGE, method="POST", args=_twins),
    Route("premises:part", MANAGE, method="POST", args=_merged),
    Route("premises:premises_detail", VIEW, args=_at),
    Route("premises:amend", MANAGE, args=_at),
    Route("premises:amend", MANAGE, method="POST", args=_at, body=_said),
    Route("premises:pause", MANAGE, args=_at),
    Route("premises:pause", MANAGE, method="POST", args=_at, body=_day),
    Route("premises:close", MANAGE, args=_at),
    Route("premises:close", MANAGE, method="POST", args=_at, body=_day),
    Route("premises:reopen", MANAGE, args=_at_paused),
    Route("premises:reopen", MANAGE, method="POST", args=_at_paused, body=_day),
    Route("premises:visits", VIEW, is_scoped=False),  # it holds what the reader may see
    Route("premises:visits", MANAGE, method="POST", body=_day_sheet, is_scoped=False,
          answers=frozenset({302, 404})),  # 404 for lines of somebody else's premises
    Route("premises:visit_days", VIEW, is_scoped=False),
    Route("premises:isolation", VIEW, is_scoped=False),
    Route("premises:isolation_days", VIEW, is_scoped=False),
    Route("premises:isolation", MANAGE, method="POST", is_scoped=False),
    Route("premises:staff", VIEW, is_scoped=False),  # likewise
    Route("premises:staff", MANAGE, method="POST", is_scoped=False),
    Route("premises:safety", VIEW, is_scoped=False),  # it holds what the reader may see
    Route("premises:review_safety", MANAGE, args=_at_school),
    Route("premises:review_safety", MANAGE, method="POST", args=_at_school, body=_review),
    Route("premises:correct_safety", MANAGE, args=_at_review),
    Route("premises:correct_safety", MANAGE, method="POST", args=_at_review, body=_correction),
    Route("premises:make_owner_link", MANAGE, method="POST", args=_at),
    Route("premises:revoke_owner_link", MANAGE, method="POST", args=_at_linked),
    Route("premises:enter_checkpoint", MANAGE, args=_at),
    Route("premises:enter_checkpoint", MANAGE, method="POST", args=_at, body=_payload),
    Route("premises:retire_checkpoint", MANAGE, args=_at_coded),
    Route("premises:retire_checkpoint", MANAGE, method="POST", args=_at_coded, body=_because),
    Route("premises:resolve_claim", MANAGE, args=_at_claimed),
    Route("premises:resolve_claim", MANAGE, method="POST", args=_at_claimed, body=_theirs),
    Route("premises:request_poster", MANAGE, args=_at_coded),
    Route("premises:request_poster", MANAGE, method="POST", args=_at_coded, body=_a4),
    Route("premises:issue_poster", MANAGE, method="POST", args=_at_sheet),
    Route("premises:print_poster", MANAGE, method="POST", args=_at_sheet),
    Route("premises:post_poster", MANAGE, args=_at_sheet),
    Route("premises:post_poster", MANAGE, method="POST", args=_at_printed),
    Route("premises:poster_photo", MANAGE, args=_at_photo),
    Route("premises:replace_poster", MANAGE, method="POST", args=_at_sheet),
    Route("premises:verify_poster", MANAGE, args=_at_posted),
    Route("premises:verify_poster", MANAGE, method="POST", args=_at_posted, body=_payload,
          answers=frozenset({422})),  # the payload differs: refused at its field
    Route("premises:report_damaged", MANAGE, args=_at_posted),
    Route("premises:report_damaged", MANAGE, method="POST", args=_at_posted, body=_because),
    Route("premises:revoke_poster", MANAGE, args=_at_sheet),
    Route("premises:revoke_poster", MANAGE, method="POST", args=_at_sheet, body=_because),
)  # fmt: skip
