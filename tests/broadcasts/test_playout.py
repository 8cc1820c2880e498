"""The log of a station's automation: read, judged, written once, all or nothing."""

import random
import struct
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.broadcasts import models, queries, services, tasks
from campaigns.kernel import writing
from tests.broadcasts.test_races import at_once, of
from tests.factories import broadcasts, cast
from tests.factories.refusals import refused_by

LATER = broadcasts.on_air(23)
TITLE = "Khai báo y tế bằng mã QR"
# As LibreTime's log sheet is exported.
LIBRETIME = (
    '"Start Time","End Time","Title","Creator"\n'
    f'"2026-11-17 05:30:02","2026-11-17 05:32:01","{TITLE}","Đài NTV"\n'
    '"2026-11-17 05:32:05","2026-11-17 05:36:00","Ninh Thuận quê em","Tốp ca"\n'
)
V = models.LineVerdict


def check(station, said=LIBRETIME, at=LATER, encoding="utf-8", name="log.csv"):
    content = said if isinstance(said, bytes) else said.encode(encoding)
    draft = services.LogDraft(station.outlet, name, content)
    return services.check_log(draft=draft, by=station.broadcaster, at=at)


def write(station, said=LIBRETIME, at=LATER):
    log = check(station, said, at)
    services.order_log(log=log, by=station.broadcaster, at=at)
    assert services.write_log(log_id=log.pk, at=at)
    return log


def verdicts(log):
    return [line.verdict for line in log.lines.order_by("number", "pk")]


def lines(*rows, header="Start Time,Title,Length"):
    return "\n".join([header, *rows]) + "\n"


# --- What a line is --------------------------------------------------------------------------


def test_a_libretime_log_is_matched_by_title_and_time_and_music_is_left_alone(station):
    release = broadcasts.make_release(station)
    log = write(station)
    assert verdicts(log) == [V.MATCHED, V.FOREIGN]
    airing = models.Airing.objects.get()
    assert (airing.release, airing.source) == (release, "AUTOMATIC")
    assert (airing.aired_at, airing.seconds) == (broadcasts.on_air(5, 30, 2), 119)
    assert airing.confirmed_by == station.broadcaster


def test_a_check_alone_writes_nothing(station):
    broadcasts.make_release(station)
    check(station)
    assert not models.Airing.objects.exists()


def test_a_file_name_that_holds_the_title_is_matched(station):
    broadcasts.make_release(station)
    log = check(station, lines(f"2026-11-17 05:31,BT_{TITLE}_v2.mp3,120"))
    assert verdicts(log) == [V.MATCHED]


def test_a_known_title_far_from_any_plan_is_unplanned_with_the_text_that_stood(station):
    old = broadcasts.make_script(station)
    broadcasts.make_script(station, page_id=2, at=broadcasts.on_air(22), title="Khác hẳn")
    log = write(station, lines(f"2026-11-17 20:00,{TITLE},120"))
    airing = models.Airing.objects.get()
    assert verdicts(log) == [V.UNPLANNED]
    assert (airing.release, airing.script) == (None, old)


def test_two_lines_do_not_air_the_same_release(station):
    broadcasts.make_release(station)
    log = write(station, lines(f"2026-11-17 05:30,{TITLE},120", f"2026-11-17 06:30,{TITLE},120"))
    assert verdicts(log) == [V.MATCHED, V.UNPLANNED]


def test_what_a_person_declared_is_borne_out_and_counted_once(station):
    airing = broadcasts.make_airing(station, evidence_text="Nghe trực tiếp")
    log = write(station)
    assert verdicts(log) == [V.UPGRADES, V.FOREIGN]
    now = models.Airing.objects.current().get()
    assert (now.replaces, now.source, now.seconds) == (airing, "AUTOMATIC", 119)
    assert now.evidence_text == "Nghe trực tiếp"
    assert models.AiringRollup.objects.get().pieces == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"aired_at": broadcasts.on_air(7)},
        {"has_aired": False, "evidence_text": "Mất điện"},
    ],
)
def test_what_contradicts_a_person_is_kept_as_evidence_and_changes_nothing(station, changes):
    airing = broadcasts.make_airing(station, **changes)
    log = write(station)
    line = log.lines.get(verdict=V.CONTRADICTS)
    assert (line.airing, line.is_kept) == (airing, True)
    assert list(models.Airing.objects.all()) == [airing]


