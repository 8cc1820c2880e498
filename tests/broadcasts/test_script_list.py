"""The list of scripts: what may be placed, found from an empty slot."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.broadcasts import services
from tests.factories import broadcasts, cast


@pytest.fixture
def page_for(client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def go(user, **query):
        client.force_login(user)
        answer = client.get(reverse("broadcasts:scripts"), query)
        assert answer.status_code == 200
        return html.unescape(answer.content.decode())

    return go


def test_replaced_and_withdrawn_texts_are_left_out_until_asked_for(station, page_for):
    old = broadcasts.make_script(station, page_id=1, title="Bản cũ")
    broadcasts.make_script(station, page_id=1, title="Bản mới")
    gone = broadcasts.make_script(station, page_id=2, title="Bản đã rút")
    services.withdraw_script(script=gone, reason="Sai", by=station.chief, at=broadcasts.NOW)
    page = page_for(station.chief)
    assert "Bản mới" in page
    assert old.title not in page
    assert gone.title not in page
    assert {old.title in page_for(station.chief, what="all")} == {True}
    assert gone.title in page_for(station.chief, what="all")


def test_it_finds_without_marks_and_by_medium_language_and_place(station, page_for):
    broadcasts.make_script(station, page_id=1, title="Khai báo ở chợ")
    broadcasts.make_script(station, page_id=2, title="Tin Chăm", language="cjm-Latn")
    assert "Khai báo ở chợ" in page_for(station.editor, q="khai bao cho")
    assert "Khai báo ở chợ" not in page_for(station.editor, q="khai bao cong")
    chosen = page_for(station.editor, medium="RADIO", language="cjm-Latn", what="unplaced")
    assert "Tin Chăm" in chosen
    assert "Khai báo ở chợ" not in chosen
    assert "Tin Chăm" not in page_for(station.editor, medium="SMS")


def test_whoever_may_not_place_is_offered_nothing_to_place(station, page_for):
    release = broadcasts.make_release(station)
    place = reverse("broadcasts:plan", args=[release.script_id])
    assert place in page_for(station.editor, what="all")
    page = page_for(station.broadcaster, what="all")
    assert release.script.title in page
    assert place not in page


def test_an_empty_slot_leads_to_what_fits_it(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    client.force_login(station.chief)
    day = "2030-01-07"
    page = client.get(reverse("broadcasts:rundown", args=[station.outlet.pk, day]))
    assert "scripts/?medium=RADIO&amp;language=cjm-Latn" in page.content.decode()


def test_the_list_asks_the_same_however_long_it_is(station, client, settings, page_for):
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def count():
        with CaptureQueriesContext(connection) as asked:
            page_for(station.chief)
        return len(asked)

    broadcasts.make_script(station, page_id=1)
    page_for(station.chief)  # what the first page of a process asks once
    few = count()
    for number in range(2, 30):
        broadcasts.make_script(station, page_id=number)
    assert count() <= few <= 25


def test_the_list_is_a_file_too(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    broadcasts.make_script(station, title="=cmd()")
    client.force_login(station.chief)
    answer = client.get(reverse("broadcasts:scripts"), {"export": "csv"})
    assert "'=cmd()" in b"".join(answer.streaming_content).decode()


def test_nobody_from_elsewhere_sees_a_script(station, page_for):
    release = broadcasts.make_release(station)
    stranger = cast.make_person("xa", "BROADCASTER", station.cast.commune)
    assert release.script.title not in page_for(stranger, what="all")
