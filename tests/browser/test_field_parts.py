"""The parts of the field app, each tried by itself in a real browser."""

import gzip
import hashlib
import json
from typing import Any

import pytest
from playwright.sync_api import Page

from campaigns.kernel import codes
from tests.browser.conftest import OpenPage

HOUR = 3600
DAY_MS = 24 * HOUR * 1000
# By the server's clock, in milliseconds: heard in the morning and in the evening, recorded between.
MORNING = 1_800_000_000_000
CAPTURED = MORNING + 6 * HOUR * 1000
EVENING = MORNING + 10 * HOUR * 1000


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    page = open_page()
    page.goto("/healthz")
    return page


def run(page: Page, module: str, body: str, *arguments: Any) -> Any:
    """Run `body` with the module as `m` and the arguments as `args`."""
    return page.evaluate(
        f"async (args) => {{ const m = await import('/static/loa/field/{module}.js'); {body} }}",
        list(arguments),
    )


# --- the clock ---------------------------------------------------------------------------------


def measured(place: int, offset: int, moment: int) -> dict[str, int]:
    """The server was heard at a moment of its own clock; the phone's is off by `offset`."""
    return {"place": place, "offset": offset, "wall": moment - offset * 1000}


def moved(place: int, at_most: float) -> dict[str, float]:
    return {"place": place, "atMost": at_most}


@pytest.mark.parametrize(
    ("log", "mark", "offset"),
    [
        pytest.param([], 0, 0, id="never heard the server"),
        pytest.param([measured(1, 7, MORNING)], 1, 7, id="heard it before only"),
        pytest.param([measured(1, -90, EVENING)], 0, -90, id="heard it after only"),
        pytest.param(
            [measured(1, 0, MORNING), moved(2, 6 * HOUR), measured(3, 0, EVENING)], 2, 0,
            id="the phone slept",
        ),
        pytest.param(
            [measured(1, 5 * HOUR, MORNING), moved(2, 5 * HOUR), measured(3, 0, EVENING)],
            1, 5 * HOUR, id="recorded while the clock was slow",
        ),
        pytest.param(
            [measured(1, 5 * HOUR, MORNING), moved(2, 5 * HOUR), measured(3, 0, EVENING)],
            2, 0, id="recorded after the clock was put right",
        ),
        pytest.param(
            [measured(1, 0, MORNING), moved(2, 5 * HOUR), moved(3, -5 * HOUR), measured(4, 0, EVENING)],
            2, -5 * HOUR, id="recorded while the clock was set forward and back again",
        ),
        pytest.param(
            [measured(1, 0, MORNING), moved(2, 5 * HOUR), moved(3, -5 * HOUR), measured(4, 0, EVENING)],
            3, 0, id="recorded after it was set back again",
        ),
        pytest.param(
            [measured(1, 0, MORNING), moved(2, -3 * HOUR), moved(3, 9 * HOUR), measured(4, 0, EVENING)],
            2, 3 * HOUR, id="set back, then put right over a long sleep",
        ),
        pytest.param(
            [measured(1, 0, MORNING), moved(2, 9 * HOUR), moved(3, 2 * HOUR), measured(4, -2 * HOUR, EVENING)],
            2, 0, id="a long sleep, then set forward: the move that fits best is taken",
        ),
        pytest.param(
            [measured(1, 0, MORNING), measured(2, 4 * HOUR, EVENING)], 1, 4 * HOUR,
            id="set while nobody looked",
        ),
    ],
)  # fmt: skip
def test_records_keep_their_time_whatever_was_done_to_the_clock(page, log, mark, offset):
    now = EVENING - (log[-1]["offset"] if log else 0) * 1000
    found = run(
        page, "clock", "return m.offsetOf(...args)", log, mark, CAPTURED - offset * 1000, now
    )
    assert found == offset


