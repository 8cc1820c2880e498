"""Counting scans: whom, once a phone a day, exactly, and nothing that tells who it was."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaigns.kernel import codes
from campaigns.premises import models, services, tasks
from campaigns.premises.queries import links as reads
from campaigns.premises.services import rolling_up
from tests.factories import links

MORNING = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)  # 09:05 in the province


def roll_up(at: datetime = MORNING) -> int:
    return services.roll_up_scans(at=at)


@pytest.fixture
def scene(db) -> links.Scene:
    return links.make_scene()


@pytest.mark.parametrize(
    ("agent", "headers", "is_human"),
    [
        (links.PHONE, {}, True),
        (links.APPLE, {}, True),
        ("Mozilla/5.0 (Linux; Android 8; CUBOT X19) Chrome/90 Mobile", {}, True),
        ("Mozilla/5.0 (iPhone) Mobile Zalo iOS/505 ZaloTheme/light", {}, True),
        ("Mozilla/5.0 (iPhone) [FBAN/FBIOS;FBAV/400.0]", {}, True),
        (links.PREVIEW, {}, False),
        ("WhatsApp/2.23.20 A", {}, False),
        ("TelegramBot (like TwitterBot)", {}, False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}, False),
        ("coccocbot-web/1.0", {}, False),
        ("curl/8.5.0", {}, False),
        ("python-requests/2.31", {}, False),
        ("", {}, False),
        (links.PHONE, {"Sec-Purpose": "prefetch;prerender"}, False),
        (links.PHONE, {"Purpose": "prefetch"}, False),
        (links.PHONE, {"X-Moz": "prefetch"}, False),
        (links.APPLE, {"X-Purpose": "preview"}, False),
    ],
)
def test_programs_previews_and_fetching_ahead_are_no_people(
    scene: links.Scene, client: Client, agent: str, headers: dict[str, str], is_human: bool
):
    assert links.follow(client, scene.link.code, agent=agent, **headers).status_code == 302
    row = models.Scan.objects.get()
    assert (row.is_human, bool(row.visitor)) == (is_human, is_human)


def test_a_request_for_the_head_alone_is_answered_and_no_person(scene: links.Scene, client: Client):
    answer = client.head(f"/q/{scene.link.code}", headers={"User-Agent": links.PHONE})
    assert answer.status_code == 302
    assert not models.Scan.objects.get().is_human


def test_a_phone_counts_once_a_day_at_each_link(scene: links.Scene):
    other = links.make_link(scene.cast.commune, name="Băng rôn")
    for minutes, phone in ((0, "A"), (1, "A"), (90, "A"), (2, "B"), (3, "")):
        links.scan(scene.link, phone=phone, at=MORNING + timedelta(minutes=minutes))
    links.scan(other, phone="A", at=MORNING)
    assert roll_up() == 6
    assert links.totals(scene.link) == (5, 4, 2)
    assert links.totals(other) == (1, 1, 1)
    hours = models.ScanRollup.objects.filter(link=scene.link).order_by("hour_at")
    assert [(timezone.localtime(h.hour_at).hour, h.total, h.visitors) for h in hours] == [
        (9, 4, 2),
        (10, 1, 0),
    ]
    # Later batches of the day know who came.
    links.scan(scene.link, phone="B", at=MORNING + timedelta(minutes=5))
    roll_up()
    assert links.totals(scene.link) == (6, 5, 2)
    # On the next day everybody is new.
    links.scan(scene.link, phone="B", at=MORNING + timedelta(days=1))
    roll_up(MORNING + timedelta(days=1))
    assert links.totals(scene.link) == (7, 6, 3)


def test_the_day_is_the_provinces_own(scene: links.Scene):
    late = datetime(2026, 11, 20, 16, 59, tzinfo=UTC)  # 23:59 in the province
    links.scan(scene.link, phone="A", at=late)
    links.scan(scene.link, phone="A", at=late + timedelta(minutes=2))
    roll_up(late + timedelta(minutes=3))
    assert links.totals(scene.link) == (2, 2, 2)


def test_no_address_is_kept_and_digests_go_with_their_day(scene: links.Scene, client: Client):
    client.get(
        f"/q/{scene.link.code}", headers={"User-Agent": links.PHONE}, REMOTE_ADDR="203.0.113.7"
    )
    row = models.Scan.objects.get()
    assert "203.0.113.7" not in str(vars(row))
    salt = models.ScanSalt.objects.get()
    phone = f"203.0.113.7\n{links.PHONE}"
    assert row.visitor == codes.blind(phone, salt.salt)[: models.VISITOR_LETTERS]
    roll_up(row.scanned_at)
    assert not models.Scan.objects.exists()
    assert models.ScanVisitor.objects.count() == 1
    roll_up(row.scanned_at + timedelta(days=1, hours=1))
    assert not models.ScanVisitor.objects.exists()
    assert not models.ScanSalt.objects.exists()
    assert links.totals(scene.link) == (1, 1, 1)


def test_what_still_waits_keeps_its_days_digests(scene: links.Scene):
    """A worker that was away over midnight counts yesterday's phones once all the same."""
    links.scan(scene.link, phone="A", at=MORNING)
    roll_up()
    services.forget_salts()
    links.scan(scene.link, phone="A", at=MORNING + timedelta(hours=1))
    roll_up(MORNING + timedelta(days=1))
    assert links.totals(scene.link) == (2, 2, 1)


