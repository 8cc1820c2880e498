"""Certificates of confirmed hours: what is certified, what follows a correction, what a code proves."""

import io
import json

import pytest
import zxingcpp
from django.db import IntegrityError
from django.utils import translation
from PIL import Image

from campaigns.audit import models as audit_models
from campaigns.drives import builders, models, queries, services
from campaigns.drives.builders import certificate as builder
from campaigns.kernel import typesetting, writing
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import hours as made
from tests.factories import team

pytestmark = pytest.mark.django_db
NOW, LATER = factory.NOW, made.LATER
State = models.Certificate.State


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def shift(scene) -> models.Shift:
    return team.make_shift(scene.drive, capacity=9)


def correct(scene, member, minutes, *, seen=120, reason="Ghi nhầm") -> models.Certificate | None:
    return services.correct_hours(
        hours=member.hours.get(), seen=seen, minutes=minutes, reason=reason, by=scene.organiser,
        at=LATER,
    )  # fmt: skip


def issue(scene, *members) -> list[models.Certificate]:
    return services.issue_certificates(
        drive=scene.drive, members=members, by=scene.organiser, at=LATER
    )


def test_it_certifies_what_was_confirmed_and_nothing_else(scene, shift):
    member = made.worked(shift, 120, declared=200)
    other = team.make_shift(scene.drive, starts_in=shift.ends_at - NOW)
    services.sign_up_again(shift=other, member=member, by=member, at=NOW)
    made.confirm(other, member, 45, at=made.EVENING)
    (certificate,) = issue(scene, member)
    assert (certificate.minutes, certificate.shift_count) == (165, 2)
    assert certificate.number == f"TN{LATER.year}-{scene.drive.pk}-001"
    event = audit_models.Event.objects.filter(verb="drives.certificates_issued").get()
    assert event.actor_id == scene.organiser.actor_id


def test_without_confirmed_hours_or_a_name_there_is_none(scene, shift):
    declared = team.sign_up(shift).member
    services.declare_hours(shift=shift, member=declared, minutes=90, by=declared, at=LATER)
    gone = made.worked(shift, 60)
    services.forget_member(member=gone, by=gone, at=LATER)
    for members in ((declared,), (gone,), ()):
        with pytest.raises(services.CertificateRefused):
            issue(scene, *members)
    assert not models.Certificate.objects.exists()


def test_a_second_click_issues_no_second_paper(scene, shift):
    first, second = made.worked(shift, 120), made.worked(shift, 60)
    issue(scene, first)
    with pytest.raises(services.CertificateRefused):
        issue(scene, first)
    (late,) = issue(scene, first, second)
    assert (late.member, late.serial) == (second, 2)


def test_members_of_another_drive_are_left_out(scene, shift):
    other = factory.make_drive(scene.movement, scene.cast.commune, scene.organiser, name="Khác")
    with pytest.raises(services.CertificateRefused):
        services.issue_certificates(
            drive=other, members=[made.worked(shift, 60)], by=scene.organiser, at=LATER
        )


def test_corrected_hours_put_another_paper_in_the_place_of_the_first(scene, shift):
    member = made.worked(shift, 120)
    (old,) = issue(scene, member)
    new = correct(scene, member, 90)
    old.refresh_from_db()
    assert (old.state, new.minutes, new.replaces) == (State.REPLACED, 90, old)
    assert queries.certificate_of(member) == new
    row = models.HoursCorrection.objects.get()
    assert (row.before_minutes, row.after_minutes, row.reason) == (120, 90, "Ghi nhầm")
    event = audit_models.Event.objects.filter(verb="drives.hours_corrected").get()
    assert event.reason == "Ghi nhầm"


def test_the_holder_is_told_what_becomes_of_the_paper(scene, shift):
    member = made.worked(shift, 120, email="en@example.vn")
    (old,) = issue(scene, member)
    new = correct(scene, member, 90)
    revoke(scene, new)
    told = [m.text for m in models.TeamMessage.objects.filter(member=member).order_by("-pk")[:3]]
    assert [new.number in told[0], new.number in told[1], old.number in told[2]] == [True] * 3
    assert len(set(told)) == 3
    assert all("In sai tên" not in text for text in told)
    assert models.MessageMail.objects.filter(member=member).count() >= 3


