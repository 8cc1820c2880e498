"""Scans as lines of files: durable without the database, taken once each, torn lines left out."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.premises import models, services
from campaigns.premises.queries import links as reads
from campaigns.premises.queries.links import waiting
from campaigns.premises.services import collecting, counting, scan_files
from tests.factories import links
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> links.Scene:
    return links.make_scene()


def files() -> list[Path]:
    return sorted(waiting.folder().glob("*"))


def collect() -> int:
    return services.collect_scans(at=timezone.now())


def test_a_scan_asks_the_database_nothing_and_leaves_no_address(
    scene: links.Scene, client: Client, django_assert_num_queries
):
    links.follow(client, scene.link.code)
    with django_assert_num_queries(0):
        assert links.follow(client, scene.link.code).status_code == 302
    (file,) = files()
    assert b"127.0.0.1" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    services.roll_up_scans(at=timezone.now())
    assert links.totals(scene.link) == (2, 2, 1)


def test_lines_are_taken_once_and_a_file_goes_when_its_process_has_ended_it(scene: links.Scene):
    links.scan(scene.link)
    assert [collect(), collect(), len(files())] == [1, 0, 1]
    links.scan(scene.link, phone="2")
    scan_files.end_file()
    assert [collect(), collect(), files()] == [1, 0, []]
    assert models.Scan.objects.count() == 2


def test_a_line_says_what_the_scan_was(scene: links.Scene):
    at = timezone.now()
    links.scan(scene.link, phone="A", at=at)
    links.scan(None, phone="", claimed="Mã\tđộc\n", at=at)
    assert collect() == 2
    rows = models.Scan.objects.order_by("pk")
    said = [(r.link_id, r.claimed, r.scanned_at, r.is_human, len(r.visitor)) for r in rows]
    assert said == [
        (scene.link.pk, "", at, True, models.VISITOR_LETTERS),
        (None, "Mã\tđộc\n", at, False, 0),
    ]


@pytest.mark.parametrize("kept", [1, 20, -2, -1])
def test_a_torn_line_spoils_itself_alone(scene: links.Scene, kept: int):
    line = counting.line_of(scene.link.pk, "", timezone.now(), "")
    links.scan(scene.link)
    with files()[0].open("ab") as file:
        file.write(line[:kept])
    links.scan(scene.link)
    scan_files.end_file()
    with files()[0].open("ab") as file:
        file.write(line[:kept])
    # One that lacks only the sign that ends it is whole where another follows.
    assert collect() == (3 if kept == -1 else 2)
    assert files() == []
    assert collect() == 0


def test_a_sweep_that_dies_before_the_file_is_gone_takes_nothing_twice(
    scene: links.Scene, monkeypatch
):
    links.scan(scene.link)
    scan_files.end_file()

    def die(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("killed")

    for owner, name in ((collecting, "_remove"), (Path, "unlink")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, die)
            with pytest.raises(RuntimeError):
                collect()
        assert len(files()) == 1
    assert [collect(), files(), models.Scan.objects.count()] == [0, [], 1]


def test_a_sweep_that_dies_in_the_middle_takes_all_of_a_part_or_none(
    scene: links.Scene, monkeypatch
):
    monkeypatch.setattr(collecting, "PART_BYTES", 150)
    for number in range(5):
        links.scan(scene.link, phone=str(number))
    known, calls = collecting._known, []

    def die_at_third(*args: object) -> object:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return known(*args)

    with monkeypatch.context() as patch:
        patch.setattr(collecting, "_known", die_at_third)
        with pytest.raises(RuntimeError):
            collect()
    before = models.Scan.objects.count()
    assert 0 < before < 5
    assert collect() == 5 - before


@pytest.mark.parametrize("written", [0, 5])
def test_a_full_disk_is_said_and_the_next_scan_begins_anew(
    scene: links.Scene, monkeypatch, written: int
):
    links.scan(scene.link)
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(scan_files.os, "write", lambda fd, line: write(fd, line[:written]))
        with pytest.raises(services.NotCounted):
            links.scan(scene.link)
    links.scan(scene.link)
    assert collect() == 2
    assert len(files()) == 1


def test_a_folder_that_cannot_be_made_is_said(scene: links.Scene):
    waiting.folder().write_text("")
    try:
        with pytest.raises(services.NotCounted):
            links.scan(scene.link)
    finally:
        waiting.folder().unlink()


def test_lines_of_an_erased_link_stop_no_sweep(scene: links.Scene):
    scan_files.append(counting.line_of(scene.link.pk + 1, "", timezone.now(), ""))
    links.scan(scene.link)
    assert collect() == 1


def test_files_that_nobody_takes_are_missed_by_the_gauge(scene: links.Scene):
    links.scan(scene.link)
    now = timezone.now()
    assert reads.uncounted(now) == 0
    assert reads.uncounted(now + timedelta(minutes=11)) == 1
    collect()
    models.Scan.objects.all().delete()
    assert reads.uncounted(now + timedelta(minutes=11)) == 0


def test_what_was_taken_is_remembered_for_a_week(scene: links.Scene):
    links.scan(scene.link)
    scan_files.end_file()
    now = timezone.now()
    collect()
    assert models.ScanFile.objects.count() == 1
    services.collect_scans(at=now + timedelta(days=8))
    assert not models.ScanFile.objects.exists()


def test_a_file_has_one_row():
    models.ScanFile.objects.create(name="x.scans")
    with refused_by("premises_scan_file_once"):
        models.ScanFile.objects.create(name="x.scans")
