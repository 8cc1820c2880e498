"""A thousand sheets of one order, each drawn as a camera sees it and read back against the register."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings as django_settings

from campaigns.premises import models, services
from campaigns.premises.queries import payloads
from tests.factories import links
from tests.factories import premises as factory

COUNT = 1000
QR = zxingcpp.BarcodeFormat.QRCode
# 144 dots an inch: the small code of an A5 sheet has three a module, the least that is read.
SCALE = 2
# What may be in a code of the platform, from the shortest to what a sheet still bears well.
LENGTHS = (0, 20, 60, 150, 400)


def fill_register(scene: factory.Scene) -> None:
    """Places with a code each, of all lengths, letters and signs; written past the services."""
    first, commune = scene.premises, scene.cast.commune
    rows = [
        models.Premises(
            code=f"T{number:06}",
            name=f"Quán số {number}" + " Nhà hàng Biển Xanh" * (number % 9),
            address=f"Số {number} " + "đường Thống Nhất " * (number % 13),
            commune=commune,
            kind=first.kind,
            match_name=f"quan {number}",
            folded_name=f"quan {number:06}",
            has_checkpoint=True,
            registered_at=factory.NOW,
            registered_by="x",
        )
        for number in range(COUNT)
    ]

    def write() -> None:
        models.Premises.objects.bulk_create(rows)
        models.Checkpoint.objects.bulk_create([_code(row, n) for n, row in enumerate(rows)])

    factory.write(write)


def _code(row: models.Premises, number: int) -> models.Checkpoint:
    payload = f"TKYT|58|{number:06}|Đ?x=%&/" + "aÁ7" * (LENGTHS[number % len(LENGTHS)] // 3)
    return models.Checkpoint(
        premises=row,
        payload=payload,
        payload_sha256=payloads.digest_of(payload),
        source="LIST",
        state="STANDING",
        entered_at=factory.NOW,
        entered_by="x",
        standing_at=factory.NOW,
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_each_code_of_a_thousand_sheets_reads_back_as_the_register_has_it(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    scene = factory.make_scene()
    fill_register(scene)
    job = factory.order_sheets(
        scene.cast.commune, by=scene.cast.head, sheet="A5", target=links.make_target()
    )
    factory.do_work()
    job.refresh_from_db()
    file = services.sheets_file(job)
    assert file is not None
    posters = models.Poster.objects.select_related("checkpoint").in_bulk(job.input["posters"])
    wanted = [
        {
            posters[pk].checkpoint.payload,
            f"{django_settings.BASE_URL}/q/{posters[pk].code}".upper(),
        }
        for pk in job.input["posters"]
    ]
    assert len(wanted) == COUNT
    with pypdfium2.PdfDocument(file.path) as document:
        assert len(document) == COUNT
        for page, codes in zip(document, wanted, strict=True):
            picture = page.render(scale=SCALE, grayscale=True).to_pil()
            assert {code.text for code in zxingcpp.read_barcodes(picture, formats=QR)} == codes
            page.close()
