"""Results of drives, movements and places, and the lists behind their figures."""

from campaigns.drives import models
from campaigns.kernel import roles
from tests.access.areas import drives
from tests.access.routes import Arguments, Route
from tests.factories import cast as casts

VIEW = roles.Permission.VIEW_DRIVE


def commune(cast: casts.Cast) -> Arguments:
    return {"pk": cast.commune.pk}


def a_movement(cast: casts.Cast) -> Arguments:
    drives._at(cast)
    return {"pk": models.Movement.objects.get().pk}


ROWS = (
    Route("drives:drive_results", VIEW, args=drives._at),
    # A movement calls everybody; which of its drives are counted is the reader's scope.
    Route("drives:movement_results", VIEW, args=a_movement, is_scoped=False),
    Route("drives:place_results", VIEW, args=commune),
    Route("drives:acts", VIEW),
    Route("drives:visits", VIEW),
)