def test_the_same_log_again_changes_nothing(station):
    broadcasts.make_release(station)
    write(station)
    again = write(station, at=LATER + timedelta(minutes=1))
    assert set(verdicts(again)) == {V.DUPLICATE}
    assert models.Airing.objects.count() == 1


def test_a_longer_log_adds_only_what_is_new(station):
    broadcasts.make_release(station)
    write(station)
    more = LIBRETIME + f'"2026-11-17 20:00:00","2026-11-17 20:02:00","{TITLE}","x"\n'
    assert verdicts(write(station, more)) == [V.DUPLICATE, V.DUPLICATE, V.UNPLANNED]


# --- Reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(station, encoding, separator):
    broadcasts.make_release(station)
    said = lines(f"2026-11-17 05:30,{TITLE},120").replace(",", separator)
    content = (
        b"\xfe\xff" + said.encode("utf-16-be")
        if encoding.endswith("mark")
        else said.encode(encoding)
    )
    assert verdicts(check(station, content)) == [V.MATCHED]


def test_windows_1258_is_read(station):
    import unicodedata

    broadcasts.make_release(station)
    # The code page writes tone marks as signs of their own.
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    said = ""
    for sign in lines(f"2026-11-17 05:30,{TITLE},120"):
        parts = unicodedata.normalize("NFD", sign)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        said += base + "".join(c for c in parts if c in tones)
    log = check(station, said.encode("cp1258"))
    assert (log.encoding, verdicts(log)) == ("cp1258", [V.MATCHED])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"Start Time,Title\n",
        b"\x00\x01\x02",
        b"PK\x03\x04" + b"\x00" * 50,
        b"Start Time,Title\n2026-11-17 05:30,a\x00b\n",
        b"\xff\xfeS\x00t\x00\xff",
        b"\xef\xbb\xbf\xff\xff,",
        struct.pack("<I", 0x464C457F) * 40 + b"\x00",
        b'a,b\n"' + b"x" * 200_000,
    ],
)
def test_what_is_no_table_of_text_is_refused_whole(station, content):
    with pytest.raises(services.LogRefused):
        check(station, content)
    assert not models.PlayoutLog.objects.exists()


def test_too_many_lines_and_too_many_bytes_are_refused(station):
    with pytest.raises(services.LogRefused, match="20000"):
        check(station, lines(*["2026-11-17 05:30,a,1"] * 20_001))
    with pytest.raises(services.LogRefused):
        check(station, b"x" * (services.MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("2026-11-17 05:30:00", (5, 30, 0)),
        ("2026-11-17T05:30:00+07:00", (5, 30, 0)),
        ("2026-11-16T22:30:00Z", (5, 30, 0)),
        ("17/11/2026 05:30", (5, 30, 0)),
        ("05:30 17/11/2026", (5, 30, 0)),
        ("17-11-2026 5:30:07.250", (5, 30, 7)),
        ("17/11/2026 05:30 CH", (17, 30, 0)),
        ("17/11/2026 12:05 AM", (0, 5, 0)),
        ("16/11/2026 24:00", (0, 0, 0)),
    ],
)
def test_moments_are_local_unless_they_name_their_zone(said, hour):
    moment = queries.playout.parse_moment(said, is_day_first=True)
    assert moment == broadcasts.on_air(*hour)


@pytest.mark.parametrize(
    "said",
    ["", "x", "2026-11-17", "05:30", "2026-02-30 05:30", "31/11/2026 05:30", "2026-11-17 25:00",
     "17/13/2026 05:30", "9999-12-31 24:00", "2026-11-17 13:00 PM", "=NOW()"],
)  # fmt: skip
def test_what_is_no_moment_makes_its_line_unreadable_and_no_other(station, said):
    broadcasts.make_release(station)
    log = write(station, lines(f"{said},Bài,120", f"2026-11-17 05:30,{TITLE},120"))
    assert verdicts(log) == [V.UNREADABLE, V.MATCHED]
    assert log.lines.order_by("number")[0].fault
    assert models.Airing.objects.count() == 1


