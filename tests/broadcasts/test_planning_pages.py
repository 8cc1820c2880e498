"""The screens of the planning desk, as the people of the station see them."""

import csv
import html
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.broadcasts import models, services
from campaigns.kernel import roles, writing
from tests.factories import broadcasts, cast, directives, planning

SOON = timedelta(days=2)


@pytest.fixture
def visit(client, settings):
    """Open a page as somebody: `visit(user, "coverage", coverage_id)`."""
    settings.LOA_SECOND_FACTOR_REQUIRED = False  # its own tests are with the accounts

    def go(user, name, *args, data=None, post=None):
        client.force_login(user)
        path = reverse(f"planning:{name}", args=args)
        return client.get(path, data or {}) if post is None else client.post(path, post)

    return go


def said(response):
    return html.unescape(response.content.decode())


def ahead(**delta):
    """A moment to come by the wall's clock, as the browser's picker writes it."""
    return f"{timezone.localtime(timezone.now() + timedelta(**delta)):%Y-%m-%dT%H:%M}"


def plan_post(station, **changes):
    return {
        "places": [f"{station.outlet.pk}:RADIO", f"{station.outlet.pk}:TELEVISION"],
        "languages": ["vi"],
        "due_at": ahead(days=2),
        "priority": "NORMAL",
        "note": "Phỏng vấn người dân",
        "wanted_words": "",
        "wanted_seconds": "90",
    } | changes


# --- Bad input ---------------------------------------------------------------------------------


def test_a_plan_without_a_place_or_in_the_past_keeps_what_was_typed(station, visit):
    brief = planning.make_brief(station)
    for changes in ({"places": []}, {"due_at": "2001-01-01T10:00"}, {"due_at": "mai"}):
        answer = visit(station.chief, "plan_brief", brief.pk, post=plan_post(station, **changes))
        assert answer.status_code == 200
        assert "Phỏng vấn người dân" in said(answer)
    assert not models.Coverage.objects.exists()


def test_an_hour_that_is_over_is_told_at_its_field(station, visit):
    brief = planning.make_brief(station, about="Hỏi Ban quản lý chợ.")
    post = plan_post(station, due_at="2001-01-01T10:00")
    page = said(visit(station.chief, "plan_brief", brief.pk, post=post))
    assert 'href="#id_due_at"' in page
    assert "Hỏi Ban quản lý chợ." in page


def test_an_outlet_of_others_is_no_place(station, visit):
    other = broadcasts.make_outlet(station.cast.commune, "LOUDSPEAKER")
    brief = planning.make_brief(station)
    post = plan_post(station, places=[f"{other.pk}:LOUDSPEAKER"])
    assert visit(station.chief, "plan_brief", brief.pk, post=post).status_code == 200
    assert not models.Coverage.objects.exists()


@pytest.mark.parametrize("script", ["", "x", "999999"])
def test_delivering_nothing_delivers_nothing(station, visit, script):
    row = planning.accept(station)
    answer = visit(station.editor, "deliver", row.pk, post={"script": script})
    assert answer.status_code in {302, 404}
    row.refresh_from_db()
    assert row.state == "ACCEPTED"


