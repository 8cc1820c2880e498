"""How long the field app takes to open on a slow phone, from what lies on it.

Usage: python benchmarks/field_open.py [--json]. Needs Chromium (LOA_CHROMIUM names another one).

A phone of a drive in progress has the app, its drive, half-counted counters and 200 records that
were sent. The page is opened again and again with the processor throttled to a quarter, from the
service worker's cache; measured is the time from the tap until the counters can be tapped, and
until the rest of the app stands, with the server there and with the network gone. The reference is
a page of plain text from the same server in the same browser, throttled alike.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
# A browser's loop in this thread looks to Django like asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django

from tests.browser import chromium

OPENS = int(os.environ.get("LOA_OPENS", "15"))
SLOWER = 4
RECORDS = 200
MOST_MS = 1000
UNASKED_MS = 2500
MARKS = {"loa-counting": "counters can be tapped", "loa-ready": "the whole app stands"}


def throttled(page: Any, times: int) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})


def opened(context: Any, address: str, mark: str) -> float:
    """Milliseconds from the start of the navigation to a mark that the page sets.

    Nothing asks the page while it opens: on a throttled processor the question alone, with the
    330 KB of script that Playwright sends ahead of it, would cost a sixth of the budget.
    """
    page = context.new_page()
    throttled(page, SLOWER)
    page.goto(address, wait_until="commit")
    page.wait_for_timeout(UNASKED_MS)
    page.wait_for_function(f"() => performance.getEntriesByName('{mark}').length > 0")
    at: float = page.evaluate(f"performance.getEntriesByName('{mark}')[0].startTime")
    page.close()
    return at


def bare(context: Any, address: str) -> float:
    page = context.new_page()
    throttled(page, SLOWER)
    page.goto(address)
    at: float = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    page.close()
    return at


def typical(act: Callable[[], float]) -> float:
    act()
    return statistics.median(act() for _ in range(OPENS))


def measure(browser: Any, site: str) -> Iterator[dict[str, Any]]:
    from tests.browser import phones

    scene = phones.make_scene()
    context = browser.new_context(base_url=site, locale="vi-VN", **phones.SCREEN)
    context.set_default_timeout(60_000)
    phones.give_pass(context, site, scene.drive)
    page = context.new_page()
    phones.open_app(page, scene.drive)
    phones.keep_app(page)
    phones.log_many(page, [1] * RECORDS)
    page.wait_for_function("() => document.querySelector('[data-pending]').textContent === '0'")
    page.locator("[data-tap=people]").tap()
    page.close()
    reference = typical(lambda: bare(context, f"{site}/healthz"))
    for network in ("with network", "without network"):
        context.set_offline(network == "without network")
        for mark, what in MARKS.items():
            yield {
                "name": f"field_open {what}, {network}",
                "value": round(
                    value := typical(lambda m=mark: opened(context, f"{site}/field/", m))
                ),
                "unit": "ms",
                "reference": round(reference),
                "ratio": round(value / reference, 2),
                "budget": MOST_MS,
                "ok": mark != "loa-counting" or value < MOST_MS,
            }
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    program = chromium.find()
    if not program:
        print("field_open: Chromium is missing; nothing was measured.", file=sys.stderr)
        return 0
    django.setup()
    from playwright.sync_api import sync_playwright

    from tests import template_database
    from tests.factories import servers

    copy = template_database.open_copy()
    is_fine = True
    try:
        with servers.serving(is_debug=True) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
            for row in measure(browser, f"http://127.0.0.1:{server.port}"):
                is_fine &= row["ok"]
                text = "{name}: {value} ms (a bare page {reference} ms, budget {budget} ms)"
                print(json.dumps(row) if options.json else text.format(**row), flush=True)
            browser.close()
    finally:
        copy.drop()
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
