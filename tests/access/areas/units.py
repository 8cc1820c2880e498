"""Units: the list, a unit's file, its roles, and proposing it for a commendation."""

from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.access.routes import Access, Arguments, Route
from tests.factories import cast as casts
from tests.factories import conduct

P = roles.Permission


def commune(cast: casts.Cast) -> Arguments:
    return {"pk": cast.commune.pk}


def an_open_grant(cast: casts.Cast) -> Arguments:
    grant = units_models.Grant.objects.get(user=cast.officer)
    return {"pk": cast.commune.pk, "grant_pk": grant.pk}


def a_role(cast: casts.Cast) -> Arguments:
    return {"email": cast.outsider.email, "role": "INSPECTOR", "from_date": "2026-11-16"}


def an_end(cast: casts.Cast) -> Arguments:
    return {"last_date": "2026-11-16", "reason": "Chuyển công tác."}


def a_proposal(cast: casts.Cast) -> Arguments:
    return {
        "form": conduct.form().pk,
        "title": "Ra quân đều",
        "reasons": "Tám tuần liền không nghỉ.",
        "observation": "Biên bản ngày 10/11/2026.",
    }


def a_list(cast: casts.Cast) -> Arguments:
    return {"list": "duties", "query": "state=ISSUED"}


def a_name(cast: casts.Cast) -> Arguments:
    return {"name": "Chờ xác nhận", "unit": ""}


ROWS = (
    # Filters are one's own; the lists themselves ask for their rights.
    Route("units:save_view", Access.SIGNED_IN, query=a_list),
    Route("units:save_view", Access.SIGNED_IN, method="POST", query=a_list, body=a_name),
    Route("units:saved_views", Access.SIGNED_IN),
    Route("units:saved_views", Access.SIGNED_IN, method="POST"),
    Route("units:unit_list", P.VIEW_UNIT),
    Route("units:grants", P.MANAGE_GRANTS, args=commune),
    Route("units:grants", P.MANAGE_GRANTS, method="POST", args=commune, body=a_role),
    Route("units:end_grant", P.MANAGE_GRANTS, args=an_open_grant),
    Route("units:end_grant", P.MANAGE_GRANTS, method="POST", args=an_open_grant, body=an_end),
    Route("workspace:unit", P.VIEW_UNIT, args=commune),
    Route("workspace:propose_citation", P.NOMINATE_CITATION, args=commune),
    Route(
        "workspace:propose_citation",
        P.NOMINATE_CITATION,
        method="POST",
        args=commune,
        body=a_proposal,
        query=lambda cast: {"from": "2026-09-21", "to": "2026-11-15"},
    ),
)
