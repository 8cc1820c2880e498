"""Cutting from the web text, and renditions that the web text has left behind."""

import pytest

from campaigns.audit import models as audit_models
from campaigns.broadcasts.models import Medium
from cms import models, queries, services
from cms.queries import changes
from tests.broadcasts.test_races import at_once, of
from tests.factories import cms as factory
from tests.factories.cast import NOW

Fate = changes.Fate


def cut(room, page, *media, language="vi"):
    draft = services.CutDraft(media, language)
    return services.cut_from_web(page=page, draft=draft, by=room.editor, at=NOW)


def latest(page):
    return factory.fresh(page).get_latest_revision_as_object()


def texts(page):
    return {(r.medium, r.language): r.text for r in latest(page).renditions.all()}


def rewrite(room, page, **changes):
    """Save another draft, as the editor's screen does."""
    text = latest(page)
    for name, value in changes.items():
        setattr(text, name, value)
    text.save_revision(user=room.editor)
    services.note_sources(page=text, by=room.editor, at=NOW)


def stale_keys(page):
    known, web_text = queries.sources_of(page.pk), latest(page).web_text
    return {key for key, source in known.items() if queries.staleness(source, web_text)}


@pytest.mark.parametrize("media", [(), ("PIGEON",)])
def test_no_medium_or_one_that_is_none_is_refused(media, room, piece):
    with pytest.raises(services.NothingToCut):
        cut(room, piece, *media)


def test_language_that_is_none_is_refused(room, piece):
    with pytest.raises(services.NothingToCut):
        cut(room, piece, "SMS", language="xx")


def test_the_page_itself_is_not_cut_from_itself(room, piece):
    with pytest.raises(services.AlreadyCut):
        cut(room, piece, "WEB")


def test_an_empty_page_has_nothing_to_cut(room, piece):
    text = latest(piece)
    text.summary, text.body = "", []
    text.save_revision(clean=False)
    with pytest.raises(services.NothingToCut):
        cut(room, piece, "SMS")


def test_a_rendition_that_is_there_is_never_written_over(room, piece):
    with pytest.raises(services.AlreadyCut) as told:
        cut(room, piece, "SMS", "RADIO")
    assert str(Medium.RADIO.label) in told.value.message
    assert ("SMS", "vi") not in texts(piece)
    assert texts(piece)["RADIO", "vi"] == factory.RADIO


def test_several_media_are_cut_at_once_into_one_new_draft(room, piece):
    before = piece.revisions.count()
    cut(room, piece, "SMS", "LOUDSPEAKER", "NEWSPAPER")
    assert piece.revisions.count() == before + 1
    assert {("SMS", "vi"), ("LOUDSPEAKER", "vi"), ("NEWSPAPER", "vi")} < set(texts(piece))
    event = audit_models.Event.objects.get(verb="cms.renditions_cut")
    assert event.actor_id == f"user:{room.editor.pk}"


def test_air_gets_sentences_and_a_message_gets_the_summary(room, piece):
    cut(room, piece, "LOUDSPEAKER", "SMS")
    spoken = texts(piece)["LOUDSPEAKER", "vi"]
    assert "Bước 1: Mở camera điện thoại." in spoken
    assert all(line.endswith((".", "!", "?")) for line in spoken.splitlines())
    assert texts(piece)["SMS", "vi"] == piece.summary


def test_another_language_begins_empty_and_cannot_be_submitted_so(room, piece):
    cut(room, piece, "RADIO", language="rog")
    assert texts(piece)["RADIO", "rog"] == ""
    with pytest.raises(services.NotReady):
        factory.submit(room, piece)


def test_a_draft_that_was_submitted_stays_as_it_was(room, piece):
    approval = factory.submit(room, piece)
    cut(room, piece, "SMS")
    assert ("SMS", "vi") not in {
        (r.medium, r.language) for r in approval.revision.as_object().renditions.all()
    }


@pytest.mark.django_db(transaction=True)
def test_two_who_cut_at_once_lose_nothing():
    room = factory.make_room()
    page = factory.make_piece(room)
    results = at_once(lambda: cut(room, page, "SMS"), lambda: cut(room, page, "NEWSPAPER"))
    assert of(results, Exception) == []
    assert {("SMS", "vi"), ("NEWSPAPER", "vi")} < set(texts(page))


