"""Which column of a list says what: told by its heading, and as the unit read its last list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.kernel import text
from campaigns.premises import models

FIELDS: Mapping[str, Any] = {
    "name": _("Name"),
    "kind": _("Kind"),
    "commune": _("Commune"),
    "address": _("Address"),
    "hamlet": _("Hamlet or quarter"),
    "list_code": _("Number in your list"),
    "own_code": _("Code in Loa"),
    "contact_name": _("Contact"),
    "contact_phone": _("Phone"),
    "plate": _("Plate or fleet number"),
    "route": _("Route"),
    "owner": _("Unit in charge"),
    "from_date": _("Open since"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "description": _("Description"),
    "payload": _("Official code"),
    "payment_methods": _("Electronic payment"),
}
# Headings by which a field is known: folded, words alone. The form's own labels are known too.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("ten", "ten co so", "ten dia diem", "ten don vi", "ten diem", "co so", "dia diem"),
        *("ten co so kinh doanh", "ten doanh nghiep", "ten ho kinh doanh", "ten cua hang"),
        *("ten phuong tien", "don vi co so", "premises"),
    ),
    "kind": (
        *("loai", "loai hinh", "loai co so", "loai dia diem", "loai hinh kinh doanh"),
        *("loai hinh co so", "nhom", "nganh nghe", "type"),
    ),
    "commune": (
        *("xa", "phuong", "xa phuong", "xa phuong thi tran", "ten xa", "ten xa phuong"),
        *("phuong xa", "phuong xa thi tran", "ma xa", "dia ban", "ward"),
    ),
    "address": ("dia chi", "dia chi co so", "so nha duong", "so nha", "duong"),
    "hamlet": (
        *("thon", "khu pho", "to dan pho", "thon khu pho", "thon to dan pho", "thon xom"),
        *("thon khu pho to dan pho", "hamlet"),
    ),
    "list_code": (
        *("ma", "ma so", "ma co so", "ma dia diem", "so hieu", "ma danh sach", "ma so co so"),
        *("ma don vi", "so trong danh sach", "number in the list"),
    ),
    "own_code": ("ma loa", "ma trong loa", "loa code"),
    "contact_name": (
        *("nguoi lien he", "nguoi dai dien", "chu co so", "nguoi phu trach", "lien he"),
        *("ho ten chu co so", "dai dien", "ho va ten", "nguoi dung dau"),
    ),
    "contact_phone": (
        *("dien thoai", "so dien thoai", "sdt", "dt", "so dt", "dien thoai lien he"),
        *("so dien thoai lien he", "dtdd", "so di dong", "mobile"),
    ),
    "plate": ("bien so", "bien so xe", "bien kiem soat", "bks", "so xe", "plate"),
    "route": ("tuyen", "tuyen duong", "lo trinh", "tuyen xe"),
    "owner": (
        *("don vi chu quan", "don vi quan ly", "don vi phu trach", "don vi van tai", "chu quan"),
        "owner",
    ),
    "from_date": (
        *("hoat dong tu", "mo cua tu", "ngay mo cua", "ngay hoat dong", "mo cua tu ngay"),
        *("hoat dong tu ngay", "since"),
    ),
    "latitude": ("vi do", "lat", "toa do vi do"),
    "longitude": ("kinh do", "lng", "lon", "long", "toa do kinh do"),
    "description": ("mo ta", "ghi chu", "dien giai", "note"),
    "payload": (
        *("ma qr", "noi dung ma qr", "ma chinh thuc", "ma diem kiem dich", "ma qr diem kiem dich"),
        *("noi dung ma", "ma khai bao", "ma khai bao y te", "qr", "qr code"),
    ),
    "payment_methods": (
        *("thanh toan", "thanh toan dien tu", "hinh thuc thanh toan", "phuong thuc thanh toan"),
        *("thanh toan khong dung tien mat", "vi dien tu", "payment"),
    ),
}


def _key(heading: str) -> str:
    return text.folded_words(heading).strip()


def _known() -> dict[str, str]:
    """Fields by the headings that mean them, in the language of the page too."""
    known = {_key(str(label)): field for field, label in FIELDS.items()}
    for field, names in _NAMES.items():
        known |= dict.fromkeys((*names, field.replace("_", " ")), field)
    return known


def is_heading(cell: str) -> bool:
    """Whether a cell is a heading that means something here."""
    return _key(cell) in _known()


def suggested(header: Sequence[str], unit_id: int) -> dict[str, int]:
    """In which column each field probably stands, the first that fits.

    A heading of the unit's last list means what it was said to mean then, also nothing.
    """
    said = _said_before(unit_id)
    known = _known()
    found: dict[str, int] = {}
    for place, heading in enumerate(header):
        key = _key(heading)
        field = said[key] if key in said else known.get(key, "")
        if field:
            found.setdefault(field, place)
    return found


def _said_before(unit_id: int) -> dict[str, str]:
    """What each heading of the unit's last lists was said to mean; empty where nothing."""
    rows = models.Import.objects.filter(unit=unit_id).exclude(mapping={})
    said: dict[str, str] = {}
    for header, mapping in rows.order_by("-uploaded_at", "-pk").values_list("header", "mapping")[
        :5
    ]:
        fields = {place: field for field, place in mapping.items()}
        for place, heading in enumerate(header):
            said.setdefault(_key(heading), fields.get(place, ""))
    return {key: field for key, field in said.items() if key}


def lacking(mapping: Mapping[str, int], *, has_kind: bool, has_commune: bool) -> list[str]:
    """Fields without which no row can be understood and that no column states."""
    needed = {"name": False, "kind": has_kind, "commune": has_commune}
    return [field for field, is_given in needed.items() if not is_given and field not in mapping]
