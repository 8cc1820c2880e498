"""How long lists of duties take, and how many queries, with a million of them in a country.

Usage: python benchmarks/duties.py [--json]. Runs on the engine of DATABASE_URL (SQLite without), in
a database of its own that it removes: 63 provinces, 705 districts and 10,598 communes with 88
duties each, looked at by who reaches all of them and by one province. LOA_SCALE=0.01 makes a
hundredth of the communes, and is the default. The reference of a page is the bare select of its
first rows by primary key in the same run.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
os.environ.setdefault("LOA_SCALE", "0.01")

import _duty_house as house
import django
import lists
from django.conf import settings


def addresses(named: dict[str, Any]) -> dict[str, str]:
    """Each view of the list, the board, the month, and the pages of a unit and of one duty."""
    from django.urls import reverse
    from django.utils import timezone

    from campaigns.directives import models

    today = timezone.localdate()
    duties, board = reverse("directives:assignment_list"), reverse("directives:duty_board")
    month = reverse("directives:duty_month")
    since, until = today - timedelta(days=40), today - timedelta(days=10)
    obligation, province = named["obligation"].pk, named["province"].pk
    filters = {
        "": "",
        ", last page": "page=999999",
        ", page 200": "page=200",
        ", an obligation": f"obligation={obligation}",
        ", a province": f"unit={province}",
        ", a province, overdue": f"unit={province}&time=OVERDUE",
        ", a commune": f"unit={named['commune'].pk}",
        ", a month": f"due_from={since}&due_to={until}",
        ", 'xã số 77'": "q=xã+số+77",
        ", 'đợt 7'": "q=đợt+7",
        ", of which the office heard": "heard=4",
    }
    filters |= {f", {state}": f"state={state}" for state in models.AssignmentState.values}
    filters |= {f", {state}": f"time={state}" for state in models.TimeState.values}
    filters |= {
        f", by {column}{way}": f"sort={column}{way and '&dir=desc'}"
        for column in ("unit", "state", "current_due_date")
        for way in ("", " from the end")
    }
    return {f"duties{name}": f"{duties}?{query}" for name, query in filters.items()} | {
        "board": board,
        "board, a province": f"{board}?unit={province}",
        "board, an obligation": f"{board}?obligation={obligation}",
        "month": month,
        "month, a province": f"{month}?unit={province}",
        "unit, a province": reverse("workspace:unit", args=[province]),
        "sheet of a province": reverse("directives:unit_sheet", args=[province]),
        "a duty of a province": reverse("directives:assignment", args=[named["duty"].pk]),
    }


def look() -> bool:
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from campaigns.directives import models
    from campaigns.kernel import roles
    from campaigns.units import models as units_models
    from tests.factories import cast, duties

    scene = duties.make_scene()
    provinces = house.found(scene.cast, max(int(house.COMMUNES * lists.SCALE), 20))
    obligations = house.oblige(scene)
    house.give_out(obligations, today=timezone.localdate())
    house.settle()
    named = {
        "obligation": obligations[-16],
        "province": provinces[1],
        "commune": units_models.Unit.objects.get(code="x1"),
        "duty": models.Assignment.objects.get(unit=provinces[1], obligation=obligations[-16]),
    }
    first = models.Assignment.objects.order_by("pk")[:25]
    bare = lists.p95(lambda: list(first.all()))
    count = f"{connection.vendor}, {models.Assignment.objects.count():,} duties"
    coordinator = cast.make_person("mot-tinh", roles.Role.COORDINATOR, provinces[1])
    is_fine = True
    for reader, size in ((scene.coordinator, count), (coordinator, f"one province of {count}")):
        client = Client()
        client.force_login(reader)
        is_fine &= lists.pages(client, addresses(named), size, bare)
    return is_fine


def main() -> int:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    settings.ALLOWED_HOSTS = ["*"]
    django.setup()
    import logging

    from django.core.management import call_command

    from tests import template_database

    logging.disable(logging.INFO)
    call_command("messages", compile=True)
    copy = template_database.open_copy()
    try:
        return 0 if look() else 1
    finally:
        copy.drop()


if __name__ == "__main__":
    sys.exit(main())
