"""A newsroom with its outlet, its people and a piece on declaring by QR."""

import io
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import services as broadcast_services
from campaigns.kernel import roles
from cms import models, services
from tests.factories import cast

BODY = (
    "Từ ngày 06/6/2021, mọi người khai báo y tế trước khi vào cơ quan, chợ, bệnh viện.\n\n"
    "1. Mở camera điện thoại. Đưa vào mã QR dán ở cửa.\n"
    "2. Điền tờ khai. Chỉ mất một phút.\n\n"
    "> Không có điện thoại thông minh. Hãy nhờ người trực quét giúp."
)
RADIO = "UBND tỉnh đề nghị bà con khai báo y tế bằng mã QR. Chỉ mất một phút."
ENGLISH = "Declare by QR code before you enter.\nIt takes a minute."


@dataclass(frozen=True)
class Room:
    """One newsroom and who works in it."""

    cast: cast.Cast
    page: models.NewsroomPage
    outlet: broadcast_models.Outlet
    editor: accounts_models.User
    chief: accounts_models.User
    deputy: accounts_models.User
    reviewer: accounts_models.User
    stranger: accounts_models.User
    other: models.NewsroomPage


def make_outlet(unit: Any) -> broadcast_models.Outlet:
    """The station with a radio bulletin each day at 17:00 of ten minutes."""
    outlet = broadcast_services.save_outlet(
        unit=unit,
        values={"mediums": ["RADIO", "TELEVISION"], "syllables_per_minute": 180},
        by=cast.SYSTEM,
        at=cast.NOW,
    )
    broadcast_services.save_slot(
        outlet=outlet,
        code="thoi-su-17h",
        values={
            "medium": "RADIO",
            "name_vi": "Thời sự",
            "recurrence": "FREQ=DAILY",
            "starts_time": time(17, 0),
            "seconds": 600,
            "language": "vi",
            "valid_from_date": date(2021, 1, 1),
        },
        by=cast.SYSTEM,
        at=cast.NOW,
    )
    return outlet


def make_room(people: cast.Cast | None = None) -> Room:
    """The station's newsroom, and a second one in which a stranger is chief."""
    people = people or cast.make_cast()
    outlet = make_outlet(people.station)
    services.ensure_site(
        draft=services.SiteDraft(
            title="Khai báo y tế bằng mã QR",
            introduction="Quét mã ở mỗi nơi đến, để bảo vệ mình và mọi người.",
            steps_title="Ba bước khai báo",
            steps=[services.StepDraft("Mở camera"), services.StepDraft("Quét mã", "Ở cửa vào.")],
            newsrooms=[
                services.NewsroomDraft(people.station, "ptth"),
                services.NewsroomDraft(people.district, "bac-ai", "Đài Bác Ái"),
            ],
        ),
        by=cast.SYSTEM,
        at=cast.NOW,
    )
    services.save_lexicon_entry(
        draft=services.LexiconDraft("UBND", "Ủy ban nhân dân"), by=cast.SYSTEM, at=cast.NOW
    )
    services.save_lexicon_entry(
        draft=services.LexiconDraft("QR", "quy a"), by=cast.SYSTEM, at=cast.NOW
    )
    return Room(
        cast=people,
        page=models.NewsroomPage.objects.get(unit=people.station),
        outlet=outlet,
        editor=cast.make_person("editor", roles.Role.EDITOR, people.station),
        chief=cast.make_person("chief", roles.Role.CHIEF_EDITOR, people.station),
        deputy=cast.make_person("deputy", roles.Role.CHIEF_EDITOR, people.station),
        reviewer=cast.make_person("reviewer", roles.Role.HEALTH_REVIEWER, people.province),
        stranger=cast.make_person("stranger", roles.Role.CHIEF_EDITOR, people.district),
        other=models.NewsroomPage.objects.get(unit=people.district),
    )


def make_piece(room: Room, slug: str = "khai-bao-qr", **changes: Any) -> models.GuidancePage:
    """A complete draft with a radio cut and an English web text."""
    values = {
        "slug": slug,
        "title": "Khai báo y tế bằng mã QR",
        "summary": "Quét mã QR ở cửa trước khi vào.",
        "body": BODY,
        "newsroom_unit": room.cast.station,
        "renditions": (
            services.RenditionDraft("RADIO", "vi", "Khai báo bằng mã", RADIO),
            services.RenditionDraft("WEB", "en", "Declaring by QR code", ENGLISH),
        ),
    }
    draft = services.GuidanceDraft(**(values | changes))
    return services.seed_guidance(draft=draft, by=cast.SYSTEM, at=cast.NOW)


def submit(room: Room, page: models.GuidancePage) -> models.PublishApproval:
    return services.submit_for_review(page=page, by=room.editor, at=cast.NOW)


def approve(room: Room, page: models.GuidancePage, **changes: Any) -> models.PublishApproval:
    """Submit as the editor, approve as the chief editor: the fact check is asked for."""
    approval = submit(room, page)
    changes = {"by": room.chief, "at": cast.NOW} | changes
    return services.approve(page=page, revision=approval.revision, **changes)


def publish(room: Room, page: models.GuidancePage, **schedule: Any) -> models.GuidancePage:
    """Submit as the editor, approve as the chief editor: there are no health facts in it."""
    approve(room, page, facts=models.Facts.NONE, **schedule)
    return fresh(page)


def answer(room: Room, approval: models.PublishApproval, **changes: Any) -> models.PublishApproval:
    """The health reviewer finds the facts correct, or what `changes` say."""
    said = {"is_correct": True} | {
        k: v for k, v in changes.items() if k in {"is_correct", "remarks"}
    }
    who = {"by": room.reviewer, "at": cast.NOW} | {
        k: v for k, v in changes.items() if k in {"by", "at"}
    }
    return services.answer_fact_check(approval=approval, answer=services.FactAnswer(**said), **who)


def fresh(page: models.GuidancePage) -> models.GuidancePage:
    return models.GuidancePage.objects.get(pk=page.pk)


def signed_in(user: accounts_models.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_picture(room: Room) -> Any:
    """A picture in the newsroom's own collection, stored as Wagtail's upload does."""
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(file, "PNG")
    return get_image_model().objects.create(
        title="Cổng chợ",
        file=ImageFile(io.BytesIO(file.getvalue()), name="cho.png"),
        collection=room.page.collection,
    )
