"""Certificates of confirmed hours: issued, replaced when the hours change, revoked."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.drives.services import messaging, signing_up
from campaigns.kernel import actor, codes, errors, writing

State = models.Certificate.State
ISSUER = actor.SystemActor("certificates")


class CertificateRefused(errors.LoaError):
    """There is nothing to certify."""


class CertificateEnded(errors.Conflict):
    """The certificate is not in force any more."""


def issue_certificates(
    *,
    drive: models.Drive,
    members: Sequence[models.TeamMember],
    by: accounts_models.User,
    at: datetime,
) -> list[models.Certificate]:
    """Certify the confirmed hours of those whose certificate is missing or tells other hours.

    Raises:
        CertificateRefused: nobody among them has hours to certify and a name to print.
    """
    with writing.writing(by=by, at=at):
        signing_up.lock_drive(drive)
        # Read anew under the lock: hours may have been corrected meanwhile.
        wanted = {member.pk for member in members}
        due = [line for line in queries.certifiable(drive) if line.member_pk in wanted]
        issued = [_issue(drive, line, by, at) for line in due if line.is_due]
        if not issued:
            raise CertificateRefused(
                _(
                    "There is nothing to certify: confirm hours first. Whoever has an up-to-date"
                    " certificate keeps it, and nobody whose name was deleted gets one."
                )
            )
        after = {row.number: [row.member_id, row.minutes] for row in issued}
        _record("drives.certificates_issued", drive, after)
    return issued


def _issue(
    drive: models.Drive, line: queries.Certifiable, by: accounts_models.User, at: datetime
) -> models.Certificate:
    old = line.standing
    if old is not None:
        _end(old, State.REPLACED, _("The confirmed hours changed."), by, at)
    last = models.Certificate.objects.filter(drive=drive).aggregate(last=Max("serial"))["last"]
    seed = secrets.token_hex(16)
    certificate = models.Certificate(
        drive=drive,
        member_id=line.member_pk,
        serial=(last or 0) + 1,
        seed=seed,
        code_digest=codes.digest_secret(queries.certificate_code_of_seed(seed)),
        minutes=line.minutes,
        shift_count=line.shift_count,
        from_date=line.from_date,
        to_date=line.to_date,
        state=State.ISSUED,
        issued_at=at,
        issued_by=by,
        replaces=old,
    )
    certificate.save()
    _tell(certificate, at)
    return certificate


def _tell(certificate: models.Certificate, at: datetime) -> None:
    """Tell the holder, in their language, what became of their paper."""
    holder = models.TeamMember.objects.select_related("user", "drive").get(pk=certificate.member_id)
    with translation.override(messaging.language_of(holder)):
        if certificate.state == State.REVOKED:
            words = _("Certificate %(number)s was revoked. Ask the leader of the drive why.")
        elif certificate.replaces_id:
            words = _(
                "Your confirmed hours changed: certificate %(number)s takes the place of the old"
                " one. You find it on your page."
            )
        else:
            words = _("Your certificate %(number)s is ready. You find it on your page.")
        text = words % {"number": certificate.number}
    messaging.tell_member(member=holder, text=text, by=ISSUER, at=at)


def revoke_certificate(
    *,
    certificate: models.Certificate,
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Take a certificate back; whoever checks it learns so.

    Raises:
        CertificateRefused: no reason is given.
        CertificateEnded: it is not in force any more.
    """
    if not reason.strip():
        raise CertificateRefused(_("Say why."))
    with writing.writing(by=by, at=at):
        signing_up.lock_drive(certificate.drive)
        _end(certificate, State.REVOKED, reason.strip(), by, at)
        _tell(certificate, at)
        after = {"certificate": certificate.number, "state": State.REVOKED.value}
        _record("drives.certificate_revoked", certificate.drive, after, reason=reason)


def follow_correction(
    *, member: models.TeamMember, reason: str, by: accounts_models.User, at: datetime
) -> models.Certificate | None:
    """Let a certificate follow hours that were corrected: another takes its place, or none where
    no hours or no name are left. Return the new one.

    Called with the drive held, inside the correction.
    """
    drive = member.drive
    standing = models.Certificate.objects.in_force().filter(member=member).first()
    if standing is None:
        return None
    with writing.writing(by=by, at=at):
        lines = [line for line in queries.certifiable(drive) if line.member_pk == member.pk]
        if any(line.is_due for line in lines):
            return issue_certificates(drive=drive, members=[member], by=by, at=at)[0]
        if any(line.is_up_to_date for line in lines):
            return None
        revoke_certificate(certificate=standing, reason=reason, by=by, at=at)
    return None


def _end(
    certificate: models.Certificate,
    state: models.Certificate.State,
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> None:
    claimed = models.Certificate.objects.in_force().filter(pk=certificate.pk)
    if claimed.update(state=state, ended_at=at, ended_by=by, reason=reason) != 1:
        raise CertificateEnded(_("This certificate is not in force any more."))
    certificate.refresh_from_db(fields=["state", "ended_at", "ended_by", "reason"])


def _record(verb: str, drive: models.Drive, after: Mapping[str, object], reason: str = "") -> None:
    audit_services.record(verb, drive, unit_id=drive.unit_id, after=dict(after), reason=reason)
