"""What a line of a list states: a premises, or what is to be mended in which cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.jobs.queries import sheets
from campaigns.kernel import codes, phones
from campaigns.premises import models
from campaigns.premises.queries import comparing, payloads
from campaigns.premises.queries.lists import columns, places
from campaigns.units import queries as units_queries

CODE_LETTERS = 8
_COORDINATE = re.compile(r"-?\d{1,3}([.,]\d{1,15})?")
# What our own files put before a cell that a spreadsheet would take for a formula.
_NEUTRALISED = re.compile(r"'(?=[=+\-@|%])")


class Fault(NamedTuple):
    """A cell that is to be mended."""

    number: int
    column: str
    value: str
    message: str


class Staged(NamedTuple):
    """A line as it is kept until it is taken in: the columns of `ImportRow`."""

    imported_id: int
    number: int
    code: str
    has_own_code: bool
    from_date: date
    list_code: str
    kind_id: int
    is_vehicle: bool
    name: str
    description: str
    address: str
    hamlet: str
    commune_id: int
    owner_id: int | None
    plate: str
    route: str
    latitude: float | None
    longitude: float | None
    contact_name: str
    contact_phone: str
    folded_name: str
    folded_text: str
    match_name: str
    match_place: str
    payload: str
    payload_sha256: str
    payments: str
    verdict: str = models.RowVerdict.NEW.value
    outcome: str = models.RowOutcome.WAITING.value


STAGED = Staged._fields
_TEXTS = (
    *("name", "description", "address", "hamlet", "plate", "route", "list_code"),
    "contact_name",
)
_MOST: dict[str, int] = {
    field.name: field.max_length or 0
    for field in models.Premises._meta.concrete_fields
    if field.name in (*_TEXTS, "contact_phone")
}


@dataclass
class _Line:
    """One line while it is judged."""

    number: int
    said: dict[str, str]
    faults: list[Fault]

    def fault(self, field: str, message: str) -> None:
        label = str(columns.FIELDS[field])
        self.faults.append(Fault(self.number, label, self.said.get(field, "")[:120], message[:400]))


class Judge:
    """What Loa knows of whoever brings a list; a few queries for any number of lines."""

    def __init__(self, imported: models.Import, user: accounts_models.User, on: date) -> None:
        self.imported, self.on = imported, on
        self.columns = {field: int(place) for field, place in imported.mapping.items()}
        self.places = places.Places(user, imported.unit, on)
        self.kinds, self.is_vehicle = places.kind_names()
        self._kinds_found: dict[str, int] = {}
        self._payments = places.payment_names() if "payment_methods" in self.columns else None

    def line(self, line: sheets.Line) -> Staged | list[Fault]:
        """What the line states, or all its faults."""
        if line.fault:
            shown = " · ".join(filter(None, line.cells))[:120]
            return [Fault(line.number, _("whole line"), shown, line.fault[:400])]
        said = {f: _tidy(line.cells[n]) for f, n in self.columns.items() if n < len(line.cells)}
        if "payload" in said:
            said["payload"] = line.cells[self.columns["payload"]].strip()  # letter by letter
        judged = _Line(line.number, said, [])
        staged = self._staged(judged)
        return judged.faults or staged

    def _staged(self, line: _Line) -> Any:
        self._texts(line)
        kind = self._kind(line)
        is_vehicle = self.is_vehicle.get(kind or 0, False)
        owner = self._owner(line, is_vehicle=is_vehicle)
        commune = self._commune(line, owner if is_vehicle else None)
        point = self._point(line, is_vehicle=is_vehicle)
        phone, since = self._phone(line), self._since(line)
        first = self.places.since.get(commune or 0, since)
        if since < first:
            words = _("The commune stands since %(day)s: write that day or a later one.")
            line.fault("from_date", words % {"day": f"{first:%d/%m/%Y}"})
        own_code = line.said.get("own_code", "").upper()
        if own_code and not re.fullmatch(r"[0-9A-Z]{6,12}", own_code):
            line.fault(
                "own_code", _("A code of Loa has 8 letters and digits: copy it, or leave it empty.")
            )
        payload, payments = self._payload(line), self._paid_by(line)
        if is_vehicle:
            self._vehicle(line)
        elif line.said.get("plate") or line.said.get("route"):
            field = "plate" if line.said.get("plate") else "route"
            line.fault(field, _("Only vehicles have a plate and a route."))
        if line.faults or kind is None or commune is None:
            return None
        code = own_code or codes.new_code(CODE_LETTERS)
        texts = {name: line.said.get(name, "") for name in _TEXTS}
        forms = comparing.derived({**texts, "code": code, "is_vehicle": is_vehicle})
        if not forms.match_name:
            line.fault("name", _("Give the name of the premises, in letters."))
        return Staged(
            imported_id=self.imported.pk,
            number=line.number,
            code=code,
            has_own_code=bool(own_code),
            from_date=since,
            kind_id=kind,
            is_vehicle=is_vehicle,
            commune_id=commune,
            owner_id=owner,
            latitude=point[0],
            longitude=point[1],
            contact_phone=phone,
            payload=payload,
            payload_sha256=payloads.digest_of(payload) if payload else "",
            payments=payments,
            **texts,
            **forms._asdict(),
        )

    def _texts(self, line: _Line) -> None:
        for name in _TEXTS:
            said = line.said.get(name, "")
            if len(said) > _MOST[name]:
                words = _("This has %(found)s letters; at most %(most)s are kept. Shorten it.")
                line.fault(name, words % {"found": len(said), "most": _MOST[name]})
            elif not said.isprintable():
                line.fault(name, _("This holds signs that cannot be printed: type it anew."))
        if not line.said.get("name"):
            line.fault("name", _("Give the name of the premises."))

    def _kind(self, line: _Line) -> int | None:
        written = line.said.get("kind", "")
        if not written:
            if self.imported.kind_id is None:
                line.fault("kind", _("Say what kind of premises it is."))
            return self.imported.kind_id
        return self._look(line, "kind", self._find_kind)

    def _find_kind(self, written: str) -> int:
        if written not in self._kinds_found:
            self._kinds_found[written] = self.kinds.find(written)
        return self._kinds_found[written]

    def _look(self, line: _Line, field: str, find: Callable[[str], int]) -> int | None:
        try:
            return find(line.said[field])
        except places.NotFound as refusal:
            line.fault(field, str(refusal))
            return None

    def _owner(self, line: _Line, *, is_vehicle: bool) -> int | None:
        if line.said.get("owner"):
            return self._look(line, "owner", self.places.owner)
        return self.imported.unit_id if is_vehicle else None

    def _commune(self, line: _Line, vehicles_owner: int | None) -> int | None:
        above = self.places.commune_above(vehicles_owner) if vehicles_owner else None
        if line.said.get("commune"):
            found = self._look(line, "commune", self.places.commune)
            if found and above and found != above:
                words = _("A vehicle counts in the commune of its owner: %(commune)s.")
                line.fault("commune", words % {"commune": self.places.communes.shown[above]})
            return found
        found = above or self.imported.commune_id
        if found is None:
            line.fault("commune", _("Name the commune."))
        elif found not in self.places.allowed:
            line.fault("commune", _("This commune is not yours to keep."))
        return found

    def _point(self, line: _Line, *, is_vehicle: bool) -> tuple[float | None, float | None]:
        if not (line.said.get("latitude") or line.said.get("longitude")):
            return None, None
        found: list[float | None] = []
        for field, most in (("latitude", 90), ("longitude", 180)):
            said = line.said.get(field, "")
            number = float(said.replace(",", ".")) if _COORDINATE.fullmatch(said) else None
            if said and (number is None or abs(number) > most):
                words = _("Write a number between −%(most)s and %(most)s, such as 11.8231.")
                line.fault(field, words % {"most": most})
            found.append(number)
        if (found[0] is None) != (found[1] is None) and not line.faults:
            line.fault("latitude", _("A point needs latitude and longitude."))
        if is_vehicle and found[0] is not None:
            line.fault("latitude", _("A vehicle has a plate and a route in place of an address."))
        return found[0], found[1]

    def _phone(self, line: _Line) -> str:
        said = line.said.get("contact_phone", "")
        if not said:
            return ""
        # A spreadsheet that took the number for a number dropped its zero.
        whole = f"0{said}" if re.fullmatch(r"[35789]\d{8}|2\d{9}", said) else said
        try:
            return phones.normal(whole)
        except phones.PhoneFault as refusal:
            line.fault("contact_phone", refusal.message)
            return ""

    def _payload(self, line: _Line) -> str:
        said = line.said.get("payload", "")
        if not said:
            return ""
        try:
            return payloads.clean_payload(said)
        except payloads.PayloadRefused as refusal:
            line.fault("payload", refusal.message)
            return ""

    def _paid_by(self, line: _Line) -> str:
        """The keys of the methods, rising, with commas between."""
        said = line.said.get("payment_methods", "")
        if not said or self._payments is None:
            return ""
        found: set[int] = set()
        for name in filter(None, map(str.strip, re.split(r"[;,]", said))):
            try:
                found.add(self._payments.find(name))
            except places.NotFound as refusal:
                line.fault("payment_methods", f"{name[:60]}: {refusal}")
        return ",".join(map(str, sorted(found)))

    def _since(self, line: _Line) -> date:
        said = line.said.get("from_date", "")
        if not said:
            return self.on
        day = units_queries.read_day(said)
        if day is None:
            line.fault("from_date", _("Write a day such as 06/6/2021."))
        elif day > self.on:
            line.fault("from_date", _("Enter it on the day on which it opens, not before."))
        elif day.year < 1900:
            line.fault("from_date", _("This day is too long ago to be true."))
        return day or self.on

    def _vehicle(self, line: _Line) -> None:
        if not comparing.plate_form(line.said.get("plate", "")):
            line.fault("plate", _("Give the plate or the fleet number."))
        for field in ("address", "hamlet"):
            if line.said.get(field):
                line.fault(field, _("A vehicle has a plate and a route in place of an address."))


def _tidy(cell: str) -> str:
    if not cell:
        return ""
    said = " ".join(cell.split())
    return _NEUTRALISED.sub("", said, count=1) if "'" in said else said
