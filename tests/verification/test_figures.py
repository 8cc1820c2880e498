"""Figures recounted apart from the product: plain rows, plain dates, plain addition.

Nothing here asks a rollup, a queryset of the house or its closure of the tree. What the product
says of each unit and period, its list behind the figure says as well.
"""

import random
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import queries as broadcast_queries
from campaigns.broadcasts import services as broadcast_services
from campaigns.drives import queries as drive_queries
from campaigns.drives import services as drive_services
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import broadcasts as broadcast_factory
from tests.factories import cast as casts
from tests.factories import drives as drive_factory

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = date(2026, 11, 17)
DAYS = 6
NOW = drive_factory.NOW
ACTS = 40


def stands_under(child: int, ancestor: int, on: date) -> bool:
    """Walk up the tree as it stood on a day, edge by edge."""
    edges = units_models.UnitEdge.objects.values_list(
        "parent_id", "child_id", "valid_from_date", "valid_to_date"
    )
    parents = {c: p for p, c, start, end in edges if start <= on and (end is None or on <= end)}
    here: int | None = child
    while here is not None and here != ancestor:
        here = parents.get(here)
    return here == ancestor


def pieces_by_hand(unit_id: int, first: date, last: date) -> int:
    """Lines that say «aired» and that no later line replaces, where the outlet stood that day."""
    lines = list(
        broadcast_models.Airing.objects.values(
            "pk", "replaces_id", "has_aired", "aired_at", "outlet__unit_id"
        )
    )
    replaced = {line["replaces_id"] for line in lines}
    days = [
        (line["outlet__unit_id"], line["aired_at"].astimezone(ZONE).date())
        for line in lines
        if line["has_aired"] and line["pk"] not in replaced
    ]
    return sum(first <= day <= last and stands_under(unit, unit_id, day) for unit, day in days)


def people_by_hand(unit_id: int, first: date, last: date, units: dict[int, int]) -> tuple[int, int]:
    """People and records by what phones sent: received, and named by no other record."""
    receipts = list(kernel_models.FieldReceipt.objects.values())
    gone = {receipt["replaces_uuid"] for receipt in receipts}
    counted = [
        sent["payload"]["people"]
        for sent in receipts
        if sent["kind"] == drive_services.SUPPORT
        and sent["client_uuid"] not in gone
        and first <= day_of(sent) <= last
        and stands_under(units[sent["payload"]["drive"]], unit_id, day_of(sent))
    ]
    return sum(counted), len(counted)


def day_of(sent: dict[str, Any]) -> date:
    """The day in Viet Nam by the phone's clock, put right."""
    moment: datetime = sent["captured_at"] + timedelta(seconds=sent["clock_offset_s"])
    return moment.astimezone(ZONE).date()


def periods() -> list[tuple[date, date]]:
    days = [FIRST + timedelta(days=n) for n in range(-1, DAYS + 1)]
    return [(a, b) for a in days for b in days if a <= b]


def live_on_air(station: broadcast_factory.Station, chance: random.Random) -> None:
    """Days of a station: aired, not aired, outside the plan, corrected; then it moves house."""
    end = broadcast_factory.on_air(23, 0, day=FIRST + timedelta(days=DAYS))
    lines: list[broadcast_models.Airing] = []
    for number in range(ACTS):
        minute = chance.randrange(24 * 60)
        start = broadcast_factory.on_air(0, 0, day=FIRST) + timedelta(
            days=chance.randrange(DAYS), minutes=minute, seconds=number
        )
        has_aired = chance.random() < 0.8
        say = {"has_aired": has_aired, "aired_at": start, "seconds": 60 + number}
        say |= {"evidence_text": "Ghi trong sổ", "medium": "RADIO", "outlet": station.outlet}
        if lines and chance.random() < 0.3:
            line = lines.pop(chance.randrange(len(lines)))
            draft = broadcast_services.AiringDraft(**say)
            lines.append(
                broadcast_services.correct_airing(
                    airing=line, draft=draft, reason="Nhầm", by=station.broadcaster, at=end
                )
            )
        else:
            draft = broadcast_services.AiringDraft(**say)
            lines.append(
                broadcast_services.confirm_airing(draft=draft, by=station.broadcaster, at=end)
            )
    units_services.move_unit(
        unit=station.cast.station,
        parent=station.cast.district,
        from_date=FIRST + timedelta(days=3),
        by=casts.SYSTEM,
        at=end,
    )