def test_no_record_is_later_than_now_or_earlier_than_the_server_was_heard(page):
    log = [measured(1, 0, MORNING), measured(2, 0, EVENING)]
    body = "return m.offsetOf(...args)"
    future, past = EVENING + DAY_MS, MORNING - 300 * DAY_MS
    assert run(page, "clock", body, log, 1, future, EVENING) == -DAY_MS // 1000
    assert run(page, "clock", body, log, 1, past, EVENING) == 300 * DAY_MS // 1000


def test_two_tabs_that_see_one_change_note_it_once(open_page: OpenPage, site):
    one = open_page()
    one.clock.install(time=MORNING / 1000)
    two = one.context.new_page()
    for tab in (one, two):
        tab.goto("/healthz")
        run(tab, "clock", "await m.tick()")
    for tab in (one, two):
        tab.clock.set_system_time(MORNING / 1000 - 5 * HOUR)
        run(tab, "clock", "await m.tick()")
    log = run(two, "clock", "return (await m.state()).log")
    assert [entry for entry in log if entry["atMost"] < -HOUR] == [
        {"place": log[-1]["place"], "atMost": pytest.approx(-5 * HOUR, abs=30)}
    ]


# --- bytes -------------------------------------------------------------------------------------

PAYLOADS = [
    {},
    {"drive": 1, "counts": [{"app": None, "outcome": "REFUSED", "count": 2}], "b": [], "a": "x" * 200},
    {"photo": "0f" * 32, "hamlet": 12, "reasons": [{"reason": "NOT_HOME", "count": 1}]},
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS, ids=str)
def test_phone_and_server_make_the_same_digest(page, payload):
    found = run(page, "sha256", "return m.sha256(m.canonical(args[0]))", payload)
    assert found == hashlib.sha256(codes.canonical_json(payload)).hexdigest()


def test_the_digest_of_bytes_is_the_browsers_own(page):
    body = """
      const bytes = crypto.getRandomValues(new Uint8Array(args[0]));
      const own = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      return m.sha256(bytes) === Array.from(own, (b) => b.toString(16).padStart(2, "0")).join("");
    """
    for size in (0, 1, 55, 56, 63, 64, 65, 60_000):
        assert run(page, "sha256", body, size)


# --- the outbox --------------------------------------------------------------------------------

ADD = """
  const store = await import('/static/loa/field/store.js');
  const add = (made) => store.write(m.STORES, (find) => m.add(find, {
    kind: 'support', schema: 1, payload: { drive: 1, people: 1, counts: [] }, drive: 'device:1', sender: null, ...made }));
"""


def test_what_was_never_sent_is_deleted_and_what_was_sent_is_not(page):
    body = f"""{ADD}
      const [one, two] = [await add({{}}), await add({{}})];
      await m.freeze([two.number], 'test');
      await m.remove(one.number);
      let refused = false;
      try {{ await m.remove(two.number); }} catch (error) {{ refused = error instanceof m.AlreadySent; }}
      return [refused, (await m.all()).map((record) => record.number === two.number)];
    """
    assert run(page, "outbox", body) == [True, [True]]


def test_bytes_are_fixed_at_first_sending(page):
    body = f"""{ADD}
      const record = await add({{}});
      const [first] = await m.freeze([record.number], 'test');
      await new Promise((done) => setTimeout(done, 20));
      const [again] = await m.freeze([record.number], 'other');
      return [first.frozen, again.frozen];
    """
    first, again = run(page, "outbox", body)
    assert first == again
    assert (
        json.loads(first)["payload_sha256"]
        == hashlib.sha256(codes.canonical_json(json.loads(first)["payload"])).hexdigest()
    )


def test_a_correction_of_what_may_have_been_sent_is_a_record_of_its_own(page):
    body = f"""{ADD}
      const record = await add({{}});
      await m.freeze([record.number], 'test');
      const fix = await store.write(m.STORES, (find) => m.correct(find, record.number, {{ payload: {{ drive: 1, people: 2, counts: [] }} }}));
      const kept = await m.all();
      let twice = '';
      try {{ await store.write(m.STORES, (find) => m.correct(find, record.number, {{}})); }} catch (error) {{ twice = error.constructor.name; }}
      return {{ fix, kept, twice, record }};
    """
    said = run(page, "outbox", body)
    assert said["fix"]["replaces"] == said["record"]["number"]
    assert said["fix"]["capturedAt"] == said["record"]["capturedAt"]
    assert said["kept"][0]["replacedBy"] == said["fix"]["number"]
    assert said["kept"][0]["payload"]["people"] == 1
    assert said["twice"] == "AlreadySent"


