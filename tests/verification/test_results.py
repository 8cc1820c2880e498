"""Results recounted in plain SQL from what phones sent: no total, no closure, no queryset of ours.

Every figure of a drive's, a movement's and a place's page is counted again, and every list that a
figure opens has to show the same count.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, services
from campaigns.kernel import roles
from campaigns.units import services as units_services
from tests import standing
from tests.factories import cast as casts
from tests.factories import drives as factory
from tests.factories import territory
from tests.rendering import keep_contexts

__all__ = ["keep_contexts"]
pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = date(2026, 11, 16)
ACTS = 60
NEVER = (date(2000, 1, 1), date(2199, 1, 1))
APPS = ("INSTALLED", "DECLARED", "ALREADY_HAD")

# A record and every unit above it, as the tree stood on its day; past a unit's end, as it last stood.
ABOVE = """
WITH RECURSIVE above(entry_id, day, unit_id) AS (
    SELECT id, day, unit_id FROM drives_supportentry
    UNION
    SELECT above.entry_id, above.day, edge.parent_id
    FROM above
    JOIN units_unitedge edge ON edge.child_id = above.unit_id
    JOIN units_unit child ON child.id = edge.child_id
    WHERE edge.valid_from_date <= above.day AND (edge.valid_to_date IS NULL
        OR edge.valid_to_date >= above.day OR edge.valid_to_date = child.valid_to_date)
)
"""
# Records that no other record corrects or takes back; those that wait for the organiser apart.
KEPT = """
FROM drives_supportentry e
JOIN drives_drive d ON d.id = e.drive_id
JOIN units_unit u ON u.id = e.unit_id
WHERE NOT EXISTS (SELECT 1 FROM kernel_fieldreceipt r WHERE r.replaces_uuid = e.receipt_uuid)
AND e.day BETWEEN %(first)s AND %(last)s
"""
SCOPES = {
    "drive_results": " AND e.drive_id = %(pk)s",
    "movement_results": " AND d.movement_id = %(pk)s",
    "place_results": " AND e.id IN (SELECT entry_id FROM above WHERE unit_id = %(pk)s)",
}
LINES = """
SELECT {what}, SUM(line.count) FROM {table} line WHERE line.entry_id IN (SELECT e.id {kept})
GROUP BY {what}
"""


@dataclass(frozen=True)
class Recount:
    """What a page should say, by the rows alone."""

    people: int
    entries: int
    households: int
    held: tuple[int, int]
    acts: dict[tuple[str | None, str], int]
    reasons: dict[str, int]
    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    days: dict[date, tuple[int, int, int]] = field(default_factory=dict)
    settings: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def asked(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(ABOVE + sql, params)
        return cursor.fetchall()


def recount(page: str, pk: int, first: date, last: date) -> Recount:
    params = {"pk": pk, "first": first.isoformat(), "last": last.isoformat()}
    scope = KEPT + SCOPES[page]
    true = "1" if connection.vendor == "sqlite" else "TRUE"
    rows = asked(
        f"SELECT u.name_vi, e.day, e.setting, e.people, e.households, e.is_held {scope}", params
    )
    counted = [row for row in rows if not row[5]]
    held = [row for row in rows if row[5]]
    sums: list[dict[Any, tuple[int, int, int]]] = [{}, {}, {}]
    for row in counted:
        for place, found in enumerate(sums):
            key = date.fromisoformat(str(row[place])) if place == 1 else row[place]
            people, entries, homes = found.get(key, (0, 0, 0))
            found[key] = (people + row[3], entries + 1, homes + row[4])
    kept = f"{scope} AND e.is_held <> {true}"
    app = "(SELECT code FROM directives_declarationapp a WHERE a.id = line.app_id)"
    acts = LINES.format(what=f"{app}, line.outcome", table="drives_supportcount", kept=kept)
    reasons = LINES.format(what="line.reason", table="drives_reasoncount", kept=kept)
    if connection.vendor != "sqlite":
        acts = acts.replace(f"GROUP BY {app}, line.outcome", "GROUP BY 1, 2")
    return Recount(
        people=sum(row[3] for row in counted),
        entries=len(counted),
        households=sum(row[4] for row in counted),
        held=(sum(row[3] for row in held), len(held)),
        acts={(code, outcome): int(total) for code, outcome, total in asked(acts, params)},
        reasons={reason: int(total) for reason, total in asked(reasons, params)},
        places=sums[0],
        days=sums[1],
        settings=sums[2],
    )


@dataclass
class History:
    """Two communes with hamlets, three drives, and phones that log in them."""

    scene: factory.Scene
    drives: list[models.Drive]
    hamlets: list[Any]

    def reader(self) -> Client:
        """An auditor of the whole province."""
        client = Client()
        client.force_login(accounts_models.User.objects.get(email="auditor@loa.test"))
        return client


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[standing.Standing[History]]:
    once = standing.Standing(lived, django_db_blocker)
    yield once
    once.close()


@pytest.fixture
def history(
    made: standing.Standing[History], request: pytest.FixtureRequest, settings: Settings
) -> History:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return made.for_test(request)


def lived() -> History:
    """Days of logging, correcting and taking back; then hamlets end and a commune moves."""
    chance, scene = random.Random(2754), factory.make_scene()
    cast = scene.cast
    hamlets = territory.make_hamlets(cast.commune, ["Thôn 1", "Thôn 2", "Thôn 3"])
    begins = {"starts_at": NOW - timedelta(days=6)}
    drives = [
        factory.make_drive(scene.movement, unit, scene.organiser, name=name, shifts=(), **begins)
        for unit, name in ((cast.commune, "Một"), (cast.commune, "Hai"), (cast.sibling, "Ba"))
    ]
    phones = [factory.join(drive, at=begins["starts_at"])[0] for drive in drives]
    sent: list[tuple[int, Any]] = []
    for _act in range(ACTS):
        number = chance.randrange(3)
        known = [record for place, record in sent if place == number]
        if known and chance.random() < 0.15:
            gone = factory.envelope_of(
                {"drive": drives[number].pk},
                kind=services.WITHDRAWAL,
                replaces_uuid=chance.choice(known).client_uuid,
            )
            services.receive_withdrawals([gone], by=phones[number], at=NOW)
            continue
        changes: dict[str, Any] = {
            "captured_at": NOW - timedelta(minutes=chance.randrange(5 * 24 * 60)),
            "schema_version": 2,
        }
        if known and chance.random() < 0.2:
            changes["replaces_uuid"] = chance.choice(known).client_uuid
        record = factory.envelope_of(said(drives[number], hamlets, chance), **changes)
        (answer,) = services.receive_support([record], by=phones[number], at=NOW)
        assert answer.verdict in {201, 409, 410}, answer.message  # changed before, or gone
        sent.append((number, record))
    later(scene, hamlets)
    casts.make_person("auditor", roles.Role.AUDITOR, cast.province)
    return History(scene, drives, hamlets)


def said(drive: models.Drive, hamlets: list[Any], chance: random.Random) -> dict[str, Any]:
    """What one record says; now and then more than anybody believes."""
    is_there = drive.name != "Ba" and chance.random() < 0.7
    people = chance.randrange(8, 30)
    counts = [
        {"app": app, "outcome": outcome, "count": chance.randrange(1, 8)}
        for app in ("ncovi", "bluezone")
        for outcome in APPS
        if chance.random() < 0.4
    ]
    counts += [
        {"app": None, "outcome": outcome, "count": chance.randrange(1, 4)}
        for outcome in ("REMINDED", "NO_NETWORK", "REFUSED")
        if chance.random() < 0.3
    ]
    return factory.payload_of(
        drive,
        people=people if chance.random() > 0.1 else 5000 + people,
        counts=counts,
        setting=chance.choice(models.Setting.values),
        households=chance.randrange(3, 9),
        reasons=[{"reason": chance.choice(models.VisitReason.values), "count": 2}],
        hamlet=chance.choice(hamlets).pk if is_there else None,
    )


def later(scene: factory.Scene, hamlets: list[Any]) -> None:
    """One hamlet ended before records of it were made, one after; a commune goes elsewhere."""
    who = {"by": casts.SYSTEM, "at": NOW}
    for hamlet, last_day in zip(hamlets, (3, 0), strict=False):
        units_services.end_hamlet(
            hamlet=hamlet, last_date=TODAY - timedelta(days=last_day), reason="Sáp nhập", **who
        )
    units_services.move_unit(
        unit=scene.cast.sibling,
        parent=scene.cast.office,
        from_date=TODAY - timedelta(days=1),
        **who,
    )


def pages(history: History) -> Iterator[tuple[str, int]]:
    cast = history.scene.cast
    yield "movement_results", history.scene.movement.pk
    for drive in history.drives:
        yield "drive_results", drive.pk
    for unit in (cast.province, cast.district, cast.commune, cast.sibling, cast.office):
        yield "place_results", unit.pk
    yield "place_results", history.hamlets[2].pk


def parts_of(parts: Any, name: str) -> dict[Any, tuple[int, int, int]]:
    return {getattr(part, name): (part.people, part.entries, part.households) for part in parts}


def figures_agree(found: Any, rows: Recount) -> None:
    assert (found.people, found.entries, found.households) == (
        rows.people, rows.entries, rows.households,
    )  # fmt: skip
    assert (found.held.people, found.held.entries) == rows.held
    assert {code: n for code, _words, n in found.reasons} == rows.reasons
    by_outcome: Counter[str] = Counter()
    for (_app, outcome), total in rows.acts.items():
        by_outcome[outcome] += total
    assert dict(found.acts) == dict(by_outcome)
    assert parts_of(found.places, "label") == rows.places
    assert parts_of(found.by_day, "key") == rows.days
    assert parts_of(found.settings, "key") == rows.settings


def apps_agree(found: Any, rows: Recount, codes: dict[int, str]) -> None:
    """Apps by outcome; what was counted of no app is in none of them."""
    shown = {
        (codes[app.app_id], outcome): count
        for app in found.apps
        for outcome, count in zip(APPS, (app.installed, app.declared, app.already_had), strict=True)
        if count
    }
    assert shown == {key: total for key, total in rows.acts.items() if key[0]}


def lists_agree(client: Client, found: Any, links: dict[str, Any]) -> int:
    """Every list that a figure opens: its sum, and its number of rows; how many were opened."""
    opened = [(links["entries"], found.people, found.entries)]
    opened += [(links["held"], found.held.people, found.held.entries)] if found.held.entries else []
    kinds = {"places": found.places, "days": found.by_day, "settings": found.settings}
    opened += [
        (links["part"][kind, part.key], part.people, part.entries)
        for kind, parts in kinds.items()
        for part in parts
    ]
    for address, people, entries in opened:
        listed = client.get(address).context
        assert (listed["people"], listed["table"].state.total_count) == (people, entries), address
    sums = [(links["acts"], found.acts_count)]
    sums += [(links["outcome"][o], found.acts.get(o, 0)) for o in models.Outcome.values]
    sums += [(links["reason"][code], count) for code, _words, count in found.reasons]
    sums += [
        (links["app"][app.app_id, o], getattr(app, o.lower())) for app in found.apps for o in APPS
    ]
    for address, total in sums:
        assert client.get(address).context["total"] == total, address
    return len(opened) + len(sums)


def read(client: Client, page: str, pk: int, first: date, last: date) -> tuple[Any, Any]:
    days = {} if (first, last) == NEVER else {"from": f"{first}", "to": f"{last}"}
    shown = client.get(reverse(f"drives:{page}", args=[pk]), days)
    assert shown.status_code == 200, (page, pk)
    return shown.context["found"], shown.context["links"]


def test_results_are_what_the_rows_add_up_to(history: History) -> None:
    client = history.reader()
    codes = {app.pk: code for code, app in history.scene.apps.items()}
    days = [NEVER, (TODAY - timedelta(days=3), TODAY - timedelta(days=1))]
    seen: list[Recount] = []
    for page, pk in pages(history):
        for first, last in days:
            rows = recount(page, pk, first, last)
            found, _links = read(client, page, pk, first, last)
            figures_agree(found, rows)
            apps_agree(found, rows, codes)
            seen.append(rows)
    whole = seen[0]
    assert whole.people > 100
    assert whole.held[1]
    assert len(whole.places) == 5
    assert len(whole.days) > 3
    assert len({rows.people for rows in seen}) > 8, "pages that all say the same prove nothing"


def test_every_list_that_a_figure_opens_has_its_count(history: History) -> None:
    window = (TODAY - timedelta(days=3), TODAY - timedelta(days=1))
    cast, client = history.scene.cast, history.reader()
    opened = sum(
        lists_agree(client, *read(client, page, pk, *days))
        for page, pk, days in (
            ("movement_results", history.scene.movement.pk, NEVER),
            ("drive_results", history.drives[0].pk, window),
            ("place_results", cast.district.pk, NEVER),
            ("place_results", cast.office.pk, window),
        )
    )
    assert opened > 100
