"""Reading field records of a batch and holding them against their drives; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, permissions, queries
from campaigns.drives.services import payload
from campaigns.kernel import actor, envelope

# A phone's clock may run ahead by this much after its offset was taken off.
FUTURE_TOLERANCE = timedelta(minutes=10)

Sender = accounts_models.User | models.DeviceToken


@dataclass(frozen=True)
class Record:
    """An envelope that may be stored, with what was read from it.

    `app_ids` are those of the apps that its drive counts, by code.
    """

    envelope: envelope.Envelope
    drive: models.Drive
    occurred_at: datetime
    support: payload.Support | None
    shift: models.Shift | None
    unit_id: int
    app_ids: Mapping[str, int]


class Reader:
    """Holds envelopes of one batch against their drives; asks the database once per question."""

    def __init__(self, drive_ids: set[int], by: Sender, at: datetime) -> None:
        self.by, self.at = by, at
        found = models.Drive.objects.select_related("unit", "organiser")
        self.drives = {
            d.pk: d for d in found.filter(pk__in=drive_ids).prefetch_related("apps", "shifts")
        }
        # Asking a drive for its apps again costs a query's making, even where they are at hand.
        self.app_ids = {
            pk: {app.code: app.pk for app in drive.apps.all()} for pk, drive in self.drives.items()
        }
        self.refusals = {pk: self._refusal(drive) for pk, drive in self.drives.items()}
        self._hamlets: dict[int, frozenset[int]] = {}

    def _refusal(self, drive: models.Drive) -> str:
        """Why the sender may not log in a drive; empty when it may."""
        if isinstance(self.by, models.DeviceToken):
            is_own = self.by.drive_id == drive.pk
            return "" if is_own else _("This phone joined another drive.")
        return permissions.may_log(self.by, drive, on=timezone.localdate(self.at)).reason

    def read_support(self, sent: envelope.Envelope) -> Record:
        """Raises InvalidRecord when the record cannot count."""
        self._check_envelope(sent)
        support = payload.parse_support(sent.payload, sent.schema_version)
        drive = self._drive(support.drive_id)
        app_ids = self.app_ids[drive.pk]
        if any(line.app_code not in app_ids for line in support.lines if line.app_code is not None):
            raise payload.InvalidRecord(_("This drive does not count such an app."))
        return Record(
            sent,
            drive,
            self._moment(sent, drive),
            support,
            _shift(support, drive),
            self._unit_id(support, drive),
            app_ids,
        )

    def read_withdrawal(self, sent: envelope.Envelope) -> Record:
        """Raises InvalidRecord when it withdraws nothing."""
        self._check_envelope(sent)
        drive = self._drive(payload.check_withdrawal(sent.payload))
        if sent.replaces_uuid is None:
            raise payload.InvalidRecord(_("The withdrawal names no record."))
        return Record(sent, drive, self.at, None, None, drive.unit_id, {})

    def _check_envelope(self, sent: envelope.Envelope) -> None:
        if sent.schema_version not in payload.SCHEMA_VERSIONS:
            raise payload.InvalidRecord(_("Records of this version are not known here."))
        if not sent.is_intact():
            raise payload.InvalidRecord(_("The record was damaged on its way: digests differ."))
        if sent.replaces_uuid == sent.client_uuid:
            raise payload.InvalidRecord(_("A record cannot correct itself."))
        # Of withdrawals too: a year 1 or 9999 has no UTC, and would fail the whole batch.
        if sent.moment() is None:
            raise payload.InvalidRecord(_("The phone's clock is impossibly wrong."))

    def _drive(self, pk: int) -> models.Drive:
        """The drive, if the sender may log in it; what is out of scope does not exist."""
        drive = self.drives.get(pk)
        if drive is None:
            raise payload.InvalidRecord(_("There is no such drive for you."))
        if self.refusals[pk]:
            raise payload.InvalidRecord(self.refusals[pk])
        return drive

    def _unit_id(self, support: payload.Support, drive: models.Drive) -> int:
        """Where it counts: in the drive's commune, or in the hamlet of it that the record names.

        A hamlet may have ended while the record waited for a network.
        """
        if support.hamlet_id is None:
            return drive.unit_id
        if drive.pk not in self._hamlets:
            self._hamlets[drive.pk] = queries.hamlets_ever_of(drive)
        if support.hamlet_id not in self._hamlets[drive.pk]:
            raise payload.InvalidRecord(_("The drive's commune has no such hamlet."))
        return support.hamlet_id

    def _moment(self, sent: envelope.Envelope, drive: models.Drive) -> datetime:
        """When it happened by the server's clock."""
        moment = sent.moment() or self.at  # never the latter: the envelope was looked at
        if moment > self.at + FUTURE_TOLERANCE:
            raise payload.InvalidRecord(
                _("The record is from the future. Check the phone's clock.")
            )
        refusal = queries.capture_refusal(drive, moment) or self._token_refusal(moment)
        if refusal:
            raise payload.InvalidRecord(refusal)
        return moment

    def _token_refusal(self, moment: datetime) -> str:
        if not isinstance(self.by, models.DeviceToken):
            return ""
        day = timezone.localdate(moment)
        is_within = self.by.valid_from_date <= day <= self.by.valid_to_date
        return "" if is_within else _("The record is not from the days for which the phone joined.")


def _shift(support: payload.Support, drive: models.Drive) -> models.Shift | None:
    if support.shift_id is None:
        return None
    shift = next((s for s in drive.shifts.all() if s.pk == support.shift_id), None)
    if shift is None:
        raise payload.InvalidRecord(_("The drive has no such shift."))
    return shift


def reader_for(envelopes: list[envelope.Envelope], by: actor.Actor, at: datetime) -> Reader:
    """A reader that knows the drives which the batch names.

    Raises:
        TypeError: the sender is neither a person nor a phone; a programming error.
    """
    if not isinstance(by, (accounts_models.User, models.DeviceToken)):
        raise TypeError("Field records come from people and phones.")
    drive_ids = set()
    for sent in envelopes:
        try:
            drive_ids.add(payload.drive_of(sent.payload))
        except payload.InvalidRecord:
            continue
    return Reader(drive_ids, by, at)