def test_hours_corrected_to_nothing_leave_no_paper_in_force(scene, shift):
    member = made.worked(shift, 120)
    (old,) = issue(scene, member)
    assert correct(scene, member, 0) is None
    old.refresh_from_db()
    assert (old.state, old.reason) == (State.REVOKED, "Ghi nhầm")


def test_a_paper_whose_name_is_gone_does_not_outlive_its_hours(scene, shift):
    member = made.worked(shift, 120)
    (old,) = issue(scene, member)
    services.forget_member(member=member, by=member, at=LATER)
    correct(scene, member, 60)
    old.refresh_from_db()
    assert old.state == State.REVOKED


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reason": "  "}, services.AttendanceRefused),
        ({"minutes": 1441}, services.AttendanceRefused),
        ({"minutes": -1}, services.AttendanceRefused),
        ({"minutes": 120}, services.AttendanceRefused),
        ({"seen": 100}, services.HoursStand),
    ],
)
def test_a_correction_without_sense_changes_nothing(scene, shift, change, fault):
    member = made.worked(shift, 120)
    issue(scene, member)
    with pytest.raises(fault):
        correct(scene, member, **({"minutes": 90} | change))
    assert member.hours.get().confirmed_minutes == 120
    assert not models.HoursCorrection.objects.exists()
    assert models.Certificate.objects.get().state == State.ISSUED


def test_hours_that_nobody_confirmed_are_not_corrected(scene, shift):
    member = team.sign_up(shift).member
    services.declare_hours(shift=shift, member=member, minutes=120, by=member, at=LATER)
    with pytest.raises(services.HoursStand):
        correct(scene, member, 90)


def _reach(scene, shift, source) -> models.Certificate:
    member = made.worked(shift, 120)
    (certificate,) = issue(scene, member)
    if source == State.REPLACED:
        correct(scene, member, 90)
    if source == State.REVOKED:
        revoke(scene, certificate)
    certificate.refresh_from_db()
    assert certificate.state == source
    return certificate


def revoke(scene, certificate, reason="In sai tên") -> None:
    services.revoke_certificate(
        certificate=certificate, reason=reason, by=scene.organiser, at=LATER
    )


@pytest.mark.parametrize("target", list(State))
@pytest.mark.parametrize("source", list(State))
def test_every_edge_of_the_table_and_no_other(scene, shift, source, target):
    certificate = _reach(scene, shift, source)
    if target == State.REVOKED:
        if target in models.Certificate.TRANSITIONS[source]:
            revoke(scene, certificate)
        else:
            with pytest.raises(services.CertificateEnded):
                revoke(scene, certificate)
            target = source
    elif target == State.REPLACED and source == State.ISSUED:
        assert target in models.Certificate.TRANSITIONS[source]
        correct(scene, certificate.member, 60)
    else:  # no service leads here: a paper that ended never comes back
        assert target not in models.Certificate.TRANSITIONS[source]
        return
    certificate.refresh_from_db()
    assert certificate.state == target


def test_a_revocation_says_why(scene, shift):
    (certificate,) = issue(scene, made.worked(shift, 120))
    with pytest.raises(services.CertificateRefused):
        revoke(scene, certificate, reason=" ")


