"""What the measure says: fits or not, by how much, and never by colour alone."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.broadcasts import services as broadcast_services
from cms import queries
from cms.queries import advice, measures
from tests.factories import cms as factory
from tests.factories.cast import NOW, SYSTEM

TODAY = date(2021, 6, 7)
SHORT = advice.SlotLength("Bản tin sáng", time(5, 30), 60)
LONG = advice.SlotLength("Thời sự", time(17, 0), 300)
Tone = advice.Tone


def describe(written, medium, language="vi", **yardstick):
    return advice.describe(
        written, medium=medium, language=language, by=advice.Yardstick(**yardstick)
    )


def line_of(measure, tone):
    return next(line for line in measure.lines if line.tone == tone)


def test_words_over_the_budget_are_said_with_how_many():
    line = line_of(describe("một " * 640, "NEWSPAPER", word_budget=600), Tone.OVER)
    assert "40" in line.text
    assert line.word


def test_words_within_the_budget_fit():
    assert line_of(describe("một " * 600, "NEWSPAPER", word_budget=600), Tone.GOOD).word


def test_social_media_have_no_budget():
    assert describe("một " * 640, "SOCIAL", word_budget=600).lines[0].tone == Tone.PLAIN


@pytest.mark.parametrize(
    ("seconds", "slots", "tone"),
    [(60, (SHORT, LONG), Tone.GOOD), (61, (SHORT, LONG), Tone.HINT), (301, (LONG,), Tone.OVER)],
)
def test_seconds_are_held_against_the_slots(seconds, slots, tone):
    measure = describe("", "RADIO", slots=slots, recorded_seconds=seconds)
    assert measure.lines[1].tone == tone


def test_too_long_is_said_with_by_how_much_and_for_which_slot():
    text = describe("", "RADIO", slots=(LONG,), recorded_seconds=312).lines[1].text
    assert "12" in text
    assert "17:00" in text
    assert "Thời sự" in text


def test_without_slots_only_the_length_is_said():
    assert len(describe("Một hai ba.", "LOUDSPEAKER").lines) == 1


def test_sentences_over_a_breath_are_listed_with_their_length():
    long, short = "một " * 26, "hai " * 25
    hints = [
        line for line in describe(f"{long}. {short}.", "RADIO").lines if line.tone == Tone.HINT
    ]
    assert len(hints) == 1
    assert "26" in hints[0].text


def test_many_long_sentences_are_counted_not_all_listed():
    text = ("một " * 30 + ". ") * 8
    hints = [line for line in describe(text, "RADIO").lines if line.tone == Tone.HINT]
    assert len(hints) == advice.SENTENCES_NAMED + 1
    assert "3" in hints[-1].text


def test_readers_are_not_told_of_breath():
    assert len(describe("một " * 40, "WEB", "en").lines) == 1


def test_message_without_marks_is_offered_where_it_saves_messages():
    measure = describe("Khai báo – “nhanh” " * 6, "SMS")
    assert measure.plain_text.startswith('Khai bao - "nhanh" Khai bao')
    assert measures.count_sms(measure.plain_text).alphabet == "GSM-7"


def test_message_that_gains_nothing_is_left_alone():
    assert describe("Khai báo.", "SMS").plain_text == ""


def test_akhar_thrah_asks_for_the_recording():
    measure = describe("ꨌꩌ ꨇꨥꩆ", "RADIO", "cjm-Cham")
    assert [line.tone for line in measure.lines] == [Tone.HINT]


def test_akhar_thrah_takes_its_seconds_from_the_recording():
    measure = describe("ꨌꩌ ꨇꨥꩆ", "RADIO", "cjm-Cham", recorded_seconds=48, slots=(LONG,))
    assert "48" in measure.lines[0].text
    assert measure.lines[1].tone == Tone.GOOD


def test_cham_is_counted_in_letters_as_the_eye_sees_them():
    assert any(line.text.startswith("3 ") for line in describe("bơ̆k", "WEB", "cjm-Latn").lines)
    assert [line.text[0] for line in describe("ꨌꩌ", "WEB", "cjm-Cham").lines] == ["1"]


def test_only_slots_of_the_medium_and_language_that_still_run_count(room):
    values = {"medium": "RADIO", "recurrence": "FREQ=DAILY", "seconds": 5, "language": "vi"}
    values |= {"starts_time": time(6), "valid_from_date": date(2021, 1, 1)}
    for code, change in (
        ("cu", {"valid_to_date": date(2021, 6, 6)}),
        ("tieng-cham", {"language": "cjm-Latn"}),
        ("hinh", {"medium": "TELEVISION"}),
    ):
        broadcast_services.save_slot(
            outlet=room.outlet,
            code=code,
            values=values | {"name_vi": code} | change,
            by=SYSTEM,
            at=NOW,
        )
    found = queries.measuring(room.page, TODAY).measure(
        factory.RADIO, medium="RADIO", language="vi"
    )
    assert line_of(found, Tone.GOOD)


def test_any_number_of_texts_is_measured_with_three_queries(room):
    with CaptureQueriesContext(connection) as asked:
        measuring = queries.measuring(room.page, TODAY)
        for medium in ("RADIO", "LOUDSPEAKER", "SMS", "NEWSPAPER") * 5:
            measuring.measure(factory.RADIO, medium=medium, language="vi")
    assert len(asked) == 3
