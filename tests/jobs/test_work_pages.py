"""Long work on the desk: the bar, what is being done, stopping it, and the inbox."""

import html

import pytest
from django.urls import reverse

from campaigns.jobs import models
from tests.factories import cast as casts
from tests.factories import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return casts.make_cast()


@pytest.fixture
def see(client):
    """What a person sees at an address."""

    def look(user, name, *args, query=""):
        client.force_login(user)
        return html.unescape(
            client.get(reverse(f"workspace:{name}", args=args) + query).content.decode()
        )

    return look


@pytest.fixture
def half_way(people):
    """A job of the officer that has done three of ten."""

    def once(turn):
        if turn.cursor:
            raise KeyboardInterrupt
        return jobs.count_on(turn)

    with jobs.counting(once):
        job = jobs.order(people.officer, unit=people.commune)
        with pytest.raises(KeyboardInterrupt):
            jobs.run()
        yield job


def test_the_page_shows_the_bar_and_asks_again(people, see, half_way):
    page = see(people.officer, "job", half_way.pk)
    assert '<progress value="3" max="10"' in page
    assert "Đang đếm" in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    part = see(people.officer, "job", half_way.pk, query="?part=1")
    assert part.lstrip().startswith('<div id="job-part"')


def test_a_page_of_what_is_over_is_quiet(people, see):
    with jobs.counting(result_url=lambda job: "/desk/units/"):
        job = jobs.finish(jobs.order(people.officer))
        page = see(people.officer, "job", job.pk)
    # The count in the header asks once; the part that shows the job does not.
    assert "hx-trigger" not in page.partition("<main")[2]
    assert "http-equiv" not in page
    assert "Đã đếm 10 số." in page
    assert 'href="/desk/units/"' in page


def test_stopping_by_the_page(people, client, half_way):
    client.force_login(people.officer)
    for state in ("CANCELLING", "CANCELLING"):
        answer = client.post(reverse("workspace:cancel_job", args=[half_way.pk]))
        assert answer.status_code == 302
        assert models.Job.objects.get(pk=half_way.pk).state == state
    page = html.unescape(client.get(answer["Location"]).content.decode())
    assert "đang được dừng" in page


def test_colleagues_of_the_unit_see_it_and_others_do_not(people, client, see, half_way):
    assert "Đếm số" in see(people.head, "jobs")
    assert "Đếm số" not in see(people.outsider, "jobs")
    assert "Đếm số" not in see(people.volunteer, "jobs"), "may not do such work"
    client.force_login(people.volunteer)
    assert client.get(reverse("workspace:job", args=[half_way.pk])).status_code == 404


def test_the_inbox_shows_what_is_under_way(people, see, half_way):
    page = see(people.officer, "inbox")
    assert '<progress value="3" max="10"' in page
    assert "<progress" not in see(people.outsider, "inbox")


def test_an_empty_list_says_what_would_be_here(people, see):
    assert "Chưa có việc" in see(people.officer, "jobs")


def test_a_long_list_takes_no_more_queries(people, client, django_assert_max_num_queries):
    with jobs.counting():
        for _ in range(40):
            jobs.order(people.officer)
        client.force_login(people.officer)
        with django_assert_max_num_queries(14):
            client.get(reverse("workspace:jobs") + "?size=50")
