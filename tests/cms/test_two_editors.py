"""Two editors on one page: nothing that either wrote is dropped, and the second is told."""

from django.urls import reverse

from cms import models
from tests.cms.test_editor import edit_url
from tests.cms.test_refused_routes import editor_form
from tests.cms.test_rendition_screens import row
from tests.cms.test_renditions import latest, texts
from tests.factories import cms as factory


def save(user, page, loaded, **changes):
    data = editor_form(page, loaded_revision_id=str(loaded), **changes)
    return factory.signed_in(user).post(edit_url(page), data, follow=True)


def test_the_second_to_save_is_told_and_both_drafts_are_kept(room, piece):
    loaded = piece.latest_revision_id
    save(room.editor, piece, loaded, title="Đầu đề của người thứ nhất")
    first = factory.fresh(piece).latest_revision
    html = save(room.chief, piece, loaded, title="Đầu đề của người thứ hai").content.decode()
    second = factory.fresh(piece).latest_revision
    assert str(room.editor) in html
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[piece.pk, first.pk, second.pk])
    assert compare in html
    assert first.as_object().title == "Đầu đề của người thứ nhất"
    assert latest(piece).title == "Đầu đề của người thứ hai"
    shown = factory.signed_in(room.chief).get(compare).content.decode()
    assert "thứ" in shown


def test_what_was_written_over_another_draft_is_not_submitted_unseen(room, piece):
    loaded = piece.latest_revision_id
    save(room.editor, piece, loaded, title="Đầu đề của người thứ nhất")
    save(room.chief, piece, loaded, title="Của người thứ hai", **{"action-loa-submit": "1"})
    assert not models.PublishApproval.objects.exists()
    now = factory.fresh(piece).latest_revision_id
    save(room.chief, piece, now, title="Đã so sánh", **{"action-loa-submit": "1"})
    assert models.PublishApproval.objects.get().revision.as_object().title == "Đã so sánh"


def test_who_writes_alone_is_told_nothing(room, piece):
    save(room.editor, piece, piece.latest_revision_id, title="Một")
    answer = save(room.editor, piece, factory.fresh(piece).latest_revision_id, title="Hai")
    assert "revisions/compare" not in answer.content.decode()


def test_number_of_a_draft_that_is_none_is_no_conflict(room, piece):
    save(room.editor, piece, "²", title="Một")
    assert latest(piece).title == "Một"


def test_both_add_a_text_for_the_same_medium(room, piece):
    loaded = piece.latest_revision_id
    for user, text in ((room.editor, "Bản thứ nhất."), (room.chief, "Bản thứ hai.")):
        data = editor_form(piece, loaded_revision_id=str(loaded))
        data = row(data, 2, medium="SMS", language="vi", title="T", text=text)
        factory.signed_in(user).post(edit_url(piece), data)
    kept = [r.text for r in latest(piece).renditions.all() if r.medium == "SMS"]
    assert kept == ["Bản thứ hai."]
    assert models.Rendition.objects.filter(page=piece, medium="SMS").count() == 1


def test_one_takes_a_text_away_while_the_other_mends_it(room, piece):
    factory.signed_in(room.editor).post(edit_url(piece), editor_form(piece))
    rows = {r.medium: r.pk for r in models.Rendition.objects.filter(page=piece)}
    seen = as_stored(piece)
    taken = as_stored(piece) | {f"renditions-{_place(seen, rows['RADIO'])}-DELETE": "on"}
    factory.signed_in(room.editor).post(edit_url(piece), taken)
    assert ("RADIO", "vi") not in texts(piece)
    mended = seen | {f"renditions-{_place(seen, rows['RADIO'])}-text": "Đã sửa."}
    factory.signed_in(room.chief).post(edit_url(piece), mended)
    assert texts(piece)["RADIO", "vi"] == "Đã sửa."


def as_stored(page):
    """The form of a draft whose renditions are rows, with their numbers."""
    fresh = latest(page)
    data = editor_form(fresh)
    rows = list(fresh.renditions.all())
    for n, rendition in enumerate(rows):
        data[f"renditions-{n}-id"] = str(rendition.pk)
    return data | {"renditions-INITIAL_FORMS": str(len(rows))}


def _place(data, pk):
    return next(
        name.split("-")[1]
        for name, value in data.items()
        if value == str(pk) and name.endswith("-id")
    )
