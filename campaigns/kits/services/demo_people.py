"""The invented people of the demo: one login a role, and heads for the units that act."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import hashers

from campaigns.accounts import models as accounts_models
from campaigns.accounts import services as accounts_services
from campaigns.kernel import actor, roles
from campaigns.units import models as units_models
from campaigns.units import services as units_services

# Printed by `make run`; the accounts exist only where somebody asked for the demo.
PASSWORD = "loa-demo-2754"  # noqa: S105
LABEL = "(minh họa)"
DEMO = actor.SystemActor("demo")


@dataclass(frozen=True)
class DemoLogin:
    """One login: who signs in, as what, where."""

    email: str
    full_name: str
    role: roles.Role
    unit_code: str

    @property
    def begins_at(self) -> str:
        """The address at which the work of the role begins."""
        return _BEGINNINGS.get(self.role, "/desk/")


R = roles.Role
_BEGINNINGS = {R.EDITOR: "/cms/", R.CHIEF_EDITOR: "/cms/", R.VOLUNTEER: "/field/"}
LOGINS: tuple[DemoLogin, ...] = (
    DemoLogin("administrator@demo.loa", "Trần Quốc Việt", R.ADMINISTRATOR, "58"),
    DemoLogin("provincial-office@demo.loa", "Lê Thị Thanh Hà", R.PROVINCIAL_OFFICE, "58"),
    DemoLogin("provincial-office-2@demo.loa", "Phan Văn Lực", R.PROVINCIAL_OFFICE, "58"),
    DemoLogin("coordinator@demo.loa", "Võ Minh Quân", R.COORDINATOR, "58"),
    DemoLogin("editor@demo.loa", "Đàng Thị Mỹ Duyên", R.EDITOR, "NTV"),
    DemoLogin("chief-editor@demo.loa", "Nguyễn Hoài Nam", R.CHIEF_EDITOR, "NTV"),
    DemoLogin("broadcaster@demo.loa", "Chamaléa Thị Hương", R.BROADCASTER, "NTV"),
    DemoLogin("health-reviewer@demo.loa", "Bùi Thị Ngọc Lan", R.HEALTH_REVIEWER, "58"),
    DemoLogin("organiser@demo.loa", "Katơr Văn Bình", R.ORGANISER, "584"),
    DemoLogin("volunteer@demo.loa", "Pi Năng Thị Sương", R.VOLUNTEER, "584"),
    DemoLogin("unit-head@demo.loa", "Mấu Văn Phú", R.UNIT_HEAD, "584"),
    DemoLogin("unit-officer@demo.loa", "Tạ Yên Thị Chi", R.UNIT_OFFICER, "584"),
    DemoLogin("inspector@demo.loa", "Huỳnh Tấn Đạt", R.INSPECTOR, "584"),
    DemoLogin("committee-member@demo.loa", "Lưu Kim Phượng", R.COMMITTEE_MEMBER, "58"),
    DemoLogin("auditor@demo.loa", "Ngô Đức Thắng", R.AUDITOR, "58"),
)
# The committee to which the letter is addressed; the union that holds drives in a neighbouring
# district too; outlets whose broadcaster reads the rundown under the same demo login.
_MORE_GRANTS = (
    ("unit-head@demo.loa", R.UNIT_HEAD, "PC584"),
    ("unit-officer@demo.loa", R.UNIT_OFFICER, "PC584"),
    ("organiser@demo.loa", R.ORGANISER, "DOAN584"),
    ("volunteer@demo.loa", R.VOLUNTEER, "DOAN584"),
    ("broadcaster@demo.loa", R.BROADCASTER, "TTVH584"),
    ("broadcaster@demo.loa", R.BROADCASTER, "TTVH582"),
)
_HEADS = (
    ("584", "Chủ tịch Ủy ban nhân dân huyện", "Mấu Văn Phú"),
    ("PC584", "Chủ tịch Ủy ban nhân dân huyện", "Mấu Văn Phú"),
    ("NTV", "Giám đốc", "Nguyễn Hoài Nam"),
    ("DOAN584", "Bí thư Huyện Đoàn", "Katơr Văn Bình"),
)


def bring_in_people(
    *, units: dict[str, units_models.Unit], from_date: date, at: datetime
) -> dict[str, accounts_models.User]:
    """Open the demo's accounts with their grants; return people by email.

    Heads are named where nobody is: a real one stays.
    """
    # Hashing is slow on purpose; the password is printed for everybody, so once is enough.
    shared = hashers.make_password(PASSWORD)
    people = {login.email: _open(login, shared, at) for login in LOGINS}
    wanted = [(x.email, x.role, x.unit_code) for x in LOGINS] + list(_MORE_GRANTS)
    for email, role, code in wanted:
        draft = units_services.GrantDraft(people[email], role, units[code], from_date)
        units_services.give_grant(draft=draft, by=DEMO, at=at)
    headed = units_models.UnitHead.objects.filter(valid_to_date__isnull=True)
    free = [(c, t, n) for c, t, n in _HEADS if not headed.filter(unit=units[c]).exists()]
    for code, title, name in free:
        head = units_services.HeadDraft(f"{name} {LABEL}", title, from_date, is_demo=True)
        units_services.appoint_head(unit=units[code], draft=head, by=DEMO, at=at)
    return people


def _open(login: DemoLogin, password_hash: str, at: datetime) -> accounts_models.User:
    account = accounts_services.NewAccount(
        login.email,
        f"{login.full_name} {LABEL}",
        password_hash=password_hash,
        is_demo=True,
    )
    return accounts_services.open_account(account=account, by=DEMO, at=at)
