"""The owner's link: shown once, kept as a digest, ended by hand, by a new one or by time."""

import base64
import re
from datetime import timedelta

import pytest
import zxingcpp
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import pictures
from tests.factories import premises as factory
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factory.Scene:
    cache.clear()
    return factory.make_scene()


def make(scene, at=None) -> str:
    return services.make_owner_link(
        premises=scene.premises, by=scene.cast.officer, at=at or timezone.now()
    )


def said(scene, first="", second="", **more) -> dict[str, object]:
    pk = scene.premises.pk
    return {f"first_{pk}": first, f"second_{pk}": second, f"seen_{pk}": 0} | {
        f"{name}_{pk}": value for name, value in more.items()
    }


def test_a_dead_a_foreign_and_an_old_link_open_nothing(scene) -> None:
    old, client = make(scene), Client()
    new = make(scene)
    assert client.get(f"/co-so/{old}/").status_code == 404
    assert client.get("/co-so/ABCDEFGH/").status_code == 404
    assert client.get(f"/co-so/{new}/").status_code == 200
    services.revoke_owner_link(premises=scene.premises, by=scene.cast.officer, at=timezone.now())
    assert client.get(f"/co-so/{new}/").status_code == 404
    with pytest.raises(services.OwnerLinkRefused):
        services.revoke_owner_link(premises=scene.premises, by=casts.SYSTEM, at=timezone.now())
    late = make(scene, timezone.now() - services.OWNER_LINK_LIFE - timedelta(seconds=1))
    assert client.get(f"/co-so/{late}/").status_code == 404


def test_the_code_on_the_page_that_shows_the_link_opens_the_owners_page(scene) -> None:
    client = Client()
    client.force_login(scene.cast.officer)
    answer = client.post(f"/desk/premises/{scene.premises.pk}/owner-link/")
    page = answer.content.decode()
    drawn = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert drawn
    link = re.search(r'href="(http[^"]+/co-so/\w+/)"', page)
    assert link
    picture = pictures.draw_qr(base64.b64decode(drawn[1]).decode())
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [link[1]]
    assert Client().get(link[1]).status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_whoever_guesses_has_to_wait(scene) -> None:
    client = Client()
    answers = [client.get(f"/co-so/GUESS{n}/").status_code for n in range(21)]
    assert answers[-1] == 429


def test_the_secret_is_nowhere_in_the_database(scene) -> None:
    secret = make(scene)
    assert secret not in str(list(models.OwnerLink.objects.values()))


def test_the_owner_enters_visits_corrects_them_and_says_nobody_came(scene) -> None:
    page, client = f"/co-so/{make(scene)}/", Client(enforce_csrf_checks=True)
    assert client.post(page, said(scene, 12, 11)).status_code == 302
    row = models.VisitCount.objects.get()
    assert (row.visits_in, row.visits_out, row.entered_by) == (12, 11, "system:owner-page")
    late = client.post(page, said(scene, 1, 1))
    assert late.status_code == 422
    assert "12" in late.content.decode()
    assert client.post(page, said(scene, nil="on", seen=1)).status_code == 302
    answer = client.get(page)
    assert models.VisitCount.objects.get().is_nil
    assert not answer.cookies
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize(("first", "second"), [(-1, 1), (10**12, 1), ("", ""), ("x", 1), (1, "")])
def test_numbers_that_cannot_be_are_refused_and_stay_typed(scene, first, second) -> None:
    answer = Client().post(f"/co-so/{make(scene)}/", said(scene, first, second))
    assert answer.status_code == 422
    assert f'value="{first}"' in answer.content.decode()
    assert not models.VisitCount.objects.exists()


def test_a_form_from_another_site_is_asked_for_again(scene) -> None:
    answer = Client().post(
        f"/co-so/{make(scene)}/", said(scene, 1, 1), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 422
    assert not models.VisitCount.objects.exists()


def test_a_closed_place_reports_nothing_and_gets_no_link(scene) -> None:
    secret = make(scene)
    services.close(
        premises=scene.premises, from_date=timezone.localdate(), by=casts.SYSTEM, at=timezone.now()
    )
    assert "đóng cửa" in Client().get(f"/co-so/{secret}/").content.decode()
    assert Client().post(f"/co-so/{secret}/", said(scene, 1, 1)).status_code == 422
    scene.premises.refresh_from_db()
    with pytest.raises(services.OwnerLinkRefused):
        make(scene)


def test_an_officer_makes_the_link_on_the_page_and_ends_it(scene, client) -> None:
    client.force_login(scene.cast.officer)
    page = f"/desk/premises/{scene.premises.pk}/"
    text = client.post(f"{page}owner-link/").text
    secret = text.partition("/co-so/")[2].partition("/")[0]
    assert queries.find_by_owner_link(secret, at=timezone.now()) == scene.premises
    client.post(f"{page}owner-link/end/")
    assert queries.find_by_owner_link(secret, at=timezone.now()) is None


def test_one_link_works_at_a_time(scene) -> None:
    make(scene)
    make(scene)
    with refused_by("premises_owner_link_one_at_a_time"):
        models.OwnerLink.objects.update(revoked_at=None)


def test_a_link_ends_after_it_was_made(scene) -> None:
    make(scene)
    with refused_by("premises_owner_link_ends_later"):
        models.OwnerLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
