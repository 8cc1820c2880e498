"""The inbox shows one's own notices and nobody else's."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.notifications import models, queries, services
from tests.factories import cast, notices

pytestmark = pytest.mark.django_db


def _tell(user, topic, text="Có việc mới"):
    services.tell(users=[user], topic=topic, text=text, url="/desk/", at=cast.NOW)


def test_inbox_shows_own_notices_only(client: Client):
    people = cast.make_cast()
    _tell(people.officer, "a", "Việc của cán bộ")
    _tell(people.outsider, "a", "Việc của người khác")
    client.force_login(people.officer)
    page = client.get(reverse("workspace:inbox")).content.decode()
    assert "Việc của cán bộ" in page
    assert "Việc của người khác" not in page


def test_marking_read_leaves_others_unread(client: Client):
    people = cast.make_cast()
    _tell(people.officer, "a")
    _tell(people.outsider, "a")
    client.force_login(people.officer)
    client.post(reverse("workspace:mark_inbox_read"))
    unread = models.Notice.objects.filter(read_at__isnull=True)
    assert [notice.user for notice in unread] == [people.outsider]


def test_a_long_inbox_takes_no_more_queries(client: Client, django_assert_max_num_queries):
    people = cast.make_cast()
    for number in range(60):
        _tell(people.officer, str(number))
    client.force_login(people.officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("workspace:inbox") + "?size=50")


@pytest.fixture
def reader(db, client):
    """The officer, signed in, with three notices of two kinds; one is read."""
    officer = cast.make_cast().officer
    notices.tell(officer, "1", text="Báo cáo ngày", kind="DUTIES")
    notices.tell(officer, "2", text="Ca trực sáng mai", kind="DRIVES")
    old = notices.tell(officer, "3", text="Ca trực hôm qua", kind="DRIVES")
    services.mark_read(user=officer, notice_ids=[old.pk], at=cast.NOW)
    client.force_login(officer)
    return officer


def _page(client, query=""):
    return client.get(reverse("workspace:inbox") + query).content.decode()


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?kind=DRIVES", ("sáng mai", "hôm qua"), ("Báo cáo ngày",)),
        ("?show=unread", ("sáng mai", "Báo cáo ngày"), ("hôm qua",)),
        ("?q=hôm", ("hôm qua",), ("sáng mai",)),
        ("?kind=WEATHER&marked=x&page=9", ("sáng mai", "hôm qua", "Báo cáo ngày"), ()),
    ],
)
def test_filters_stand_in_the_address(client, reader, query, shown, hidden):
    page = _page(client, query)
    assert all(text in page for text in shown)
    assert not any(text in page for text in hidden)


def test_one_notice_is_marked_and_unmarked_and_the_list_stays(client, reader):
    notice = models.Notice.objects.get(topic="2")
    address = reverse("workspace:mark_notice", args=[notice.pk])
    answer = client.post(address, {"back": "kind=DRIVES&marked=2026-11-16T02:00:00%2B00:00"})
    assert answer["Location"] == "/desk/inbox/?kind=DRIVES"
    assert queries.unread_count(reader) == 1
    client.post(address, {"unread": "1"})
    assert queries.unread_count(reader) == 2


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "\r\nX: y", "ữ=ữ&&"])
def test_the_way_back_leads_nowhere_else(client, reader, back):
    notice = models.Notice.objects.get(topic="2")
    answer = client.post(reverse("workspace:mark_notice", args=[notice.pk]), {"back": back})
    assert answer["Location"].startswith("/desk/inbox/")


def test_nobody_marks_somebody_elses_notice(client, reader):
    other = notices.tell(cast.make_user("other"))
    assert client.post(reverse("workspace:mark_notice", args=[other.pk])).status_code == 404


def test_marking_all_can_be_taken_back_and_leaves_what_was_read_before(client, reader):
    page = client.post(reverse("workspace:mark_inbox_read"), follow=True).content.decode()
    assert queries.unread_count(reader) == 0
    stamp = re.search(r'name="marked" value="([^"]+)"', page).group(1)
    client.post(reverse("workspace:undo_inbox_read"), {"marked": stamp})
    assert queries.unread_count(reader) == 2


@pytest.mark.parametrize("stamp", ["", "gestern", "2026-99-99T00:00:00Z", "2026-11-16"])
def test_a_moment_that_is_none_takes_nothing_back(client, reader, stamp):
    answer = client.post(reverse("workspace:undo_inbox_read"), {"marked": stamp})
    assert answer.status_code == 302
    assert queries.unread_count(reader) == 2
