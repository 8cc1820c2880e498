"""Every component on one page, in debug only: where the look of Loa is judged and kept.

The sample words are Vietnamese on purpose, as real data are; labels follow the language switch.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import maps, tables
from campaigns.workspace import queries

FACES = ("workspace", "public", "article", "field", "account")


SAMPLE_COUNT = queries.WaitingCount(12, is_fresh=True)


@dataclass(frozen=True)
class SampleChrome:
    """The frame of the workspace, with sample areas."""

    areas: tuple[tuple[str, str, str, bool], ...]
    home_url: str = "#"
    search_url: str = "#"
    inbox_url: str = "#"
    inbox_count: int = 7
    waiting_url: str = "#"
    waiting: queries.WaitingCount = SAMPLE_COUNT
    is_demo: bool = True
    user_label: str = "Nguyễn Thị Mai Hương"
    user_role: str = "Văn phòng UBND tỉnh"


@dataclass(frozen=True)
class SampleDrive:
    pk: int
    name: str
    commune: str
    start_date: date
    helped: int
    state: str


class SampleForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the drive"),
        help_text=_("Residents see it on the invitation."),
        max_length=120,
    )
    place = forms.ChoiceField(
        label=_("Commune"),
        choices=[("", "—"), ("22786", "Xã Phước Bình"), ("22789", "Xã Phước Hòa")],
    )
    setting = forms.ChoiceField(
        label=_("Setting"),
        widget=forms.RadioSelect,
        choices=[("POINT", _("Drive point")), ("VISIT", _("Household visit"))],
    )
    start_date = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    is_open = forms.BooleanField(label=_("Volunteers may join by QR code"), required=False)


class SampleFilter(forms.Form):
    q = forms.CharField(label=_("Name"), required=False)
    place = forms.ChoiceField(
        label=_("Commune"), required=False, choices=[("", _("All")), ("22786", "Xã Phước Bình")]
    )


class SampleCount(forms.Form):
    declared = forms.IntegerField(label="Tờ khai y tế", initial=12, min_value=0)
    bluezone = forms.IntegerField(label="Bluezone", initial=3, min_value=0)


def _square(east: float, north: float) -> list[list[float]]:
    """A ring of four corners, 0.28° by 0.18°, from 108° east and 11° north."""
    corners = ((0, 0), (0.28, 0), (0.28, 0.18), (0, 0.18), (0, 0))
    return [[round(108 + east + x, 3), round(11 + north + y, 3)] for x, y in corners]


AREAS = (
    ("Hôm nay của tôi", "#", "sunrise", True),
    ("Nhiệm vụ", "#", "checklist", False),
    ("Phát thanh", "#", "broadcast", False),
    ("Đợt ra quân", "#", "users-group", False),
    ("Cơ sở và mã QR", "#", "qrcode", False),
    ("Khen thưởng, phê bình", "#", "award", False),
    ("Đơn vị", "#", "building-community", False),
)
DRIVES = tuple(
    SampleDrive(n, f"Đợt {n}: hỗ trợ khai báo tại {place}", place, date(2021, 6, n), n * 137, state)
    for n, (place, state) in enumerate(
        [
            ("xã Phước Bình", "open"),
            ("xã Phước Hòa", "open"),
            ("phường Đô Vinh", "done"),
            ("xã Phước Đại", "cancelled"),
            ("thị trấn Phước Dân", "done"),
        ]
        * 6,
        start=1,
    )
    if n <= 30
)
EVENTS = (
    {
        "at": datetime(2021, 6, 9, 10, 5, tzinfo=UTC),
        "who": "Trần Văn Bình",
        "what": "quyết định khen thưởng",
        "icon": "award",
        "tone": "good",
        "note": "Giấy khen, Quyết định số 214/QĐ-UBND.",
    },
    {
        "at": datetime(2021, 6, 8, 3, 40, tzinfo=UTC),
        "who": "Nguyễn Thị Mai Hương",
        "what": "trả lại để bổ sung minh chứng",
        "icon": "arrow-back-up",
        "tone": "warning",
    },
    {
        "at": datetime(2021, 6, 7, 1, 15, tzinfo=UTC),
        "who": "Lê Minh Tuấn",
        "what": "đề nghị khen thưởng",
        "icon": "send",
    },
)
CHART_ROWS = (
    ("Bác Ái", 412),
    ("Ninh Sơn", 655),
    ("Ninh Hải", 890),
    ("Ninh Phước", 1204),
    ("Thuận Bắc", 380),
    ("Thuận Nam", 512),
    ("Phan Rang - Tháp Chàm", 2310),
)
# Seven invented squares in place of districts, so that the gallery needs no database.
MAP_AREAS = tuple(
    maps.Area(
        key=name,
        label=name,
        geometry={"type": "Polygon", "coordinates": [_square(n % 2 * 0.3, n // 2 * 0.2)]},
        is_schematic=True,
        level=None if name == "Thuận Bắc" else maps.level_of(helped, (400, 600, 1000, 2000)),
        value="" if name == "Thuận Bắc" else str(helped),
        href="#",
    )
    for n, (name, helped) in enumerate(CHART_ROWS)
)
MAP_POINTS = (
    maps.Point("Nhà văn hóa thôn Bạc Rây", 11.05, 108.1, "#", "07:00 06/6/2021", "good"),
    maps.Point("Chợ Phan Rang", 11.3, 108.4, "#", "13:30 06/6/2021", "neutral"),
    maps.Point("Cổng chợ Phan Rang", 11.3, 108.405, "#", "17:00 06/6/2021"),
    maps.Point("Trạm y tế xã", None, None, "#", "07:00 07/6/2021"),
)


def gallery(request: HttpRequest) -> HttpResponseBase:
    """Query: `lang` shows the page in another language, `face` another layout."""
    if not settings.DEBUG:
        raise Http404
    face = request.GET.get("face", "workspace")
    if face not in FACES:
        raise Http404
    if tables.export_format(request.GET):
        return tables.export(columns=_columns(), rows=DRIVES, params=request.GET, name="drives")
    name = "index" if face == "workspace" else face
    with override(request.GET.get("lang") or get_language()):
        return render(request, f"gallery/{name}.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    bad = SampleForm({"name": "Ra quân cuối tuần", "place": "1"})
    return {
        "chrome": SampleChrome(AREAS),
        "table": tables.build(
            columns=_columns(), rows=DRIVES, params=request.GET, default_sort="name", page_size=25
        ),
        "empty_table": tables.build(columns=_columns(), rows=(), params=request.GET),
        "filter_form": SampleFilter(request.GET),
        "form": SampleForm(),
        "bad_form": bad,
        "count_form": SampleCount(),
        "events": EVENTS,
        "due_date": date(2021, 6, 15),
        "chart_spec": _chart_spec(),
        "chart_rows": CHART_ROWS,
        "map_coloured": maps.draw(areas=MAP_AREAS),
        "map_places": maps.draw(
            areas=[replace(a, level=None, value="", href="") for a in MAP_AREAS],
            points=MAP_POINTS,
        ),
    }


def _columns() -> tuple[tables.Column, ...]:
    helped = sum(drive.helped for drive in DRIVES)
    return (
        tables.Column("name", _("Drive"), is_sortable=True),
        tables.Column("commune", _("Commune"), is_sortable=True),
        tables.Column("start_date", _("First day"), is_sortable=True),
        tables.Column("state", _("State")),
        tables.Column(
            "helped", _("Residents helped"), is_sortable=True, is_numeric=True, total=helped
        ),
    )


def _chart_spec() -> dict[str, Any]:
    values = [{"district": name, "helped": helped} for name, helped in CHART_ROWS]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "height": {"step": 30},
        "mark": {"type": "bar", "cornerRadiusEnd": 4, "tooltip": True},
        "encoding": {
            "y": {"field": "district", "type": "nominal", "sort": "-x", "title": None},
            "x": {"field": "helped", "type": "quantitative", "title": str(_("Residents helped"))},
        },
    }
