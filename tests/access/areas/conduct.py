"""Commendations: the list, one that is not public yet, and what is done with it."""

from campaigns.kernel import roles
from tests.access.routes import Access, Arguments, Route
from tests.factories import cast as casts
from tests.factories import conduct

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
)
