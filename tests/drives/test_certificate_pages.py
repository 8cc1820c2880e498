"""Pages of hours and certificates: the leader's, the volunteer's, and the public proof."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from campaigns.drives import models, queries, services
from campaigns.kernel import roles
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import hours as made
from tests.factories import team

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client) -> factory.Scene:
    cache.clear()
    scene = factory.make_scene()
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        starts_at=now - timedelta(hours=5), ends_at=now + timedelta(hours=5), shifts=(),
    )  # fmt: skip
    client.force_login(scene.organiser)
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


@pytest.fixture
def shift(scene) -> models.Shift:
    """A shift that began four hours ago."""
    return team.make_shift(
        scene.drive, capacity=40, starts_in=-timedelta(hours=4), at=timezone.now()
    )


def worked(shift: models.Shift, minutes: int = 120, **changes) -> models.TeamMember:
    early = shift.starts_at - timedelta(minutes=10)
    return made.worked(shift, minutes, signed_up_at=early, at=timezone.now(), **changes)


def issued(shift: models.Shift, **changes) -> models.Certificate:
    member = worked(shift, **changes)
    return services.issue_certificates(
        drive=shift.drive, members=[member], by=shift.drive.opened_by, at=timezone.now()
    )[0]


def text(response) -> str:
    return response.content.decode()


def test_the_leader_issues_all_and_prints_them(scene, shift, client):
    worked(shift, display_name="Pi Năng Thị Én")
    worked(shift, display_name="Katơr Hùng")
    base = f"/desk/drives/{scene.drive.pk}/certificates/"
    assert "Cấp 2 giấy chứng nhận" in text(client.get(base))
    page = text(client.post(f"{base}issue/", follow=True))
    assert "Đã cấp 2 giấy chứng nhận" in page
    answer = client.get(f"{base}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_leader_issues_one(scene, shift, client):
    first, _second = worked(shift), worked(shift)
    base = f"/desk/drives/{scene.drive.pk}/certificates/"
    client.post(f"{base}issue/", {"member": first.pk})
    assert models.Certificate.objects.get().member == first
    for wrong in ("x", "0", "-1", "9" * 30):
        page = text(client.post(f"{base}issue/", {"member": wrong}, follow=True))
        assert "loa-alert-danger" in page
    assert models.Certificate.objects.count() == 1


def test_a_revoked_paper_is_not_printed_and_its_proof_says_so(scene, shift, client):
    certificate = issued(shift)
    address = f"/desk/drives/certificates/{certificate.pk}"
    assert client.post(f"{address}/revoke/", {"reason": ""}).status_code == 422
    client.post(f"{address}/revoke/", {"reason": "In sai tên"})
    assert client.get(f"{address}/pdf/").status_code == 404
    page = text(client.get(f"/chung-nhan/{queries.certificate_code(certificate)}/"))
    assert "Đã thu hồi" in page
    assert "In sai tên" not in page


def test_the_proof_says_what_the_paper_says_and_no_full_name(scene, shift, client):
    certificate = issued(shift, display_name="Pi Năng Thị Én", phone="0912345678")
    client.logout()
    answer = client.get(f"/chung-nhan/{queries.certificate_code(certificate)}/")
    page = text(answer)
    for words in (certificate.number, "P. N. T. Én", scene.drive.name, "2 giờ", "còn hiệu lực"):
        assert words in page
    assert "Pi Năng" not in page
    assert "0912345678" not in page
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert not answer.cookies
    assert "Genuine" in text(client.get(f"/en/chung-nhan/{queries.certificate_code(certificate)}/"))


def test_a_typed_code_leads_to_the_proof(scene, shift, client):
    code = queries.certificate_code(issued(shift))
    typed = queries.grouped_certificate_code(code).lower()
    answer = client.get("/chung-nhan/", {"ma": typed}, follow=True)
    assert "còn hiệu lực" in text(answer)


def test_codes_are_not_found_by_trying(scene, shift, client):
    code = queries.certificate_code(issued(shift))
    for number in range(20):
        assert client.get(f"/chung-nhan/{'A' * 14}{number:02d}/").status_code == 404
    assert client.get(f"/chung-nhan/{code}/").status_code == 429


def test_a_volunteer_takes_the_paper_home_and_nobody_without_one_does(scene, shift, client):
    certificate = issued(shift)
    bare = worked(shift)
    client.logout()
    own = f"/tinh-nguyen/{queries.secret_of(certificate.member)}/"
    assert f"{own}chung-nhan/" in text(client.get(own))
    assert client.get(f"{own}chung-nhan/").content.startswith(b"%PDF")
    other = f"/tinh-nguyen/{queries.secret_of(bare)}/"
    assert "chung-nhan" not in text(client.get(other))
    assert client.get(f"{other}chung-nhan/").status_code == 404


def test_a_member_with_an_account_finds_it_among_their_shifts(scene, shift, client):
    user = cast_factory.make_person("giup", roles.Role.VOLUNTEER, scene.cast.commune)
    early = shift.starts_at - timedelta(minutes=10)
    member = services.join_by_account(drive=scene.drive, shifts=[shift], user=user, at=early)
    made.confirm(shift, member, 90, at=timezone.now())
    (mine,) = services.issue_certificates(
        drive=scene.drive, members=[member], by=scene.organiser, at=timezone.now()
    )
    others = issued(shift)
    client.force_login(user)
    assert mine.number in text(client.get("/desk/drives/my-shifts/"))
    address = "/desk/drives/my-shifts/certificates/{}/"
    assert client.get(address.format(mine.pk)).content.startswith(b"%PDF")
    assert client.get(address.format(others.pk)).status_code == 404


def test_an_address_that_signs_in_is_on_no_paper_and_in_no_proof(scene, shift, client):
    user = cast_factory.make_person("giup", roles.Role.VOLUNTEER, scene.cast.commune)
    early = shift.starts_at - timedelta(minutes=10)
    member = services.join_by_account(drive=scene.drive, shifts=[shift], user=user, at=early)
    made.confirm(shift, member, 90, at=timezone.now())
    values = {"drive": scene.drive, "members": [member], "by": scene.organiser}
    (paper,) = services.issue_certificates(**values, at=timezone.now())
    type(user).objects.filter(pk=user.pk).update(full_name="")
    page = text(client.get(f"/chung-nhan/{queries.certificate_code(paper)}/"))
    assert user.email not in page
    assert "không còn lưu" in page
    assert client.get(f"/desk/drives/certificates/{paper.pk}/pdf/").status_code == 404
    services.revoke_certificate(
        certificate=paper, reason="Sai tên", by=scene.organiser, at=timezone.now()
    )
    with pytest.raises(services.CertificateRefused):
        services.issue_certificates(**values, at=timezone.now())


def test_hours_are_a_list_and_a_file(scene, shift, client):
    worked(shift, 120, display_name="=Pi Năng Thị Én", declared=150)
    worked(shift, 60, display_name="Katơr Hùng")
    address = f"/desk/drives/{scene.drive.pk}/hours/"
    page = text(client.get(f"{address}?q=katơr"))
    assert "Katơr Hùng" in page
    assert "Pi Năng" not in page
    body = b"".join(client.get(f"{address}?export=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert [row[1] for row in rows[1:]] == ["'=Pi Năng Thị Én", "Katơr Hùng"]
    assert rows[1][3:5] == ["150", "120"]
    xlsx = client.get(f"{address}?export=xlsx")
    assert b"".join(xlsx.streaming_content)[:2] == b"PK"
    for odd in ("?outcome=NOPE", "?show=x&page=99&sort=zz", "?q=%00"):
        assert client.get(address + odd).status_code == 200


def test_a_correction_asks_for_a_reason_and_is_listed(scene, shift, client):
    certificate = issued(shift)
    row = certificate.member.hours.get()
    address = f"/desk/drives/hours/{row.pk}/correct/"
    assert certificate.number in text(client.get(address))
    sent = {"minutes": "90", "reason": "", "seen": "120"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert 'value="90"' in text(answer)
    page = text(client.post(address, sent | {"reason": "Về sớm 30 phút"}, follow=True))
    assert "Về sớm 30 phút" in page
    row.refresh_from_db()
    assert row.confirmed_minutes == 90


def test_two_who_correct_at_once_learn_of_each_other_and_lose_no_word(scene, shift, client):
    row = worked(shift).hours.get()
    address = f"/desk/drives/hours/{row.pk}/correct/"
    client.post(address, {"minutes": "90", "reason": "Về sớm", "seen": "120"})
    late = {"minutes": "100", "reason": "Về muộn", "seen": "120"}
    answer = client.post(address, late)
    assert answer.status_code == 409
    page = text(answer)
    assert 'value="100"' in page
    assert "Về muộn" in page
    assert 'name="seen" value="90"' in page
    row.refresh_from_db()
    assert row.confirmed_minutes == 90


@pytest.mark.parametrize("minutes", ["", "x", "-1", "1441", "9" * 30])
def test_minutes_without_sense_are_said(scene, shift, client, minutes):
    row = worked(shift).hours.get()
    sent = {"minutes": minutes, "reason": "Nhầm", "seen": "120"}
    answer = client.post(f"/desk/drives/hours/{row.pk}/correct/", sent)
    assert answer.status_code == 422
    assert "Nhầm" in text(answer)


def test_pages_ask_the_database_the_same_number_of_times_whatever_the_size(
    scene, shift, client, django_assert_max_num_queries
):
    for _number in range(30):
        worked(shift)
    base = f"/desk/drives/{scene.drive.pk}"
    client.post(f"{base}/certificates/issue/")
    for address in (f"{base}/hours/", f"{base}/certificates/", f"{base}/certificates/pdf/"):
        with django_assert_max_num_queries(22):
            assert client.get(address).status_code == 200
