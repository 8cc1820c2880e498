"""What stands on a sheet beside the official code: the apps in use, and our own short link."""

import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from campaigns.audit import models as audit_models
from campaigns.directives import models as directives_models
from campaigns.jobs import models as jobs_models
from campaigns.premises import builders, models, queries, services
from tests.factories import links
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
LONG = "Trung tâm Dịch vụ việc làm thanh niên, cơ sở 2 " * 5
QR = zxingcpp.BarcodeFormat.QRCode


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def make_target() -> models.LinkTarget:
    return links.make_target(name_vi="Hướng dẫn khai báo", address_vi="/huong-dan/")


def request(premises: models.Premises, **draft: Any) -> models.Poster:
    now = timezone.now()
    return services.request_poster(
        premises=premises, draft=services.PosterDraft(**draft), by=factory.casts.SYSTEM, at=now
    )


def address_of(poster: models.Poster) -> str:
    return f"{django_settings.BASE_URL}/q/{poster.code}".upper()


def sheet(**changes: Any) -> queries.SheetToPrint:
    values: dict[str, Any] = {
        "kind": "A4",
        "payload": factory.PAYLOAD,
        "name": "Quán Hòa Bình",
        "place": "Số 12",
        "code": "ABCDE23456",
        "edition": 1,
        "is_bilingual": False,
        "link": f"{django_settings.BASE_URL}/q/ABCDE23456",
        "link_vi": "Hướng dẫn khai báo y tế",
        "link_en": "How to declare",
    }
    return queries.SheetToPrint(**(values | changes))


def draw(
    *sheets: queries.SheetToPrint, apps: tuple[str, ...] = ("NCOVI",), scale: float = 4
) -> Any:
    pdf = builders.sheets_pdf(sheets, app_names=apps, at=timezone.now())
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        assert len(document) == len(sheets), "what is long stays on its sheet"
        return [page.render(scale=scale).to_pil() for page in document]


def codes_in(picture: Image.Image) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(picture, formats=QR)}


def taken(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=70)
    return file.getvalue()


@pytest.mark.parametrize("kind", models.Sheet)
@pytest.mark.parametrize("is_bilingual", [False, True])
@pytest.mark.parametrize("payload", ["TKYT|58|1", "https://kbyt.vidu.vn/d?id=000123", "x7" * 1000])
def test_both_codes_read_back_and_nothing_lies_on_anything(
    kind: str, payload: str, is_bilingual: bool
) -> None:
    """The longest name, address and caption on each sheet, in one language and in two."""
    apps = ["Tờ khai y tế (tokhaiyte.vn)", "NCOVI", "Bluezone (bluezone.vn)", "Trang web (vidu.vn)"]
    made = sheet(
        kind=kind,
        payload=payload,
        is_bilingual=is_bilingual,
        name=LONG[:200],
        place="Số 9 " * 60,
        link_vi="Hướng dẫn khai báo " * 6,
        link_en="How to declare " * 6,
    )
    pdf = builders.sheets_pdf([made], app_names=apps, at=timezone.now())
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        assert len(document) == 1
        assert codes_in(document[0].render(scale=4).to_pil()) == {payload, made.link.upper()}
        words = document[0].get_textpage()
        last_step = "at the door." if is_bilingual else "trực khai giúp."
        assert lowest(words, last_step) > highest(words, "Chỉ cần một trong"), "no text on another"


def boxes(words: Any, said: str) -> list[tuple[float, float, float, float]]:
    begin, count = words.search(said).get_next()
    return [words.get_charbox(index) for index in range(begin, begin + count) if said]


def lowest(words: Any, said: str) -> float:
    return min(bottom for _left, bottom, _right, _top in boxes(words, said))


def highest(words: Any, said: str) -> float:
    return max(top for _left, _bottom, _right, top in boxes(words, said))


