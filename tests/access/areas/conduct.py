"""Commendations: the list, one that is not public yet, and what is done with it."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from campaigns.conduct import models
from campaigns.kernel import roles
from tests.access.routes import Access, Arguments, Build, Route
from tests.factories import cast as casts
from tests.factories import conduct, criticisms

P = roles.Permission


def waiting(cast: casts.Cast) -> Arguments:
    return {"pk": conduct.nominate(cast).pk}


def decided(cast: casts.Cast) -> Arguments:
    return {"pk": conduct.commend(cast).pk}


def decision(cast: casts.Cast) -> Arguments:
    return {
        "decision_number": "9/QĐ-UBND",
        "decision_date": conduct.DECISION.dated.isoformat(),
        "signatory": "Chủ tịch",
    }


def reason(cast: casts.Cast) -> Arguments:
    return {"reason": "Chưa đủ minh chứng."}


S = models.CriticismState


def criticism(state: S) -> Build:
    """A criticism of the commune that came into the state some days ago."""

    def build(cast: casts.Cast) -> Arguments:
        start = timezone.now() - timedelta(days=22)
        return {"pk": criticisms.make(cast, state, start=start).pk}

    return build


def asking(cast: casts.Cast) -> Arguments:
    """A unit that asks for more time."""
    start = timezone.now() - timedelta(days=22)
    row = criticisms.make(cast, S.REPLY_OPEN, start=start)
    at = criticisms.moment(row, criticisms.REPLY)
    criticisms.ask(row, cast, at)
    return {"pk": row.pk}


def office_file(cast: casts.Cast) -> Arguments:
    row = criticisms.enter(cast, files=[criticisms.photo()])
    return {"pk": row.files.get().pk}


def unit_pk(cast: casts.Cast) -> Arguments:
    return {"pk": cast.commune.pk}


def said(**fields: str) -> Build:
    return lambda cast: fields


def today() -> str:
    return timezone.localdate().isoformat()


def issue(cast: casts.Cast) -> Arguments:
    return {"decision_number": "8/QĐ", "decision_date": today(), "signatory": "Chủ tịch"}


def accept(cast: casts.Cast) -> Arguments:
    return {"remedy_plan": "Sửa loa.", "remedy_by": today()}


def draft(cast: casts.Cast) -> Arguments:
    return {
        "form": str(criticisms.form().pk),
        "title": "Chưa phát",
        "matter": "Tám tuần.",
        "observation": "Biên bản.",
    }


# From where each step leads on, and what its form holds.
STEPS: Mapping[str, tuple[Build, Build]] = {
    "propose": (criticism(S.DRAFT), said()),
    "take_back": (criticism(S.PROPOSED), said(reason="Chưa đủ.")),
    "turn_down": (criticism(S.PROPOSED), said(reason="Chưa đủ.")),
    "notify": (criticism(S.PROPOSED), said(reply_days="5")),
    "confirm_receipt": (criticism(S.NOTIFIED), said()),
    "ask_more_time": (criticism(S.REPLY_OPEN), said(text="Xin thêm.", days="3")),
    "grant_time": (asking, said(text="Được.", days="3")),
    "refuse_time": (asking, said(text="Không.")),
    "reply": (criticism(S.REPLY_OPEN), said(text="Đã báo.")),
    "accept": (criticism(S.REPLY_OPEN), accept),
    "note_hearing": (criticism(S.REPLIED), said(text="Đã nghe.")),
    "decide": (criticism(S.REPLIED), said(reasons="Đã xem xét.", public_text="Chưa phát.")),
    "drop": (criticism(S.REPLIED), said(reasons="Có lý do.")),
    "issue": (criticism(S.DECIDED), issue),
    "appeal": (criticism(S.ISSUED), said(text="Chưa đúng.")),
    "uphold": (criticism(S.APPEALED), said(reasons="Đúng.")),
    "amend": (criticism(S.APPEALED), said(reasons="Một phần.", public_text="Sáu tuần.")),
    "revoke": (criticism(S.APPEALED), said(reasons="Sai.")),
}

# Whoever did not propose may not take back, whatever the roles (tests/conduct/test_pages.py).
NOT_THEIRS = frozenset({403})

ROWS = (
    Route("conduct:citation_list", P.VIEW_UNIT),
    Route("conduct:citation", P.VIEW_CITATION, args=waiting),
    Route("conduct:decide", P.DECIDE_CITATION, args=waiting),
    Route("conduct:decide", P.DECIDE_CITATION, method="POST", args=waiting, body=decision),
    Route("conduct:decline", P.DECIDE_CITATION, args=waiting),
    Route("conduct:decline", P.DECIDE_CITATION, method="POST", args=waiting, body=reason),
    Route("conduct:withdraw", P.NOMINATE_CITATION, args=waiting, answers=NOT_THEIRS),
    Route(
        "conduct:withdraw",
        P.NOMINATE_CITATION,
        method="POST",
        args=waiting,
        body=reason,
        answers=NOT_THEIRS,
    ),
    Route("public_citations", Access.PUBLIC),
    Route("public_citations_en", Access.PUBLIC),
    Route("public_citation", Access.PUBLIC, args=decided),
    Route("public_citation_en", Access.PUBLIC, args=decided),
    Route("conduct:criticism_list", P.VIEW_UNIT),
    Route("conduct:criticism", P.VIEW_CRITICISM, args=criticism(S.PROPOSED)),
    Route("conduct:draft_criticism", P.PROPOSE_CRITICISM, args=unit_pk),
    Route("conduct:draft_criticism", P.PROPOSE_CRITICISM, method="POST", args=unit_pk, body=draft),
    Route("conduct:remind", P.PROPOSE_CRITICISM, args=unit_pk),
    Route(
        "conduct:remind",
        P.PROPOSE_CRITICISM,
        method="POST",
        args=unit_pk,
        body=said(words="Phát thanh sáng."),
    ),
    # Both sides of the matter open it (tests/conduct/test_criticism_files.py).
    Route("conduct:citation_file", P.VIEW_CRITICISM, args=office_file),
    Route("public_criticisms", Access.PUBLIC),
    Route("public_criticisms_en", Access.PUBLIC),
    Route("public_criticism", Access.PUBLIC, args=criticism(S.ISSUED)),
    Route("public_criticism_en", Access.PUBLIC, args=criticism(S.ISSUED)),
    *(
        Route(
            f"conduct:criticism_{name}",
            edge.permission,
            method=method,
            args=STEPS[name][0],
            body=STEPS[name][1],
            # Whoever did not propose takes no step of the proposer, whatever the roles.
            answers=NOT_THEIRS if edge.own else frozenset(),
        )
        for name, edge in models.EDGES.items()
        if edge.permission is not None
        for method in ("GET", "POST")
    ),
)