def test_renditions_are_abreast_when_they_are_made(room, piece):
    cut(room, piece, "SMS")
    assert set(queries.sources_of(piece.pk)) == {("RADIO", "vi"), ("WEB", "en"), ("SMS", "vi")}
    assert stale_keys(piece) == set()


def test_a_change_of_the_web_text_leaves_all_renditions_behind(room, piece):
    rewrite(room, piece, summary="Quét mã VNeID ở cửa trước khi vào.")
    assert stale_keys(piece) == {("RADIO", "vi"), ("WEB", "en")}
    (stale,) = queries.stale_pieces(_units(room))
    assert stale.page_id == piece.pk
    assert len(stale.renditions) == 2


def test_a_change_that_is_taken_back_leaves_none_behind(room, piece):
    rewrite(room, piece, summary="Khác.")
    rewrite(room, piece, summary=piece.summary)
    assert stale_keys(piece) == set()
    assert queries.stale_pieces(_units(room)) == ()


def test_what_still_holds_is_on_record_and_behind_no_more(room, piece):
    rewrite(room, piece, summary="Khác.")
    services.say_it_holds(page=piece, key=("RADIO", "vi"), by=room.chief, at=NOW)
    assert stale_keys(piece) == {("WEB", "en")}
    source = models.RenditionSource.objects.get(page=piece, medium="RADIO")
    assert source.revision_id == factory.fresh(piece).latest_revision_id
    event = audit_models.Event.objects.get(verb="cms.rendition_holds")
    assert event.actor_id == f"user:{room.chief.pk}"


def test_a_rendition_that_is_not_there_cannot_hold(room, piece):
    with pytest.raises(services.NoSuchRendition):
        services.say_it_holds(page=piece, key=("SMS", "vi"), by=room.chief, at=NOW)


def test_the_source_of_a_rendition_goes_with_it(room, piece):
    text = latest(piece)
    text.renditions.remove(text.renditions.get(medium="RADIO"))
    text.save_revision(user=room.editor)
    services.note_sources(page=text, by=room.editor, at=NOW)
    assert set(queries.sources_of(piece.pk)) == {("WEB", "en")}


def test_saving_again_notes_nothing_twice(room, piece):
    rewrite(room, piece, summary="Khác.")
    before = list(models.RenditionSource.objects.order_by("pk").values())
    services.note_sources(page=piece, by=room.editor, at=NOW)
    assert list(models.RenditionSource.objects.order_by("pk").values()) == before


def test_pieces_of_other_newsrooms_are_not_told(room, piece):
    rewrite(room, piece, summary="Khác.")
    assert queries.stale_pieces(_units(room, room.other)) == ()


def _units(room, page=None):
    unit = (page or room.page).unit
    return type(unit).objects.filter(pk=unit.pk)


def test_the_difference_is_told_word_by_word_and_only_where_there_is_one():
    then = "Quét mã QR ở cửa.\nChỉ mất một phút.\nHết."
    (line,) = changes.changed_lines(then, "Quét mã VNeID ở cửa.\nChỉ mất một phút.\nHết.")
    assert [(run.fate, run.text) for run in line.runs if run.fate != Fate.KEPT] == [
        (Fate.GONE, "QR"),
        (Fate.NEW, "VNeID"),
    ]


def test_whole_paragraphs_that_came_or_went_are_told():
    assert [line.runs[0].fate for line in changes.changed_lines("Một.", "Một.\nHai.")] == [Fate.NEW]
    assert [line.runs[0].fate for line in changes.changed_lines("Một.\nHai.", "Một.")] == [
        Fate.GONE
    ]


@pytest.mark.parametrize(
    ("then", "now"), [("", ""), ("a b", "a b"), ("", "a\nb"), ("a\nb\nc", "x")]
)
def test_the_runs_of_a_difference_spell_the_text_of_now(then, now):
    words = [
        "".join(run.text for run in line.runs if run.fate != Fate.GONE)
        for line in changes.changed_lines(then, now)
    ]
    assert (then == now) or [w for w in words if w] == now.splitlines()
