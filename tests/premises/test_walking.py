"""The officer's walking list: who lacks what, on screen, on paper, and what was hung on the way."""

import io
import re

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.audit import models as audit_models
from campaigns.kernel import roles
from campaigns.premises import models, services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
LIST = reverse("premises:walking_list")
PDF = reverse("premises:walking_list_pdf")


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def client(scene: factory.Scene) -> Client:
    client = Client()
    client.force_login(scene.cast.officer)
    return client


def printed(premises: models.Premises, placement: str = "") -> models.Poster:
    poster = factory.make_poster(premises, placement)
    services.issue_posters(poster_ids=[poster.pk], by=casts.SYSTEM, at=factory.NOW)
    services.mark_printed(poster_ids=[poster.pk], by=casts.SYSTEM, at=factory.NOW)
    return poster


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def names(response) -> list[str]:
    return re.findall(r'<a href="/desk/premises/\d+/">([^<]+)<', response.text)


def test_it_holds_what_lacks_something_hamlet_by_hamlet(scene, client) -> None:
    factory.make(scene.cast.commune, name="Quán Xa", hamlet="Thôn Ma Ty")
    factory.make(scene.cast.commune, name="Quán Gần", hamlet="Thôn Ma Hoa")
    factory.make_verified(scene)
    closed = factory.make(scene.cast.commune, name="Quán Nghỉ")
    services.pause(premises=closed, from_date=factory.SINCE, by=casts.SYSTEM, at=factory.NOW)
    assert names(client.get(LIST)) == [scene.other.name, "Quán Gần", "Quán Xa"]


def test_the_filter_names_the_commune_that_the_list_shows(scene) -> None:
    """A district's officer is offered the district as well, and begins in its first commune."""
    cast = scene.cast
    client = Client()
    client.force_login(casts.make_person("district", roles.Role.UNIT_OFFICER, cast.district))
    for address in (LIST, f"{LIST}?unit=999999", f"{LIST}?unit={cast.district.pk}"):
        page = client.get(address)
        (chosen,) = re.findall(r"<option[^>]*selected[^>]*>([^<]+)<", page.text)
        assert f"{chosen}: " in page.text


def test_sheets_are_hung_on_the_way_each_with_its_event(scene, client) -> None:
    first, second = printed(scene.premises), printed(scene.other, "quầy")
    page = client.get(LIST).text
    assert first.code in page
    assert second.code in page
    client.post(LIST, {"sheet": [first.pk, second.pk]})
    for poster in (first, second):
        poster.refresh_from_db()
        assert (poster.state, poster.posted_by) == ("POSTED", scene.cast.officer.actor_id)
    events = audit_models.Event.objects.filter(verb="premises.poster_posted")
    assert events.count() == 2
    factory.assert_coverage_true()


def test_ticking_twice_or_too_early_changes_nothing_and_says_so(scene, client) -> None:
    hung, asked = printed(scene.premises), factory.make_poster(scene.other)
    client.post(LIST, {"sheet": [hung.pk]})
    hung.refresh_from_db()
    since = hung.posted_at
    answer = client.post(LIST, {"sheet": [hung.pk, asked.pk, "x", "9" * 40, "-1"]}, follow=True)
    assert _("Nothing was changed: tick the sheets that hang.") in answer.text
    hung.refresh_from_db()
    asked.refresh_from_db()
    assert (hung.posted_at, asked.state) == (since, "REQUESTED")


def test_sheets_of_another_commune_are_not_hung(scene, client) -> None:
    stranger = printed(factory.make(scene.cast.sibling, name="Quán lạ"))
    client.post(LIST, {"sheet": [stranger.pk]})
    stranger.refresh_from_db()
    assert stranger.state == "PRINTED"


def test_the_paper_names_every_stop_and_its_sheets(scene, client) -> None:
    poster = printed(scene.premises, "quầy")
    answer = client.get(PDF, {"unit": scene.cast.commune.pk})
    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert scene.premises.name in text
    assert scene.other.name in text
    assert poster.code in text
    assert "quầy" in text


def test_hundreds_of_stops_need_as_many_queries_and_all_stand_on_the_paper(scene, client) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    drafts = [
        factory.draft_of(scene.cast.commune, name=f"Quán số {n:03}", hamlet=f"Thôn {n % 5}")
        for n in range(300)
    ]
    services.register_many(drafts=drafts, by=casts.SYSTEM, at=factory.NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few) <= 25
    text = text_of(client.get(PDF).content)
    assert all(f"Quán số {n:03}" in text for n in range(300))


def test_a_name_cannot_write_markup_into_the_paper(scene, client) -> None:
    factory.make(scene.cast.commune, name="#panic() $x$ *Quán*", hamlet="#import")
    assert "#panic() $x$ *Quán*" in text_of(client.get(PDF).content)


def test_where_nothing_lacks_it_says_so(scene, client) -> None:
    for row in (scene.premises, scene.other):
        services.close(premises=row, from_date=factory.SINCE, by=casts.SYSTEM, at=factory.NOW)
    answer = client.get(LIST)
    assert names(answer) == []
    assert _("Nothing is lacking here") in answer.text
    assert client.get(PDF).status_code == 200
