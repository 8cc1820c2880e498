"""The cast: one small tree, and the few people whom tests are about.

province ⊃ district ⊃ (commune, sibling); province ⊃ (office, station).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from campaigns.accounts import models as accounts_models
from campaigns.accounts import services as accounts_services
from campaigns.kernel import actor, roles
from campaigns.units import models as units_models
from campaigns.units import services as units_services

SYSTEM = actor.SystemActor("tests")
START = date(2021, 1, 1)
# A Monday morning in Viet Nam, long after every range of the cast has begun.
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
PASSWORD = "quyết tâm 2754"


@dataclass(frozen=True)
class Cast:
    """The tree's units by part, and one person for each role a test needs."""

    province: units_models.Unit
    district: units_models.Unit
    commune: units_models.Unit
    sibling: units_models.Unit
    office: units_models.Unit
    station: units_models.Unit
    head: accounts_models.User
    officer: accounts_models.User
    volunteer: accounts_models.User
    outsider: accounts_models.User


_KINDS = [
    ("province", "Tỉnh", True),
    ("district", "Huyện", True),
    ("commune", "Xã", True),
    ("office", "Văn phòng", False),
    ("radio_tv", "Đài phát thanh và truyền hình", False),
]
_UNITS = [
    ("58", "province", "Tỉnh Ninh Thuận", ""),
    ("584", "district", "Huyện Bác Ái", "58"),
    ("22810", "commune", "Xã Phước Đại", "584"),
    ("22813", "commune", "Xã Phước Chính", "584"),
    ("VPUB", "office", "Văn phòng Ủy ban nhân dân tỉnh", "58"),
    ("PTTH", "radio_tv", "Đài Phát thanh và Truyền hình Ninh Thuận", "58"),
]


def make_user(name: str) -> accounts_models.User:
    """A person who signs in as `name@loa.test` with `PASSWORD`."""
    account = accounts_services.NewAccount(f"{name}@loa.test", name.capitalize(), PASSWORD)
    return accounts_services.open_account(account=account, by=SYSTEM, at=NOW)


def grant(user: accounts_models.User, role: roles.Role, unit: units_models.Unit) -> None:
    """Give a person a role, long since."""
    draft = units_services.GrantDraft(user, role, unit, START)
    units_services.give_grant(draft=draft, by=SYSTEM, at=NOW)


def make_person(name: str, role: roles.Role, unit: units_models.Unit) -> accounts_models.User:
    """A person with one role in one unit."""
    user = make_user(name)
    grant(user, role, unit)
    return user


def make_units() -> dict[str, units_models.Unit]:
    """The small tree, by code."""
    for code, name, is_territorial in _KINDS:
        draft = units_services.KindDraft(code, name, code, is_territorial)
        units_services.save_kind(draft=draft, by=SYSTEM, at=NOW)
    drafts = [
        units_services.UnitDraft(code, kind, name, name, name, START, parent)
        for code, kind, name, parent in _UNITS
    ]
    return units_services.found_units(drafts=drafts, by=SYSTEM, at=NOW)


def make_cast() -> Cast:
    """Found the tree and bring in the people."""
    units = make_units()
    commune, sibling = units["22810"], units["22813"]
    return Cast(
        province=units["58"],
        district=units["584"],
        commune=commune,
        sibling=sibling,
        office=units["VPUB"],
        station=units["PTTH"],
        head=make_person("head", roles.Role.UNIT_HEAD, commune),
        officer=make_person("officer", roles.Role.UNIT_OFFICER, commune),
        volunteer=make_person("volunteer", roles.Role.VOLUNTEER, commune),
        outsider=make_person("outsider", roles.Role.UNIT_OFFICER, sibling),
    )
