"""The inbox shows one's own notices and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.notifications import models, services
from tests.factories import cast

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
