"""Reading certificates: who can have one, what is printed, and what a code on a paper proves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Max, Min, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.accounts import models as accounts_models
from campaigns.drives import models
from campaigns.kernel import codes

_CODE_LENGTH = 16  # 78 bits
_GROUP = 4


def certificate_code_of_seed(seed: str) -> str:
    """The code on a paper, derived anew each time it is printed."""
    return codes.derive_code(f"certificate:{seed}", _CODE_LENGTH)


def certificate_code(certificate: models.Certificate) -> str:
    return certificate_code_of_seed(certificate.seed)


def grouped_certificate_code(code: str) -> str:
    return "-".join(code[n : n + _GROUP] for n in range(0, len(code), _GROUP))


def plain_certificate_code(typed: str) -> str:
    """A code as it was typed from paper, without what was put between its letters."""
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())


def find_certificate(code: str) -> models.Certificate | None:
    """The certificate that bears a code, in force or not."""
    digest = codes.digest_secret(plain_certificate_code(code))
    return (
        models.Certificate.objects.filter(code_digest=digest)
        .select_related("member__user", "drive__unit", "drive__organiser", "drive__movement")
        .first()
    )


def abbreviated(name: str) -> str:
    """A name that whoever holds the paper recognises and nobody else learns: P. N. T. Én."""
    *others, last = name.split() or [""]
    return " ".join([*(f"{word[0].upper()}." for word in others), last])


def printed_name(member: models.TeamMember) -> str:
    """The name on a paper; empty once it is deleted, and for an account that never gave one: an
    address that signs in is nobody's to read."""
    return member.user.full_name if member.user is not None else member.display_name


def duration_text(minutes: int) -> str:
    """Minutes in words: 3 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours})
    if rest or not hours:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest) % {"num": rest})
    return " ".join(parts)


@dataclass(frozen=True)
class Certifiable:
    """Somebody with confirmed hours in a drive, and the certificate that they have."""

    member_pk: int
    name: str
    is_known: bool
    minutes: int
    shift_count: int
    from_date: date
    to_date: date
    standing: models.Certificate | None

    @property
    def duration(self) -> str:
        return duration_text(self.minutes)

    @property
    def is_up_to_date(self) -> bool:
        """Whether the certificate tells these very hours."""
        here = (self.minutes, self.shift_count, self.from_date, self.to_date)
        row = self.standing
        return row is not None and here == (
            row.minutes,
            row.shift_count,
            row.from_date,
            row.to_date,
        )

    @property
    def is_due(self) -> bool:
        """Whether a certificate can be issued now."""
        return self.is_known and not self.is_up_to_date


def certifiable(drive: models.Drive) -> list[Certifiable]:
    """Everybody with confirmed hours in the drive, by name; three queries."""
    worked = models.WorkedHours.objects.filter(shift__drive=drive, confirmed_minutes__gt=0)
    sums = {
        row["member_id"]: row
        for row in worked.order_by()
        .values("member_id")
        .annotate(
            minutes=Sum("confirmed_minutes"),
            shifts=Count("pk"),
            first=Min("shift__starts_at"),
            last=Max("shift__starts_at"),
        )
    }
    standing = {
        row.member_id: row for row in models.Certificate.objects.in_force().filter(drive=drive)
    }
    members = models.TeamMember.objects.filter(pk__in=sums.keys()).select_related("user")
    lines = [
        Certifiable(
            member_pk=member.pk,
            name=str(member),
            is_known=bool(printed_name(member)),
            minutes=sums[member.pk]["minutes"],
            shift_count=sums[member.pk]["shifts"],
            from_date=timezone.localdate(sums[member.pk]["first"]),
            to_date=timezone.localdate(sums[member.pk]["last"]),
            standing=standing.get(member.pk),
        )
        for member in members
    ]
    return sorted(lines, key=lambda line: (line.name, line.member_pk))


def ended_certificates(drive: models.Drive) -> list[models.Certificate]:
    """Those of the drive that are no longer in force, the last one first."""
    rows = models.Certificate.objects.filter(drive=drive).exclude(
        state=models.Certificate.State.ISSUED
    )
    named = rows.select_related("member__user", "ended_by")
    return list(named.order_by("-ended_at", "-pk"))


def certificate_of(member: models.TeamMember) -> models.Certificate | None:
    """The certificate in force that somebody holds."""
    return models.Certificate.objects.in_force().filter(member=member).first()


def own_certificates(user: accounts_models.User) -> list[models.Certificate]:
    """Those in force of somebody with an account, the newest first."""
    rows = models.Certificate.objects.in_force().filter(member__user=user)
    return list(rows.select_related("drive").order_by("-issued_at", "-pk"))


@dataclass(frozen=True)
class CertificateSheet:
    """One certificate as it is printed."""

    number: str
    name: str
    drive_name: str
    place: str
    unit_name: str
    organiser_name: str
    movement_name: str
    minutes: int
    shift_count: int
    from_date: date
    to_date: date
    issued_date: date
    issued_by: str
    code: str
    url: str
    is_demo: bool


def certificate_sheets(certificates: Iterable[models.Certificate]) -> list[CertificateSheet]:
    """What is printed of certificates in force, in their order; nothing of those whose name is gone."""
    pks = [row.pk for row in certificates]
    rows = models.Certificate.objects.in_force().filter(pk__in=pks)
    named = rows.select_related(
        "member__user", "issued_by", "drive__unit", "drive__organiser", "drive__movement"
    )
    return [_sheet(row) for row in named.order_by("serial", "pk") if printed_name(row.member)]


def _sheet(row: models.Certificate) -> CertificateSheet:
    drive, code = row.drive, certificate_code(row)
    return CertificateSheet(
        number=row.number,
        name=printed_name(row.member),
        drive_name=drive.name,
        place=drive.place,
        unit_name=drive.unit.name_vi,
        organiser_name=drive.organiser.name_vi,
        movement_name=drive.movement.name_vi,
        minutes=row.minutes,
        shift_count=row.shift_count,
        from_date=row.from_date,
        to_date=row.to_date,
        issued_date=timezone.localdate(row.issued_at),
        issued_by=str(row.issued_by),
        code=grouped_certificate_code(code),
        url=f"{settings.BASE_URL}{reverse('volunteers:certificate', kwargs={'code': code})}",
        is_demo=drive.is_demo,
    )


@dataclass(frozen=True)
class Proof:
    """What anybody with the paper in hand may learn."""

    state: str
    number: str
    holder: str
    drive_name: str
    organiser_name: str
    duration: str
    shift_count: int
    from_date: date
    to_date: date
    issued_at: datetime
    ended_at: datetime | None
    is_demo: bool


def proof_of(certificate: models.Certificate, *, is_english: bool = False) -> Proof:
    """What the public page says of a certificate: the name in initials, while it is kept."""
    member, drive = certificate.member, certificate.drive
    name = printed_name(member)
    organiser = drive.organiser
    return Proof(
        state=certificate.state,
        number=certificate.number,
        holder=abbreviated(name) if name else _("no longer kept"),
        drive_name=drive.name,
        organiser_name=organiser.name_en if is_english else organiser.name_vi,
        duration=duration_text(certificate.minutes),
        shift_count=certificate.shift_count,
        from_date=certificate.from_date,
        to_date=certificate.to_date,
        issued_at=certificate.issued_at,
        ended_at=certificate.ended_at,
        is_demo=drive.is_demo,
    )