def figures_agree(client: Client, figure: Any, value: int, rows: int) -> None:
    """The figure, its number of rows, and the rows that its link opens."""
    assert (figure.value, figure.rows_count) == (str(value), rows)
    listed = client.get(figure.rows_url + "&export=csv")
    lines = b"".join(listed.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) - 1 == rows


def auditor(people: casts.Cast) -> Client:
    client = Client()
    client.force_login(casts.make_person("auditor", roles.Role.AUDITOR, people.province))
    return client


@pytest.mark.parametrize("seed", range(3))
def test_pieces_aired_are_what_the_lines_of_the_log_add_up_to(seed: int):
    chance = random.Random(seed)
    station = broadcast_factory.make_station()
    live_on_air(station, chance)
    client, total = auditor(station.cast), 0
    for unit in (station.cast.station, station.cast.district, station.cast.province):
        for first, last in chance.sample(periods(), 9):
            by_hand = pieces_by_hand(unit.pk, first, last)
            figure = broadcast_queries.pieces_aired(unit, first, last)
            figures_agree(client, figure, by_hand, by_hand)
            total += by_hand
    assert total


def help_residents(scene: drive_factory.Scene, chance: random.Random) -> dict[int, int]:
    """Phones of two drives send, repeat, correct and withdraw; return each drive's unit."""
    other = drive_factory.make_drive(scene.movement, scene.cast.sibling, scene.organiser)
    drives = [scene.drive, other]
    phones = [drive_factory.join(drive)[0] for drive in drives]
    sent: list[tuple[int, Any]] = []
    for _act in range(ACTS):
        place = chance.randrange(2)
        changes: dict[str, Any] = {
            "captured_at": NOW + timedelta(minutes=chance.randrange(200)),
            "clock_offset_s": chance.choice((0, 0, 120)),
        }
        known = [record for number, record in sent if number == place]
        if known and chance.random() < 0.2:
            services_say = drive_services.receive_withdrawals
            record = drive_factory.envelope_of(
                {"drive": drives[place].pk},
                kind=drive_services.WITHDRAWAL,
                replaces_uuid=chance.choice(known).client_uuid,
            )
        else:
            services_say = drive_services.receive_support
            if known and chance.random() < 0.3:
                changes["replaces_uuid"] = chance.choice(known).client_uuid
            people = chance.randrange(7, 40)
            payload = drive_factory.payload_of(drives[place], people=people)
            record = drive_factory.envelope_of(payload, **changes)
            sent.append((place, record))
        for _time in range(chance.choice((1, 1, 2))):
            services_say([record], by=phones[place], at=NOW + timedelta(hours=5))
    return {drive.pk: drive.unit_id for drive in drives}


@pytest.mark.parametrize("seed", range(3))
def test_residents_helped_are_what_phones_sent_and_nobody_took_back(seed: int):
    chance = random.Random(seed)
    scene = drive_factory.make_scene()
    units = help_residents(scene, chance)
    client, total = auditor(scene.cast), 0
    today = NOW.astimezone(ZONE).date()
    cast = scene.cast
    for unit in (cast.commune, cast.sibling, cast.district, cast.province, cast.station):
        for first, last in ((today, today), (today - timedelta(days=30), today)):
            people, records = people_by_hand(unit.pk, first, last, units)
            figure = drive_queries.residents_helped(unit, first, last)
            figures_agree(client, figure, people, records)
            total += people
    assert total
    listed = client.get(f"/desk/drives/entries/?unit={cast.province.pk}").content.decode()
    people, _records = people_by_hand(cast.province.pk, today, today, units)
    assert re.search(rf"<tfoot[^>]*>.*>{people}</td>", listed.replace(".", ""), re.DOTALL)
