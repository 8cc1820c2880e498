"""The pages on which a station's log is looked at before it is written."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns.broadcasts import models
from tests.broadcasts.test_playout import TITLE, lines
from tests.factories import broadcasts


@pytest.fixture
def visit(client, settings, station):
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def go(name, *args, post=None, by=None, **query):
        client.force_login(by or station.broadcaster)
        path = reverse(f"broadcasts:{name}", args=args)
        return client.get(path, query) if post is None else client.post(path, post)

    return go


def said(response):
    return html.unescape(response.content.decode())


def yesterday(station):
    """A script that is known, and a log by the clock that views read."""
    broadcasts.make_script(station)
    return lines(f"2026-11-16 10:30,{TITLE},120", "hôm qua,=cmd|' /C calc'!A0,5")


def upload(visit, station, content):
    file = SimpleUploadedFile("nhật ký.csv", content.encode())
    return visit("logs", station.outlet.pk, post={"log": file})


def test_a_log_is_looked_at_then_written(station, visit):
    answer = upload(visit, station, yesterday(station))
    log = models.PlayoutLog.objects.get()
    assert answer["Location"] == reverse("broadcasts:log", args=[log.pk])
    page = said(visit("log", log.pk))
    assert TITLE in page
    assert reverse("broadcasts:log_write", args=[log.pk]) in page
    faults = b"".join(
        visit("log", log.pk, verdict="UNREADABLE", export="csv").streaming_content
    ).decode()
    assert "'=cmd" in faults
    assert faults.count("\r\n") == 2
    assert visit("log_write", log.pk, post={}).status_code == 302
    assert models.Airing.objects.count() == 1
    assert "log_write" not in said(visit("log", log.pk))


def test_a_long_log_waits_for_the_worker(station, visit, monkeypatch):
    monkeypatch.setattr("campaigns.broadcasts.views.playout.AT_ONCE", 1)
    upload(visit, station, yesterday(station))
    log = models.PlayoutLog.objects.get()
    visit("log_write", log.pk, post={})
    log.refresh_from_db()
    assert log.state in {"ORDERED", "DONE"}
    assert visit("log", log.pk).status_code == 200


def test_columns_are_chosen_on_the_page_and_a_log_is_discarded(station, visit):
    broadcasts.make_script(station)
    upload(visit, station, lines(f"2026-11-16 05:30,{TITLE}", header="A,B"))
    log = models.PlayoutLog.objects.get()
    assert 'name="start"' in said(visit("log", log.pk))
    wrong = visit("log_columns", log.pk, post={"title": "B", "is_day_first": "yes"})
    assert wrong.status_code == 200
    post = {"title": "B", "start": "A", "is_day_first": "yes"}
    assert visit("log_columns", log.pk, post=post).status_code == 302
    assert log.lines.count() == 1
    assert visit("log_discard", log.pk, post={}).status_code == 302
    assert visit("log_columns", log.pk, post=post).status_code == 302
    assert visit("log_write", log.pk, post={}).status_code == 302
    assert not models.Airing.objects.exists()


@pytest.mark.parametrize("content", ["", "không phải bảng", "\x00\x00"])
def test_a_file_that_cannot_be_read_is_told_at_its_field(station, visit, content):
    answer = upload(visit, station, content)
    assert answer.status_code == 200
    assert "loa-error" in said(answer)


def test_half_a_gigabyte_is_turned_away_before_it_is_read(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    client.force_login(station.broadcaster)
    path = reverse("broadcasts:logs", args=[station.outlet.pk])
    answer = client.generic("POST", path, b"x", content_type="multipart/form-data; boundary=b",
                            headers={"content-length": str(500 * 1024 * 1024)})  # fmt: skip
    assert answer.status_code == 413


def test_an_upload_needs_the_token_against_forgery(station, settings):
    from django.test import Client

    settings.LOA_SECOND_FACTOR_REQUIRED = False
    client = Client(enforce_csrf_checks=True)
    client.force_login(station.broadcaster)
    path = reverse("broadcasts:logs", args=[station.outlet.pk])
    assert client.post(path, {"log": SimpleUploadedFile("a.csv", b"x")}).status_code == 403