def test_what_the_database_refuses(scene, shift):
    member = made.worked(shift, 120)
    (row,) = issue(scene, member)
    base = {
        "drive": scene.drive, "member": member, "serial": 2, "seed": "s", "code_digest": "d",
        "minutes": 5, "shift_count": 1, "from_date": row.from_date, "to_date": row.to_date,
        "state": State.REVOKED, "issued_at": NOW, "issued_by": scene.organiser, "ended_at": NOW,
        "ended_by": scene.organiser, "reason": "x",
    }  # fmt: skip
    in_force = {"state": State.ISSUED, "ended_at": None, "ended_by": None, "reason": ""}
    for name, change in (
        ("drives_certificate_number_once|serial", {"serial": 1}),
        ("drives_certificate_one_in_force|member", in_force),
        ("drives_certificate_ended_by_somebody", {"reason": ""}),
        ("drives_certificate_ended_by_somebody", in_force | {"reason": "x"}),
        ("drives_certificate_of_hours", {"minutes": 0}),
    ):
        refused(name, models.Certificate(**base | change))
    fields = {"hours": member.hours.get(), "corrected_at": NOW, "corrected_by": scene.organiser}
    for name, change in (
        ("drives_correction_says_why", {"reason": "", "before_minutes": 1, "after_minutes": 2}),
        ("drives_correction_says_why", {"reason": "x", "before_minutes": 2, "after_minutes": 2}),
        ("drives_correction_within_a_day",
         {"reason": "x", "before_minutes": 1, "after_minutes": 1441}),
    ):  # fmt: skip
        refused(name, models.HoursCorrection(**fields, **change))


def refused(name, row) -> None:
    with pytest.raises(IntegrityError, match=name), writing.writing(by=cast_factory.SYSTEM, at=NOW):
        row.save()


@pytest.mark.parametrize(
    ("name", "short"),
    [("Pi Năng Thị Én", "P. N. T. Én"), ("Én", "Én"), ("đàng  kiều", "Đ. kiều"), ("", "")],
)
def test_a_name_in_initials(name, short):
    assert queries.abbreviated(name) == short


def test_the_code_on_the_paper_finds_it_however_it_is_typed(scene, shift):
    (certificate,) = issue(scene, made.worked(shift, 120))
    code = queries.certificate_code(certificate)
    typed = queries.grouped_certificate_code(code).lower().replace("-", " ")
    assert queries.find_certificate(typed) == certificate
    assert queries.find_certificate(certificate.number) is None
    assert code not in {certificate.seed, certificate.code_digest}


def test_the_code_is_out_of_reach_without_the_secret_key(scene, shift, settings):
    (certificate,) = issue(scene, made.worked(shift, 120))
    code = queries.certificate_code(certificate)
    settings.SECRET_KEY = "another" * 8
    assert queries.certificate_code(certificate) != code
    assert queries.find_certificate(code) is None


def test_the_printed_square_leads_to_the_proof(scene, shift):
    (certificate,) = issue(scene, made.worked(shift, 120, display_name="Pi Năng Thị Én"))
    (sheet,) = queries.certificate_sheets([certificate])
    (page,) = pages(sheet)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    code = queries.certificate_code(certificate)
    assert found.text.endswith(f"/chung-nhan/{code}/")
    assert found.text == sheet.url


def pages(*sheets) -> list[bytes]:
    """What leaves the printer, as pictures: the builder's template and data, at screen density."""
    said = json.dumps(builder.certificate_data(sheets), ensure_ascii=False)
    made_pages = typesetting._engine().compile(
        input=builder.TEMPLATE, format="png", ppi=110, sys_inputs={"certificates": said}
    )
    return made_pages if isinstance(made_pages, list) else [made_pages]


def test_a_drive_is_one_file_with_a_page_for_each(scene, shift):
    made_rows = issue(scene, *(made.worked(shift, 60, display_name=n) for n in NAMES))
    sheets = queries.certificate_sheets(made_rows)
    assert len(pages(*sheets)) == len(NAMES)
    assert builders.certificate_pdf(sheets, at=LATER).startswith(b"%PDF")


NAMES = (
    "Pi Năng Thị Én",
    '#panic("x") $x$ *b* @a <t>',
    "Nguyễn Hoàng Phương Thảo Trần Lê Bảo Ngọc Chamaléa Katơr Pi Năng Tà Yên",
    "x" * 80,
)


def test_papers_are_in_vietnamese_whoever_prints_them(scene, shift):
    sheets = queries.certificate_sheets(issue(scene, made.worked(shift, 90)))
    with translation.override("en"):
        data = builder.certificate_data(sheets)
    assert data["words"]["title"] == "Giấy chứng nhận tình nguyện"
    assert data["sheets"][0]["duration"] == "1 giờ 30 phút"