def test_an_order_with_a_target_prints_a_link_of_its_own_on_each_sheet(
    scene: factory.Scene, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    target = make_target()
    factory.give_checkpoint(scene.premises, "TKYT|1")
    factory.give_checkpoint(scene.other, "TKYT|2")
    client = Client()
    client.force_login(scene.cast.head)
    page = reverse("premises:print_sheets")
    assert "Hướng dẫn khai báo" in client.get(page).content.decode()
    said = {"unit": scene.cast.commune.pk, "sheet": "A5", "target": target.pk}
    assert client.post(page, said).status_code == 302
    factory.do_work()
    posters = list(models.Poster.objects.order_by("premises__folded_name"))
    job = jobs_models.Job.objects.get()
    pdf = client.get(reverse("premises:sheets_pdf", args=[job.pk])).getvalue()
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        found = [codes_in(page.render(scale=4).to_pil()) for page in document]
    assert found == [{poster.checkpoint.payload, address_of(poster)} for poster in posters]
    assert {link.code for link in target.links.all()} == {poster.code for poster in posters}
    event = audit_models.Event.objects.get(verb="premises.sheet_links_made")
    assert (event.after["links"], event.unit_id) == (2, scene.cast.commune.pk)
    answer = Client().get(f"/Q/{posters[0].code}")
    assert answer.headers["Location"] == f"{django_settings.BASE_URL}/huong-dan/"


def test_sheets_that_have_their_links_are_ordered_once_more(scene: factory.Scene) -> None:
    """The printer lost the file, or a second run is wanted: nothing new is to be made."""
    factory.give_checkpoint(scene.premises)
    draft, by = services.PosterDraft(target=make_target()), scene.cast.officer
    for minutes in (0, 5):
        at = timezone.now() + timedelta(minutes=minutes)
        job = services.order_sheets(unit=scene.cast.commune, draft=draft, by=by, at=at)
        factory.do_work()
        assert len(job.input["posters"]) == 1
    assert models.Link.objects.count() == 1


def test_a_sheet_without_a_target_bears_no_link_and_the_form_offers_none_that_retired(
    scene: factory.Scene,
) -> None:
    target = make_target()
    factory.give_checkpoint(scene.premises)
    request(scene.premises)
    assert not models.Link.objects.exists()
    today = timezone.localdate()
    services.retire_target(
        target=target, from_date=today, successor=None, by=factory.casts.SYSTEM, at=timezone.now()
    )
    with pytest.raises(services.TargetRefused):
        request(scene.premises, placement="quầy", target=target)
    assert models.Poster.objects.count() == 1, "nothing half-made"
    client = Client()
    client.force_login(scene.cast.head)
    page = client.get(reverse("premises:request_poster", args=[scene.premises.pk]))
    assert 'name="target"' not in page.content.decode()


def test_a_revoked_link_is_not_printed_and_a_new_edition_goes_on_with_the_old_ones_target(
    scene: factory.Scene,
) -> None:
    target = make_target()
    factory.give_checkpoint(scene.premises)
    old = factory.post(request(scene.premises, target=target), by=scene.cast.officer)
    assert queries.sheets_to_print([old.pk])[0].link.upper() == address_of(old)
    services.report_damaged(poster=old, reason="Rách", by=scene.cast.head, at=timezone.now())
    new = services.replace(poster=old, by=scene.cast.head, at=timezone.now())
    assert new.link.target == target
    services.revoke_link(link=new.link, reason="Sai", by=scene.cast.head, at=timezone.now())
    assert queries.sheets_to_print([new.pk])[0].link == ""


def test_the_photo_of_a_sheet_with_a_link_is_read_as_the_official_code(settings: Any) -> None:
    settings.BASE_URL = "https://loa.vidu.vn"
    ours = "https://loa.vidu.vn/q/ABCDE23456"
    (both,) = draw(sheet(link=ours))
    assert codes_in(both) == {factory.PAYLOAD, ours.upper()}
    assert queries.read_code(taken(both)) == factory.PAYLOAD
    with pytest.raises(queries.PhotoRefused, match="liên kết ngắn"):
        queries.read_code(taken(alone(ours.upper())))
    wall = Image.new("RGB", (2 * both.width, both.height), "white")
    wall.paste(both, (0, 0))
    wall.paste(draw(sheet(link=ours, payload="TKYT|2"))[0], (both.width, 0))
    with pytest.raises(queries.PhotoRefused, match="2"):
        queries.read_code(taken(wall))


@pytest.mark.parametrize(
    "stranger",
    [
        "https://loa.vidu.vn.xau.vn/q/ABCDE23456",
        "https://loa.vidu.vn@xau.vn/q/ABCDE23456",
        "https://xau.vn/q/ABCDE23456",
        "https://loa.vidu.vn/khac/q/ABCDE23456",
        "ftp://loa.vidu.vn/q/ABCDE23456",
        "https://[loa.vidu.vn/q/ABCDE23456",
    ],
)
def test_what_only_looks_like_our_link_counts_as_a_second_code(
    settings: Any, stranger: str
) -> None:
    settings.BASE_URL = "https://loa.vidu.vn"
    (page,) = draw(sheet(link=""))
    page.paste(alone(stranger).resize((500, 500)), (0, page.height - 700))
    with pytest.raises(queries.PhotoRefused, match="2"):
        queries.read_code(taken(page))


def alone(text: str) -> Image.Image:
    drawn = zxingcpp.create_barcode(text, QR).to_image(scale=8)
    height, width = memoryview(drawn).shape
    return Image.frombytes("L", (width, height), bytes(drawn))


def test_apps_in_use_are_named_with_their_addresses_as_text_and_retired_ones_are_not() -> None:
    today = timezone.localdate()
    apps = [
        ("to_khai", "Tờ khai y tế", "tokhaiyte.vn", today),
        ("bluezone", "Bluezone", "bluezone.vn", today + timedelta(days=1)),
        ("ncovi", "NCOVI", "", None),
    ]
    for place, (code, name, address, retired) in enumerate(apps):
        row = directives_models.DeclarationApp(
            code=code, name_vi=name, name_en=name, address=address, is_counted=True,
            position=place, retired_date=retired,
        )  # fmt: skip
        factory.write(row.save)
    names = queries.app_names(on=today)
    assert names == ["Bluezone (bluezone.vn)", "NCOVI"]
    pdf = builders.sheets_pdf([sheet()], app_names=names, at=timezone.now())
    assert b"/Annot" not in pdf, "an address is read and typed, never followed"
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        said = document[0].get_textpage().get_text_range()
    assert "bluezone.vn" in said
    assert "tokhaiyte" not in said


def test_where_no_app_is_in_use_nobody_is_sent_to_look_for_one() -> None:
    for apps, words in (((), "Mở camera của điện thoại."), (("NCOVI",), "ứng dụng dưới đây")):
        pdf = builders.sheets_pdf([sheet(link="")], app_names=apps, at=timezone.now())
        with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
            said = " ".join(document[0].get_textpage().get_text_range().split())
        assert words in said
        assert ("NCOVI" in said) == bool(apps)
