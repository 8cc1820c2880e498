"""Evidence: looked into by its content, refused when it acts or is too large, forgotten in time."""

import hashlib
import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from campaigns.directives import models, services
from campaigns.directives.services import evidence
from campaigns.kernel import actor
from tests.factories import cast as casts
from tests.factories import duties, pictures


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def make_pdf(**root: Any) -> bytes:
    """A page without anything, and what is put into its root."""
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def upload(content: bytes, name: str = "anh.jpg") -> services.Upload:
    return services.Upload(name, len(content), content)


def _report(scene: duties.Scene, *uploads: services.Upload) -> models.Progress:
    row = models.Assignment.objects.first() or duties.issued(scene)
    draft = duties.said(files=uploads)
    return services.report_progress(
        assignment=duties.loaded(row.pk), draft=draft, by=scene.cast.officer, at=duties.NOW
    )


def _files() -> list[Path]:
    return sorted((Path(settings.MEDIA_ROOT) / evidence.FOLDER).glob("*"))


def test_pictures_and_documents_are_written_anew(scene: duties.Scene) -> None:
    photo = pictures.make_photo()
    said = _report(scene, upload(photo, "ảnh phát tờ rơi.png"), upload(make_pdf(), "bien-ban.pdf"))
    kept = list(said.evidence.order_by("pk"))
    assert [(one.name, one.content_type) for one in kept] == [
        ("ảnh phát tờ rơi.jpg", "image/jpeg"),
        ("bien-ban.pdf", "application/pdf"),
    ]
    for one in kept:
        content = Path(one.file.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one.sha256
        assert content != photo


@pytest.mark.parametrize(
    "faulty",
    [
        upload(b"<script>alert(1)</script>", "anh.jpg"),
        upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "anh.svg"),
        upload(b"PK\x03\x04", "bao-cao.docx"),
        upload(b"", "trong.jpg"),
        upload(b"%PDF-1.7 half", "nua.pdf"),
        services.Upload("phim.mp4", 300_000_000, b""),
        upload(
            make_pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
            "kich-ban.pdf",
        ),
        upload(
            make_pdf(
                Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([])))
            ),
            "dinh-kem.pdf",
        ),
    ],
    ids=lambda one: one.name,
)
def test_what_acts_or_is_no_picture_is_refused_whole(
    scene: duties.Scene, faulty: services.Upload
) -> None:
    before = _files()
    with pytest.raises(services.EvidenceRefused, match=r"“"):
        _report(scene, upload(pictures.make_photo()), faulty)
    assert _files() == before
    assert not models.Progress.objects.exists()


def test_too_many_files_are_refused(scene: duties.Scene) -> None:
    with pytest.raises(services.EvidenceRefused):
        _report(scene, *[upload(pictures.make_photo())] * 11)


def test_a_refused_report_leaves_no_file(scene: duties.Scene) -> None:
    row = duties.in_state(scene, models.AssignmentState.ACCEPTED)
    before = _files()
    draft = duties.said(files=[upload(pictures.make_photo())])
    with pytest.raises(services.AssignmentRefused):
        services.report_progress(assignment=row, draft=draft, by=scene.cast.officer, at=duties.NOW)
    assert _files() == before


def test_files_of_300_mb_are_not_read(scene: duties.Scene) -> None:
    class Large:
        name, size = "phim.mp4", 300_000_000

        def read(self, size: int, /) -> bytes:
            raise AssertionError(size)

    assert services.Upload.of(Large()).content == b""


def test_files_are_forgotten_90_days_after_the_campaign(
    scene: duties.Scene, django_capture_on_commit_callbacks: Any
) -> None:
    said = _report(scene, upload(pictures.make_photo()))
    path = Path(said.evidence.get().file.path)
    campaign = scene.obligation.clause.directive.campaign
    system = actor.SystemActor("purge")
    values = {"ends_date": duties.TODAY}
    services.save_campaign(code=campaign.code, values=values, by=casts.SYSTEM, at=casts.NOW)
    for days, count in ((90, 0), (92, 1), (93, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            at = duties.NOW + timedelta(days=days)
            assert services.purge_evidence(by=system, at=at) == count
    assert not path.exists()
    assert said.evidence.get().file == ""


# --- what Loa measures itself ---------------------------------------------------------------------


def _measure(scene: duties.Scene, value: int, days: int = 0) -> int:
    figure = services.Measured(
        unit_id=scene.cast.commune.pk,
        indicator_code="do-phu",
        value=Decimal(value),
        label="% cơ sở",
        as_of_date=duties.TODAY + timedelta(days=days),
        rows_url="/desk/premises/",
    )
    return services.record_measured(figures=[figure], by=casts.SYSTEM, at=duties.NOW)


def test_nobody_types_what_the_system_knows(scene: duties.Scene) -> None:
    services.save_obligation(
        code=scene.obligation.code,
        values={"indicator_code": "do-phu"},
        by=casts.SYSTEM,
        at=casts.NOW,
    )
    row = duties.issued(scene)
    assert [_measure(scene, 40), _measure(scene, 40), _measure(scene, 41)] == [1, 0, 1]
    assert [_measure(scene, 50, 1), _measure(scene, 45, 0)] == [1, 0]
    shown = models.Progress.objects.filter(assignment=row).order_by("pk")
    assert [(p.value, p.indicator_code) for p in shown] == [
        (40, "do-phu"),
        (41, "do-phu"),
        (50, "do-phu"),
    ]
    assert duties.loaded(row.pk).state == models.AssignmentState.ISSUED


def test_a_figure_of_another_indicator_is_written_nowhere(scene: duties.Scene) -> None:
    duties.issued(scene)
    assert _measure(scene, 40) == 0
    assert not models.Progress.objects.exists()


def test_a_demo_goes_without_a_trace(scene: duties.Scene) -> None:
    parent = duties.loaded(duties.issue(scene, scene.cast.district)[0].pk)
    duties.hand_down(scene, parent, scene.cast.commune)
    services.report_progress(
        assignment=parent,
        draft=duties.said(files=[upload(pictures.make_photo())]),
        by=scene.district_officer,
        at=duties.NOW,
    )
    services.erase_made_by(users=[scene.district_officer], by=casts.SYSTEM, at=duties.NOW)
    for model in (
        models.Assignment,
        models.AssignmentStep,
        models.Progress,
        models.Evidence,
        models.DueChange,
    ):
        assert not model.objects.exists(), model