def test_a_correction_of_what_was_never_sent_changes_it(page):
    body = f"""{ADD}
      const record = await add({{}});
      await store.write(m.STORES, (find) => m.correct(find, record.number, {{ payload: {{ drive: 1, people: 9, counts: [] }} }}));
      return (await m.all()).map((one) => [one.number === record.number, one.payload.people]);
    """
    assert run(page, "outbox", body) == [[True, 9]]


def test_a_withdrawal_taken_back_lets_the_record_stand(page):
    body = f"""{ADD}
      const record = await add({{}});
      await m.freeze([record.number], 'test');
      const back = await m.withdraw(record.number);
      const named = (await m.get(record.number)).replacedBy === back.number;
      await m.remove(back.number);
      return [back.kind, back.replaces === record.number, named, (await m.get(record.number)).replacedBy];
    """
    assert run(page, "outbox", body) == ["support-withdrawal", True, True, None]


def test_an_answer_settles_a_record_once_and_silence_settles_none(page):
    body = f"""{ADD}
      const made = [];
      for (let n = 0; n < 6; n += 1) made.push(await add({{}}));
      const verdicts = [201, 200, 410, 409, 422];
      await m.settle(verdicts.map((verdict, n) => ({{ client_uuid: made[n].number, verdict, message: 'why', is_held: n === 0 }})));
      await m.settle([{{ client_uuid: made[0].number, verdict: 422, message: 'late' }}, {{ client_uuid: 'nobody', verdict: 201 }}]);
      return (await m.all()).map((record) => [record.state, Boolean(record.isHeld)]);
    """
    assert run(page, "outbox", body) == [
        ["sent", True], ["sent", False], ["withdrawn", False], ["refused", False],
        ["refused", False], ["waiting", False],
    ]  # fmt: skip


def test_only_what_was_never_sent_is_brought_up_to_the_newest_schema(page):
    body = f"""{ADD}
      const kinds = await import('/static/loa/field/kinds.js');
      kinds.register('leaflet', {{ schema: 3, migrate: (payload, from) => ({{ ...payload, was: from }}) }});
      const [never, sent, unknown] = [
        await add({{ kind: 'leaflet' }}), await add({{ kind: 'leaflet' }}), await add({{ kind: 'from-a-newer-app', schema: 9 }})];
      await m.freeze([sent.number], 'old');
      kinds.register('leaflet', {{ schema: 4, migrate: (payload, from) => ({{ ...payload, was: from }}) }});
      const before = (await m.get(sent.number)).frozen;
      await m.tidy();
      await m.freeze([never.number, sent.number], 'new');
      return {{ all: await m.all(), same: (await m.get(sent.number)).frozen === before }};
    """
    said = run(page, "outbox", body)
    never, sent, unknown = said["all"]
    assert (json.loads(never["frozen"])["schema_version"], never["payload"]["was"]) == (4, 1)
    assert json.loads(sent["frozen"])["schema_version"] == 3
    assert said["same"]
    assert (unknown["schema"], unknown["state"]) == (9, "waiting")


def test_what_was_sent_long_ago_is_forgotten_and_nothing_else(page):
    body = f"""{ADD}
      const made = [await add({{}}), await add({{}}), await add({{}})];
      await m.settle([{{ client_uuid: made[0].number, verdict: 201 }}, {{ client_uuid: made[1].number, verdict: 422 }}]);
      await m.tidy(Date.now() + 61 * 86400000);
      return (await m.all()).map((record) => record.state);
    """
    assert run(page, "outbox", body) == ["refused", "waiting"]


# --- storage and tabs --------------------------------------------------------------------------