def test_a_time_to_come_is_unreadable(station):
    assert verdicts(check(station, lines("2026-11-18 05:30,Bài,60"))) == [V.UNREADABLE]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("125", 125), ("125,4", 125), ("2:05", 125), ("00:02:05", 125), ("00:02:05.4", 125)],
)
def test_lengths(said, seconds):
    assert queries.playout.parse_length(said) == seconds


@pytest.mark.parametrize("said", ["x", "-5", "1:2:3:4", "99999", "nan", "inf"])
def test_what_is_no_length(said):
    with pytest.raises(queries.playout.CellUnreadable):
        queries.playout.parse_length(said)


def test_an_end_after_midnight_belongs_to_the_next_day(station):
    said = lines(f"16/11/2026,23:59:00,00:01:00,{TITLE}", header="Ngày,Giờ phát,Kết thúc,Tên bài")
    line = check(station, said).lines.get()
    assert line.seconds == 120
    assert line.starts_at == broadcasts.on_air(23, 59, day=broadcasts.TOMORROW - timedelta(days=1))


@pytest.mark.parametrize(
    ("dates", "is_first", "is_sure"),
    [
        (["17/11/2026", "02/11/2026"], True, True),
        (["11/17/2026", "11/02/2026"], False, True),
        (["02/11/2026"], True, False),
        (["17/11/2026", "11/17/2026"], True, False),
        (["2026-11-02"], True, True),
    ],
)
def test_day_and_month_are_told_apart_where_the_file_tells(station, dates, is_first, is_sure):
    log = check(station, lines(*[f"{d} 05:30,Bài,1" for d in dates]))
    assert (log.is_day_first, log.is_day_order_sure) == (is_first, is_sure)


def test_unknown_columns_are_asked_for_and_remembered(station):
    broadcasts.make_release(station)
    said = lines(f"{TITLE},2026-11-17 05:30", header="Cột A,Cột B")
    log = check(station, said)
    assert not log.lines.exists()
    columns = {"title": "Cột A", "start": "Cột B"}
    with pytest.raises(services.LogRefused):
        services.read_columns(
            log=log, columns={"title": "Cột A"}, is_day_first=True, by=station.broadcaster, at=LATER
        )
    log = services.read_columns(
        log=log, columns=columns, is_day_first=True, by=station.broadcaster, at=LATER
    )
    assert verdicts(log) == [V.MATCHED]
    services.order_log(log=log, by=station.broadcaster, at=LATER)
    services.write_log(log_id=log.pk, at=LATER)
    assert check(station, said).columns == columns


# --- All or nothing, once --------------------------------------------------------------------


def test_a_written_log_forgets_its_bytes_and_cannot_be_ordered_again(station):
    log = write(station)
    log.refresh_from_db()
    assert (bytes(log.content), log.state) == (b"", "DONE")
    for act in (services.order_log, services.discard_log):
        with pytest.raises(services.LogSettled):
            act(log=log, by=station.broadcaster, at=LATER)
    assert not services.write_log(log_id=log.pk, at=LATER)


@pytest.mark.parametrize("source", list(models.LogState))
@pytest.mark.parametrize("target", ["ORDERED", "DISCARDED", "DONE"])
def test_a_log_moves_only_along_its_table(station, source, target):
    log = check(station)
    settled = LATER if source in {"DONE", "DISCARDED"} else None
    with writing.writing(by=cast.SYSTEM, at=LATER) as door:
        models.PlayoutLog.objects.filter(pk=log.pk).update(state=source, settled_at=settled)
        door.rows = 0
    acts = {
        "ORDERED": lambda: services.order_log(log=log, by=station.broadcaster, at=LATER),
        "DISCARDED": lambda: services.discard_log(log=log, by=station.broadcaster, at=LATER),
        "DONE": lambda: services.write_log(log_id=log.pk, at=LATER),
    }
    is_allowed = target in models.imports.TRANSITIONS[source]
    if is_allowed:
        acts[target]()
    elif target == "DONE":
        assert not acts[target]()
    else:
        with pytest.raises(services.LogSettled):
            acts[target]()
    log.refresh_from_db()
    assert log.state == (target if is_allowed else source)