@pytest.mark.parametrize(
    "query",
    [
        {"day": "hôm nay", "view": "year"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31", "view": "week"},
        {"outlet": "999", "medium": "SMOKE", "assignee": "x", "due": "?", "clause": "x"},
        {"from": "hôm qua", "to": "x", "state": "LOST", "group": "x", "brief": "-1"},
    ],
)
def test_nonsense_in_the_address_breaks_no_view(station, visit, query):
    planning.make_coverage(station)
    for name in ("board", "calendar", "coverage_list", "gaps", "briefs"):
        assert visit(station.chief, name, data=query).status_code == 200


# --- The way of a piece ------------------------------------------------------------------------


def test_a_brief_is_issued_planned_assigned_accepted_and_delivered(station, visit):
    visit(station.chief, "brief_new", post={"unit": str(station.cast.station.pk), "title": "Chợ phiên", "about": "Hai cổng.", "clause": ""})  # fmt: skip
    brief = models.Brief.objects.get()
    answer = visit(station.chief, "plan_brief", brief.pk, post=plan_post(station))
    assert answer["Location"] == reverse("planning:brief", args=[brief.pk])
    row = models.Coverage.objects.get(medium="RADIO")
    assert row.wanted_seconds == 90

    post = {"assignee": str(station.editor.pk), "in_place_of": ""}
    assert visit(station.chief, "assign", row.pk, post=post).status_code == 302
    board = said(visit(station.editor, "board"))
    assert reverse("planning:accept", args=[row.pk]) in board
    visit(station.editor, "accept", row.pk, post={})
    script = broadcasts.make_script(station)
    page = said(visit(station.editor, "coverage", row.pk))
    assert f'value="{script.pk}"' in page
    visit(station.editor, "deliver", row.pk, post={"script": str(script.pk)})
    row.refresh_from_db()
    assert (row.state, row.script) == ("DELIVERED", script)
    assert script.title in said(visit(station.chief, "coverage", row.pk))


def test_the_second_planner_is_told_who_was_first(station, visit):
    row = planning.assign(station)
    post = {"assignee": str(station.chief.pk), "in_place_of": ""}
    answer = visit(station.chief, "assign", row.pk, post=post)
    assert answer.status_code == 409
    assert "Chief" in said(answer)
    row.refresh_from_db()
    assert row.assignee == station.editor


def test_declining_moving_and_cancelling_ask_for_a_reason(station, visit):
    row = planning.assign(station)
    for who, name in ((station.editor, "decline"), (station.chief, "cancel")):
        assert visit(who, name, row.pk, post={"reason": ""}).status_code == 200
    move = {"due_at": ahead(days=9), "reason": "Bão"}
    assert visit(station.chief, "move", row.pk, post=move).status_code == 302
    assert visit(station.editor, "decline", row.pk, post={"reason": "Ốm"}).status_code == 302
    assert "Ốm" in said(visit(station.chief, "coverage", row.pk))
    assert visit(station.chief, "cancel", row.pk, post={"reason": "Thôi"}).status_code == 302
    assert visit(station.chief, "cancel", row.pk, post={"reason": "Thôi"}).status_code == 409


def test_a_brief_is_withdrawn_once_and_never_that_of_a_citation(station, visit):
    coordinator = cast.make_person("coordinator", roles.Role.COORDINATOR, station.cast.province)
    own = planning.make_brief(station)
    assert visit(coordinator, "brief_withdraw", own.pk, post={"reason": "Hoãn"}).status_code == 302
    assert visit(coordinator, "brief_withdraw", own.pk, post={"reason": "Hoãn"}).status_code == 409
    citation = services.CitationReference(7, "COMMENDATION", "Thư khen.")
    issued = planning.make_brief(station, citation=citation)
    answer = visit(coordinator, "brief_withdraw", issued.pk, post={"reason": "Hoãn"})
    assert answer.status_code == 200
    issued.refresh_from_db()
    assert issued.withdrawn_at is None


# --- What the views show -----------------------------------------------------------------------


def test_numbers_open_into_as_many_rows(station, visit):
    for _number in range(3):
        planning.make_coverage(station)
    planning.deliver(station)
    board = said(visit(station.chief, "board"))
    assert f"{reverse('planning:coverage_list')}?state=PLANNED" in board
    rows = said(visit(station.chief, "coverage_list", data={"state": "PLANNED"}))
    assert rows.split("<tbody")[1].split("</tbody>")[0].count("<tr") == 3


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"medium": "TELEVISION"}, 1),
        ({"state": "ASSIGNED"}, 1),
        ({"q": "ben xe"}, 2),
        ({"q": "chợ"}, 0),
        ({"due": "overdue"}, 0),
        ({"from": "2001-01-01", "to": "2001-01-02"}, 0),
    ],
)
def test_filters_narrow_the_list(station, visit, query, count):
    brief = planning.make_brief(station)
    later = timezone.now() + SOON
    row = planning.make_coverage(station, brief=brief, due_at=later)
    planning.assign(station, row)
    tv = ((station.outlet, "TELEVISION"),)
    planning.make_coverage(station, brief=brief, places=tv, due_at=later)
    page = said(visit(station.chief, "coverage_list", data=query))
    body = page.split("<tbody")[1].split("</tbody>")[0] if "<tbody" in page else ""
    assert body.count("<tr") == count


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ({"q": "ben xe"}, True),
        ({"q": "chợ"}, False),
        ({"source": "CITATION"}, False),
        ({"source": "?"}, True),
    ],
)
def test_filters_narrow_the_briefs(station, visit, query, is_shown):
    brief = planning.make_brief(station)
    page = said(visit(station.chief, "briefs", data=query))
    assert (reverse("planning:brief", args=[brief.pk]) in page) is is_shown