def test_half_a_change_is_none(page):
    body = """
      let fault = '';
      try {
        await m.write(['meta'], async (find) => { await find('meta').put(1, 'half'); throw new Error('broken off'); });
      } catch (error) { fault = error.message; }
      return [fault, await m.getMeta('half')];
    """
    assert run(page, "store", body) == ["broken off", None]


def test_a_full_phone_says_so_and_loses_nothing(page):
    client = page.context.new_cdp_session(page)
    # Before the first write: the browser remembers for a while how much room there was.
    room = {"origin": page.evaluate("origin"), "quotaSize": 200_000}
    client.send("Storage.overrideQuotaForOrigin", room)
    run(page, "store", "await m.setMeta('kept', 'before')")
    body = """
      const much = Array.from({ length: 100_000 }, () => crypto.randomUUID()).join('');
      try { await m.setMeta('much', much); } catch (error) { return [error instanceof m.StorageFull, await m.getMeta('kept'), await m.getMeta('much')]; }
      return 'there was room';
    """
    assert run(page, "store", body) == [True, "before", None]


@pytest.mark.parametrize("way", ["alone", "leased"])
def test_one_tab_acts_at_a_time(page, way):
    two = page.context.new_page()
    two.goto("/healthz")
    begin = f"""
      const store = await import('/static/loa/field/store.js');
      window.acting = m.{way}('send', () => new Promise((done) => {{ window.finish = done; }}), store);
      await new Promise((done) => setTimeout(done, 200));
      return Boolean(window.finish);
    """
    assert run(page, "tabs", begin)
    assert not run(two, "tabs", begin)
    page.evaluate("async () => { window.finish('done'); await window.acting; }")
    assert run(two, "tabs", begin)


def test_a_lease_ends_when_its_tab_died_and_when_the_clock_was_set_back(page):
    body = """
      const store = await import('/static/loa/field/store.js');
      await store.setMeta('lease-send', { tab: 'dead', until: args[0] });
      return m.leased('send', () => 'acted', store);
    """
    now = page.evaluate("Date.now()")
    assert run(page, "tabs", body, now - 1) == "acted"
    assert run(page, "tabs", body, now + DAY_MS) == "acted"
    assert run(page, "tabs", body, now + 30_000) is None


# --- the wire ----------------------------------------------------------------------------------

BATCH = "JSON.stringify({ records: Array(100).fill('ten letters') })"


def test_a_batch_goes_packed_and_plain_where_it_is_not_understood(page, page_faults):
    seen = []

    def answer(route):
        sent = route.request
        seen.append((sent.header_value("content-encoding"), sent.post_data_buffer))
        is_packed = seen[-1][0] == "gzip"
        route.fulfill(status=400 if is_packed else 200, json={"message": "?"})

    page.route("**/api/field/records", answer)
    for _time in range(2):
        said = run(page, "wire", f"return m.post('/api/field/records', {BATCH})")
        assert said["status"] == 200
    page_faults.clear()  # the browser names the refusal in its console
    assert [encoding for encoding, _body in seen] == ["gzip", None, None]
    assert gzip.decompress(seen[0][1]) == seen[1][1]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"status": 200, "body": "<html>Log in to the café's Wi-Fi</html>"}, "NoAnswer"),
        ({"status": 302, "headers": {"Location": "http://wifi.example/"}}, "NoAnswer"),
        ({"status": 502, "body": "{}"}, "NoAnswer"),
        ({"status": 429, "body": "{}", "headers": {"Retry-After": "40"}}, "NoAnswer"),
        ({"status": 401, "body": '{"message": "no"}'}, "Refused"),
        ({"status": 422, "body": '{"message": "no"}'}, "Refused"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_answer_of_ours_settles_nothing(page, page_faults, answer, fault):
    page.route("**/api/field/drives", lambda route: route.fulfill(**answer))
    body = "try { await m.ask('/api/field/drives'); return ''; } catch (error) { return error.constructor.name; }"
    assert run(page, "wire", body) == fault
    page_faults.clear()  # the browser names each of these statuses in its console