def test_a_worker_killed_half_way_leaves_nothing_and_the_next_writes_all(station, monkeypatch):
    for minute in (30, 33):
        broadcasts.make_release(station, planned_start_at=broadcasts.on_air(5, minute))
    said = lines(f"2026-11-17 05:30,{TITLE},120", f"2026-11-17 05:33,{TITLE},120")
    log = check(station, said)
    services.order_log(log=log, by=station.broadcaster, at=LATER)
    confirm, calls = services.airings.confirm_airing, []

    def die_in_the_second(**kwargs):
        calls.append(kwargs)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return confirm(**kwargs)

    monkeypatch.setattr("campaigns.broadcasts.services.airings.confirm_airing", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        services.write_log(log_id=log.pk, at=LATER)
    assert not models.Airing.objects.exists()
    assert services.write_ordered_logs(at=LATER) == 1
    assert models.Airing.objects.count() == 2


def test_the_task_run_twice_writes_once(station):
    broadcasts.make_release(station)
    log = check(station)
    services.order_log(log=log, by=station.broadcaster, at=LATER)
    tasks.write_logs()
    tasks.write_logs()
    log.refresh_from_db()
    assert log.state == "DONE"


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_a_log_once():
    station = broadcasts.make_station()
    broadcasts.make_release(station)
    log = check(station)
    services.order_log(log=log, by=station.broadcaster, at=LATER)

    def work():
        return services.write_log(log_id=log.pk, at=LATER)

    assert sorted(of(at_once(work, work), bool)) == [False, True]
    assert models.Airing.objects.count() == 1


@pytest.mark.parametrize("seed", range(4))
def test_the_rollup_equals_a_recount_after_any_logs_and_words(station, seed):
    dice = random.Random(seed)
    for n in range(5):
        release = broadcasts.make_release(
            station, slot=None, planned_start_at=broadcasts.on_air(6 + n)
        )
        if dice.random() < 0.5:
            broadcasts.make_airing(
                station, release, has_aired=dice.random() < 0.7, evidence_text="Ghi tay"
            )
    for _ in range(3):
        hours = [dice.randrange(5, 13) for _ in range(4)]
        rows = [f"2026-11-17 {h:02d}:{dice.randrange(0, 20):02d},{TITLE},90" for h in hours]
        write(station, lines(*rows))
    current = models.Airing.objects.current().order_by("pk")
    services.take_back_airing(airing=current[0], by=station.broadcaster, at=LATER)
    assert services.recount_airings(by=cast.SYSTEM, at=LATER) == []


def test_judging_asks_the_database_little_however_long_the_log(station):
    broadcasts.make_release(station)
    counts = []
    for number in (5, 400):
        rows = [
            f"2026-11-17 {n % 20:02d}:{n % 60:02d}:{n % 59:02d},Bài {n},60" for n in range(number)
        ]
        with CaptureQueriesContext(connection) as asked:
            check(station, lines(*rows))
        counts.append(len(asked))
    # Only the rows themselves are written in more pieces.
    assert counts[1] - counts[0] <= 400 / 50, counts


# --- What the database keeps -----------------------------------------------------------------


def copy(row, **changes):
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    values.pop("id")
    return type(row)(**(values | changes))


def test_the_database_refuses_a_log_that_is_settled_at_no_time(station):
    with refused_by("broadcasts_log_settled_whole"):
        copy(check(station), state="DONE").save()


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("broadcasts_playout_line_once", {}),
        ("broadcasts_playout_line_from_one", {"log_id": None, "is_kept": False}),
        ("broadcasts_playout_line_fault", {"verdict": "UNREADABLE", "is_kept": False}),
    ],
)
def test_the_database_refuses_a_line(station, constraint, changes):
    broadcasts.make_release(station)
    line = write(station).lines.filter(is_kept=True).order_by("pk")[0]
    with refused_by(constraint):
        copy(line, **changes).save()
