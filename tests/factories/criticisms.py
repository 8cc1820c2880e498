"""Criticisms in each state, taken there by the services."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, services
from campaigns.directives import services as directive_services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import conduct, pictures

S = models.CriticismState
HOUR = timedelta(hours=1)
DAYS = 5
# Moments of a criticism that is drafted at the moment of the cast.
NOTICE = casts.NOW + HOUR
RECEIPT = NOTICE + HOUR
REPLY = RECEIPT + HOUR
# Longer than five working days ever take, Tết among them.
OVER = casts.NOW + timedelta(days=20)
DECISION = OVER + HOUR
ISSUE = DECISION + HOUR
APPEAL = ISSUE + HOUR
ANSWER = APPEAL + HOUR


def form() -> models.RecognitionForm:
    """The form that tests propose, made when first asked for."""
    found = models.RecognitionForm.objects.filter(code="phe_binh").first()
    return found or conduct.make_form(
        "phe_binh", "Phê bình", name_en="Criticism", direction="CRITICISM"
    )


def person(
    cast: casts.Cast, name: str, role: roles.Role = roles.Role.PROVINCIAL_OFFICE
) -> accounts_models.User:
    """Somebody of the provincial office, made when first asked for."""
    return conduct.person(role, cast.province, name)


def proposer(cast: casts.Cast) -> accounts_models.User:
    return person(cast, "proposer")


def decider(cast: casts.Cast) -> accounts_models.User:
    return person(cast, "critic")


def judge(cast: casts.Cast) -> accounts_models.User:
    """Who answers appeals."""
    return person(cast, "judge")


def draft(unit: units_models.Unit, start: datetime = casts.NOW) -> services.CriticismDraft:
    """A sound draft: one figure that Loa reads, one text."""
    to_date = timezone.localdate(start) - timedelta(days=1)
    from_date = to_date - timedelta(days=55)
    period = {"from_date": from_date.isoformat(), "to_date": to_date.isoformat()}
    return services.CriticismDraft(
        unit=unit,
        form=form(),
        title="Chưa phát thanh theo kế hoạch",
        matter="Tám tuần không phát buổi nào, đã nhắc hai lần.",
        from_date=from_date,
        to_date=to_date,
        sources=[{"kind": "FIGURE", "key": "broadcasts.pieces_aired", **period}],
        texts=["Biên bản làm việc ngày 10/11/2026."],
    )


def enter(
    cast: casts.Cast,
    unit: units_models.Unit | None = None,
    start: datetime = casts.NOW,
    **changes: object,
) -> models.Criticism:
    """A draft of a criticism of the commune, or of another unit."""
    given = replace(draft(unit or cast.commune, start), **changes)
    return services.draft_criticism(draft=given, by=proposer(cast), at=start)


def moment(row: models.Criticism, at: datetime) -> datetime:
    """The moment of a criticism that was drafted at another one than the cast's."""
    return row.drafted_at + (at - casts.NOW)


def decision(number: str, at: datetime) -> services.Decision:
    return services.Decision(number, timezone.localdate(at), "Chủ tịch Trần Văn A")


def said(text: str = "Loa hỏng từ tháng 9, đã báo huyện.") -> services.Said:
    return services.Said(text)


Act = Callable[[models.Criticism, casts.Cast], None]

# How each state is reached from the one before.
_WAYS: dict[S, tuple[S, Act]] = {
    S.PROPOSED: (
        S.DRAFT,
        lambda row, cast: services.propose(criticism=row, by=proposer(cast), at=row.drafted_at),
    ),
    S.NOTIFIED: (
        S.PROPOSED,
        lambda row, cast: services.notify(
            criticism=row, reply_days=DAYS, by=decider(cast), at=moment(row, NOTICE)
        ),
    ),
    S.REPLY_OPEN: (
        S.NOTIFIED,
        lambda row, cast: services.confirm_receipt(
            criticism=row, by=cast.head, at=moment(row, RECEIPT)
        ),
    ),
    S.REPLIED: (
        S.REPLY_OPEN,
        lambda row, cast: services.reply(
            criticism=row, said=said(), by=cast.head, at=moment(row, REPLY)
        ),
    ),
    S.LAPSED: (S.REPLY_OPEN, lambda row, cast: _pulse(row, moment(row, OVER))),
    S.DECIDED: (
        S.REPLIED,
        lambda row, cast: services.decide(
            criticism=row,
            reasons="Đã xem xét ý kiến của xã: báo hỏng không có văn bản.",
            public_text="Xã chưa phát thanh theo kế hoạch trong tám tuần.",
            by=decider(cast),
            at=moment(row, DECISION),
        ),
    ),
    S.ISSUED: (
        S.DECIDED,
        lambda row, cast: services.issue(
            criticism=row,
            decision=decision(f"{row.pk}/QĐ-UBND", moment(row, ISSUE)),
            by=decider(cast),
            at=moment(row, ISSUE),
        ),
    ),
    S.DROPPED: (
        S.REPLIED,
        lambda row, cast: services.drop(
            criticism=row, reasons="Loa hỏng do sét.", by=decider(cast), at=moment(row, DECISION)
        ),
    ),
    S.APPEALED: (
        S.ISSUED,
        lambda row, cast: services.appeal(
            criticism=row, said=said("Có công văn báo hỏng."), by=cast.head, at=moment(row, APPEAL)
        ),
    ),
    S.UPHELD: (
        S.APPEALED,
        lambda row, cast: services.uphold(
            criticism=row, reasons="Công văn gửi sau kỳ.", by=judge(cast), at=moment(row, ANSWER)
        ),
    ),
    S.AMENDED: (
        S.APPEALED,
        lambda row, cast: services.amend(
            criticism=row,
            reasons="Hai tuần đầu có lý do.",
            public_text="Xã chưa phát thanh theo kế hoạch trong sáu tuần.",
            by=judge(cast),
            at=moment(row, ANSWER),
        ),
    ),
    S.REVOKED: (
        S.APPEALED,
        lambda row, cast: services.revoke(
            criticism=row, reasons="Công văn gửi đúng kỳ.", by=judge(cast), at=moment(row, ANSWER)
        ),
    ),
}


def _pulse(row: models.Criticism, at: datetime) -> None:
    services.move_on(by=casts.SYSTEM, at=at)
    row.refresh_from_db()


def bring_to(row: models.Criticism, state: S, cast: casts.Cast) -> models.Criticism:
    """Take the criticism on to the state, step by step."""
    if row.state != state:
        before, act = _WAYS[state]
        bring_to(row, before, cast)
        act(row, cast)
    return row


def make(
    cast: casts.Cast,
    state: S = S.ISSUED,
    unit: units_models.Unit | None = None,
    start: datetime = casts.NOW,
    **changes: object,
) -> models.Criticism:
    """A criticism of the commune in the state."""
    return bring_to(enter(cast, unit, start, **changes), state, cast)


def ask(row: models.Criticism, cast: casts.Cast, at: datetime) -> None:
    """Let the head ask for more time."""
    services.ask_more_time(criticism=row, text="Đang thu thập hồ sơ.", days=3, by=cast.head, at=at)


def photo(name: str = "loa.jpg") -> directive_services.Upload:
    """A photo with the place where it was taken."""
    return directive_services.Upload.of(SimpleUploadedFile(name, pictures.make_photo()))
