"""The scoreboard and the cards of units."""

from campaigns.kernel import roles
from campaigns.scorecards import services
from tests.access.routes import Arguments, Route
from tests.factories import cast as casts
from tests.factories import scorecards

P = roles.Permission


def _scored(cast: casts.Cast) -> Arguments:
    scorecards.make("posters")
    services.compute_due(by=casts.SYSTEM, at=casts.NOW)
    return {"pk": cast.commune.pk}


def _words(cast: casts.Cast) -> Arguments:
    return {"text": "Mưa lũ cả tuần."}


ROWS = (
    Route("scorecards:board", P.VIEW_UNIT),
    Route("scorecards:unit_scores", P.VIEW_UNIT, args=_scored),
    Route("scorecards:comment", P.COMMENT_SCORE, method="POST", args=_scored, body=_words),
)
