"""What the database refuses of links, targets and counts, whatever the code does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from campaigns.kernel import errors
from campaigns.premises import models, services
from tests.factories import cast as casts
from tests.factories import links
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db
NOW = links.NOW
HOUR = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def scene() -> links.Scene:
    return links.make_scene()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("premises_link_known_state", {"state": "LOST"}),
        ("premises_link_on_a_sheet_or_free", {"name": ""}),
        ("premises_link_on_a_sheet_or_free", {"medium": "SHEET"}),
        ("premises_link_on_a_sheet_or_free", {"unit": None}),
        ("premises_link_edition_from_one", {"edition": 0}),
        ("premises_link_revoked_by_whom_and_why", {"state": "REVOKED"}),
        ("premises_link_revoked_by_whom_and_why", {"revoked_at": NOW}),
        (
            "premises_link_revoked_by_whom_and_why",
            {"state": "REVOKED", "revoked_at": NOW, "revoked_by": "x"},
        ),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(
    scene: links.Scene, name: str, values: dict[str, Any]
) -> None:
    with refused_by(name):
        models.Link.objects.filter(pk=scene.link.pk).update(**values)


def test_an_edition_of_a_leaflet_is_there_once(scene: links.Scene) -> None:
    second = links.make_link(scene.cast.commune, scene.target)
    assert (scene.link.edition, second.edition) == (1, 2)
    with refused_by("premises_link_edition_once"):
        models.Link.objects.filter(pk=second.pk).update(edition=1)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("premises_target_is_page_or_app", {"kind": "APP"}),
        ("premises_target_is_page_or_app", {"address_vi": "https://evil.example"}),
        ("premises_target_is_page_or_app", {"address_vi": "//evil.example"}),
        ("premises_target_is_page_or_app", {"address_en": "//evil.example"}),
        ("premises_target_is_page_or_app", {"address_vi": ""}),
        ("premises_target_retires_after_start", {"retired_date": date(2020, 1, 1)}),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(
    scene: links.Scene, name: str, values: dict[str, Any]
) -> None:
    with refused_by(name):
        models.LinkTarget.objects.filter(pk=scene.target.pk).update(**values)


def test_a_target_succeeds_another(scene: links.Scene) -> None:
    with refused_by("premises_target_not_its_own_successor"):
        models.LinkTarget.objects.filter(pk=scene.target.pk).update(successor=scene.target)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("premises_scan_of_something", {"link": None}),
        ("premises_scan_people_have_a_digest", {"visitor": ""}),
        ("premises_scan_people_have_a_digest", {"is_human": False}),
    ],
)
def test_a_scan_that_makes_no_sense_is_refused(
    scene: links.Scene, name: str, values: dict[str, Any]
) -> None:
    links.scan(scene.link)
    with refused_by(name):
        models.Scan.objects.update(**values)


def test_totals_are_there_once_and_parts_fit_the_whole(scene: links.Scene) -> None:
    row = models.ScanRollup.objects.create(link=scene.link, hour_at=HOUR, total=2, human=1)
    for values in ({"human": 3}, {"visitors": 2}):
        with refused_by("premises_scans_parts_of_the_whole"):
            models.ScanRollup.objects.filter(pk=row.pk).update(**values)
    other = models.ScanRollup.objects.create(link=scene.link, hour_at=HOUR + timedelta(hours=1))
    with refused_by("premises_scans_once_an_hour"):
        models.ScanRollup.objects.filter(pk=other.pk).update(hour_at=HOUR)


def test_a_phone_is_noted_once_a_day(scene: links.Scene) -> None:
    rows = [
        models.ScanVisitor(link=scene.link, scan_date=HOUR.date(), visitor="a") for _ in range(2)
    ]
    with refused_by("premises_visitor_once_a_day"):
        models.ScanVisitor.objects.bulk_create(rows)


def test_a_day_has_a_salt(scene: links.Scene) -> None:
    with refused_by("premises_salt_not_empty"):
        models.ScanSalt.objects.create(salt_date=HOUR.date(), salt="")


def test_a_stray_code_is_there_once_a_day(scene: links.Scene) -> None:
    row = models.StrayRollup.objects.create(
        scan_date=HOUR.date(), claimed="ABC", reason="UNKNOWN", total=1, human=1
    )
    with refused_by("premises_stray_parts_of_the_whole"):
        models.StrayRollup.objects.filter(pk=row.pk).update(human=2)
    with refused_by("premises_stray_revoked_was_a_link"):
        models.StrayRollup.objects.filter(pk=row.pk).update(reason="REVOKED")
    with refused_by("premises_stray_once_a_day"):
        models.StrayRollup.objects.bulk_create(
            [models.StrayRollup(scan_date=HOUR.date(), claimed="ABC", reason="UNKNOWN")]
        )


ACTS = {
    ("STANDING", "REVOKED"): lambda link: services.revoke_link(
        link=link, reason="Bị dán đè", by=casts.SYSTEM, at=NOW
    ),
    ("REVOKED", "STANDING"): lambda link: services.reinstate_link(
        link=link, by=casts.SYSTEM, at=NOW
    ),
}


def test_a_link_goes_where_its_table_says_and_nowhere_else(scene: links.Scene) -> None:
    table = models.Link.TRANSITIONS
    assert set(ACTS) == {(s, t) for s, targets in table.items() for t in targets}
    for (source, target), act in ACTS.items():
        scene.link.refresh_from_db()
        assert scene.link.state == source
        act(scene.link)
        assert scene.link.state == target
        with pytest.raises(services.LinkRefused):
            act(scene.link)


REFUSED_PATHS = [
    "",
    "gan-ban/",
    "//evil.example",
    "/\\evil",
    "https://evil.example",
    "/q/ABC",
    "/ạ",
]


@pytest.mark.parametrize("path", REFUSED_PATHS)
def test_a_page_is_a_path_of_this_site(path: str) -> None:
    draft = services.TargetDraft("Trang lạ", models.TargetKind.PAGE, NOW.date(), address_vi=path)
    with pytest.raises(services.TargetRefused) as refusal:
        services.add_target(draft=draft, by=casts.SYSTEM, at=NOW)
    assert refusal.value.field == "address_vi"


REFUSED_ADDRESSES = [
    *("http://to-khai.example", "javascript:alert(1)", "https://", "https://10.0.0.1/"),
    *("https://user:pw@to-khai.example", "https://to-khai.example:8443", "https://[::1]/"),
    *("https://tokhaiyte.example/", "https://QR.tokhaiyte.example/x", "https://a\\b.example"),
    *("https://to khai.example", "//to-khai.example", "https://localhost/"),
]


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_form_is_on_a_named_https_site_that_no_retired_app_left(address: str) -> None:
    from_date = date(2021, 6, 6)
    links.make_app("to-khai", address="tokhaiyte.example", retired_date=date(2021, 6, 5))
    app = links.make_app("moi", android_id="vn.moi")
    draft = services.TargetDraft(
        "Ứng dụng", models.TargetKind.APP, from_date, app=app, address_vi=address
    )
    with pytest.raises(services.TargetRefused) as refusal:
        services.add_target(draft=draft, by=casts.SYSTEM, at=NOW)
    assert refusal.value.field == "address_vi"


def test_a_retired_app_and_one_without_any_address_are_refused() -> None:
    gone = links.make_app("to-khai", android_id="x.y", retired_date=date(2021, 6, 5))
    bare = links.make_app("web")
    for app, field in ((None, "app"), (gone, "app"), (bare, "address_vi")):
        draft = services.TargetDraft("Ứng dụng", models.TargetKind.APP, NOW.date(), app=app)
        with pytest.raises(services.TargetRefused) as refusal:
            services.add_target(draft=draft, by=casts.SYSTEM, at=NOW)
        assert refusal.value.field == field


def test_retiring_leads_in_no_circle_and_happens_once(scene: links.Scene) -> None:
    new = links.make_target(name_vi="Trang mới")

    def retire(target: models.LinkTarget, successor: models.LinkTarget | None) -> None:
        services.retire_target(
            target=target, from_date=NOW.date(), successor=successor, by=casts.SYSTEM, at=NOW
        )

    with pytest.raises(services.TargetRefused):
        retire(scene.target, scene.target)
    retire(scene.target, new)
    for act in (lambda: retire(new, scene.target), lambda: retire(scene.target, None)):
        with pytest.raises(services.TargetRefused):
            act()
    with pytest.raises(services.TargetRefused):
        services.add_target(
            draft=services.TargetDraft(
                "Trang mới", models.TargetKind.PAGE, NOW.date(), address_vi="/x"
            ),
            by=casts.SYSTEM,
            at=NOW,
        )


def test_sheets_that_hang_get_a_link_each_once(scene: links.Scene) -> None:
    posters = [links.hang(scene.cast, name=f"Quán {n}") for n in range(3)]

    def make() -> int:
        return services.make_sheet_links(
            unit=scene.cast.district, target=scene.target, by=casts.SYSTEM, at=links.later()
        )

    assert make() == 3
    found = models.Link.objects.filter(poster__isnull=False)
    assert {(row.code, row.edition) for row in found} == {(p.code, p.edition) for p in posters}
    with pytest.raises(errors.Conflict):
        make()
    links.hang(scene.cast, name="Quán mới")
    assert make() == 1


def test_a_link_to_what_has_retired_is_not_made(scene: links.Scene) -> None:
    services.retire_target(
        target=scene.target, from_date=NOW.date(), successor=None, by=casts.SYSTEM, at=NOW
    )
    with pytest.raises(services.TargetRefused):
        links.make_link(scene.cast.commune, scene.target, name="Khác")
    with pytest.raises(services.TargetRefused):
        services.aim_link(link=scene.link, target=scene.target, by=casts.SYSTEM, at=links.later())