def test_the_assignee_filter_offers_who_is_asked(station, visit):
    planning.assign(station)
    page = said(visit(station.chief, "board", data={"assignee": station.editor.pk}))
    assert f'<option value="{station.editor.pk}" selected>' in page
    assert "Khai báo y tế tại bến xe" in page


def test_the_calendar_shows_the_month_and_the_week_of_a_day(station, visit):
    row = planning.make_coverage(station)
    day = models.air_day(row.due_at).isoformat()
    for view in ("month", "week"):
        page = said(visit(station.chief, "calendar", data={"day": day, "view": view}))
        assert reverse("planning:coverage", args=[row.pk]) in page
    elsewhere = visit(station.chief, "calendar", data={"day": "2025-01-15"})
    assert reverse("planning:coverage", args=[row.pk]) not in said(elsewhere)


def test_clauses_that_nobody_tells_stand_out(station, visit):
    clauses = list(directives.make_directive(station.cast).clauses.order_by("position"))
    planning.make_coverage(station, clause=clauses[0])
    planning.make_coverage(station, brief=planning.make_brief(station, clause=clauses[1]))
    page = said(visit(station.chief, "gaps", data={"only": "gaps"}))
    shown = [c.number for c in clauses if reverse("planning:clause", args=[c.pk]) in page]
    assert shown == [c.number for c in clauses[2:]]
    assert visit(station.chief, "clause", clauses[0].pk).status_code == 200


def test_the_files_hold_the_rows_and_no_formula(station, visit):
    planning.make_coverage(station, brief=planning.make_brief(station, title="=HYPERLINK(1)"))
    answer = visit(station.chief, "coverage_list", data={"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == 2
    assert "'=HYPERLINK(1)" in rows[1]
    book = visit(station.chief, "coverage_list", data={"export": "xlsx"})
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(book.streaming_content)))
    assert b"<f>" not in sheet.read("xl/worksheets/sheet1.xml")
    assert visit(station.chief, "briefs", data={"export": "csv"}).status_code == 200
    assert visit(station.chief, "gaps", data={"export": "csv"}).status_code == 200


def test_others_desks_are_not_there(station, visit):
    row = planning.make_coverage(station)
    stranger = cast.make_person("far", roles.Role.CHIEF_EDITOR, station.cast.commune)
    assert visit(stranger, "coverage", row.pk).status_code == 404
    assert str(row.matter) not in said(visit(stranger, "board"))
    assert visit(stranger, "brief", row.brief_id).status_code == 200, (
        "the province's is read by all"
    )


# --- Budgets -----------------------------------------------------------------------------------


def fill(station, count):
    """That many rows about one brief on the station's desk, in all states."""
    models_row = planning.STATES
    rows = [make(station) for make in models_row.values()]
    brief = rows[0].brief
    clones = []
    for number in range(count):
        row = rows[number % len(rows)]
        values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        values.pop("id")
        briefs_row = services.open_brief(
            draft=services.BriefDraft(unit=station.cast.province, title=f"Đề tài {number}"),
            by=station.chief,
            at=planning.NOW,
        )
        clones.append(models.Coverage(**(values | {"brief_id": briefs_row.pk})))
    with writing.writing(by=cast.SYSTEM, at=planning.NOW) as write:
        models.Coverage.objects.bulk_create(clones)
        write.rows = 0
    return rows, brief


@pytest.mark.parametrize("rows", [6, 240])
def test_views_ask_the_database_little_whatever_their_length(station, client, settings, rows):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    made, brief = fill(station, rows)
    clause = directives.make_directive(station.cast).clauses.order_by("pk")[0]
    day = models.air_day(planning.DUE).isoformat()
    pages = [
        ("board", (), {}),
        ("calendar", (), {"day": day}),
        ("coverage_list", (), {"size": "200"}),
        ("gaps", (), {}),
        ("briefs", (), {"size": "200"}),
        ("brief", (brief.pk,), {}),
        ("clause", (clause.pk,), {}),
        ("coverage", (made[4].pk,), {}),
        ("plan_brief", (brief.pk,), {}),
        ("assign", (made[0].pk,), {}),
    ]
    client.force_login(station.chief)
    counts = {}
    for name, args, query in pages:
        path = reverse(f"planning:{name}", args=args)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path, query).status_code == 200
        counts[name] = len(asked)
    assert max(counts.values()) <= 25, counts