def test_the_sweep_run_twice_changes_nothing(scene: links.Scene):
    links.scan(scene.link)
    tasks.roll_up_scans()
    before = links.totals(scene.link)
    tasks.roll_up_scans()
    assert links.totals(scene.link) == before == (1, 1, 1)


def test_a_sweep_that_dies_has_counted_all_of_a_batch_or_none(scene: links.Scene, monkeypatch):
    for number in range(5):
        links.scan(scene.link, phone=str(number), at=MORNING)

    def die(_tally: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(rolling_up, "_add_strays", die)
        with pytest.raises(RuntimeError):
            roll_up()
    assert links.totals(scene.link) == (0, 0, 0)
    assert models.Scan.objects.count() == 5
    assert not models.ScanVisitor.objects.exists()
    roll_up()
    assert links.totals(scene.link) == (5, 5, 5)


def test_more_than_one_batch_is_counted(scene: links.Scene, monkeypatch):
    monkeypatch.setattr(rolling_up, "BATCH", 3)
    for number in range(7):
        links.scan(scene.link, phone=str(number % 2), at=MORNING)
    assert roll_up() == 7
    assert links.totals(scene.link) == (7, 7, 2)


def test_unknown_and_revoked_codes_are_kept_by_day_as_claimed(scene: links.Scene, client: Client):
    links.follow(client, "abcdefghjk")
    links.follow(client, "abcdefghjk", agent=links.PREVIEW)
    links.follow(client, "A" * 90)
    links.follow(client, "../../x")  # nothing that a sheet would carry
    services.revoke_link(
        link=scene.link, reason="Bị dán đè", by=links.casts.SYSTEM, at=timezone.now()
    )
    links.forget()
    links.follow(client, scene.link.code)
    roll_up(timezone.now())
    found = models.StrayRollup.objects.order_by("claimed").values_list(
        "claimed", "reason", "link_id", "total", "human"
    )
    assert set(found) == {
        ("ABCDEFGHJK", "UNKNOWN", None, 2, 1),
        ("A" * models.CLAIMED_LETTERS, "UNKNOWN", None, 1, 1),
        (scene.link.code, "REVOKED", scene.link.pk, 1, 1),
    }
    assert links.totals(scene.link) == (0, 0, 0)


@pytest.mark.parametrize("slip", ["changed", "left_out", "put_in", "exchanged"])
def test_a_code_one_slip_away_names_ours(scene: links.Scene, slip: str):
    code = scene.link.code
    other = next(letter for letter in codes.ALPHABET if letter not in code)
    at = next(n for n in range(9) if code[n] != code[n + 1])
    claimed = {
        "changed": code[:4] + other + code[5:],
        "left_out": code[:4] + code[5:],
        "put_in": code[:4] + other + code[4:],
        "exchanged": code[:at] + code[at + 1] + code[at] + code[at + 2 :],
    }[slip]
    assert code in reads.near_codes(claimed)
    links.scan(None, claimed=claimed, at=MORNING)
    roll_up()
    assert models.StrayRollup.objects.get().link == scene.link


def test_who_guesses_codes_fills_no_table(scene: links.Scene, monkeypatch):
    monkeypatch.setattr(rolling_up, "MOST_STRAYS", 4)
    for number in range(10):
        links.scan(None, claimed=f"GUESS{number}", at=MORNING)
    links.scan(None, claimed="GUESS0", at=MORNING)
    roll_up()
    rows = dict(models.StrayRollup.objects.values_list("claimed", "total"))
    assert rows == {"": 6, "GUESS0": 2, "GUESS1": 1, "GUESS2": 1, "GUESS3": 1}


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_all_counted_and_share_commits():
    scene = links.make_scene()
    each, clients = 25, 8

    def scan(number: int) -> None:
        try:
            for turn in range(each):
                links.scan(scene.link, phone=f"{number}-{turn % 5}", at=MORNING)
        finally:
            connection.close()

    threads = [threading.Thread(target=scan, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    sweeps: list[int] = []

    def sweep() -> None:
        try:
            sweeps.append(roll_up())
        finally:
            connection.close()

    sweepers = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in sweepers:
        thread.start()
    for thread in sweepers:
        thread.join(60)
    assert sum(sweeps) == each * clients
    assert links.totals(scene.link) == (each * clients, each * clients, clients * 5)
