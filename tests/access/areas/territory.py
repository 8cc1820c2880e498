"""Hamlets and populations of a commune, and the files that bring them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.kernel import roles
from campaigns.units import services
from tests.access.routes import Arguments, Route
from tests.factories import cast as casts
from tests.factories import territory

P = roles.Permission
SHEET = "Thôn,Dân số\nThôn 1,\n".encode()


def commune(cast: casts.Cast) -> Arguments:
    return {"pk": cast.commune.pk}


def a_hamlet(cast: casts.Cast) -> Arguments:
    return {"pk": territory.make_hamlets(cast.commune)[0].pk}


def names(cast: casts.Cast) -> Arguments:
    return {"names": "Thôn 1", "from_date": "2026-11-16"}


def a_name(cast: casts.Cast) -> Arguments:
    return {"name": "Thôn Ma Oai"}


def an_end(cast: casts.Cast) -> Arguments:
    return {"last_date": "2026-11-16", "reason": "Sáp nhập."}


def a_count(cast: casts.Cast) -> Arguments:
    return {"people": "3200", "as_of_date": "2026-04-01", "source": "Chi cục Thống kê"}


def a_population(cast: casts.Cast) -> Arguments:
    row = territory.enter_population(cast.commune)
    return {"pk": cast.commune.pk, "population_pk": row.pk}


def a_reason(cast: casts.Cast) -> Arguments:
    return {"reason": "Nhầm xã."}


def a_sheet(cast: casts.Cast) -> Arguments:
    return {"sheet": SimpleUploadedFile("thon.csv", SHEET)}


def a_file(cast: casts.Cast) -> Arguments:
    draft = services.FileDraft(cast.commune, "thon.csv", SHEET)
    return {"pk": services.check_file(draft=draft, by=cast.officer, at=casts.NOW).pk}


ROWS = (
    Route("units:populations", P.VIEW_UNIT, args=commune),
    Route("units:populations", P.KEEP_TERRITORY, method="POST", args=commune, body=a_count),
    Route("units:drop_population", P.KEEP_TERRITORY, args=a_population),
    Route(
        "units:drop_population", P.KEEP_TERRITORY, method="POST", args=a_population, body=a_reason
    ),
    Route("units:territory_sheet", P.VIEW_UNIT, args=commune),
    Route("units:territory_files", P.KEEP_TERRITORY, args=commune),
    Route("units:territory_files", P.KEEP_TERRITORY, method="POST", args=commune, body=a_sheet),
    Route("units:territory_file", P.KEEP_TERRITORY, args=a_file),
    Route("units:take_in_file", P.KEEP_TERRITORY, method="POST", args=a_file),
    Route("units:discard_file", P.KEEP_TERRITORY, method="POST", args=a_file),
    Route("units:hamlets", P.VIEW_UNIT, args=commune),
    Route("units:hamlets", P.KEEP_TERRITORY, method="POST", args=commune, body=names),
    Route("units:hamlet", P.KEEP_TERRITORY, args=a_hamlet),
    Route("units:hamlet", P.KEEP_TERRITORY, method="POST", args=a_hamlet, body=a_name),
    Route("units:end_hamlet", P.KEEP_TERRITORY, args=a_hamlet),
    Route("units:end_hamlet", P.KEEP_TERRITORY, method="POST", args=a_hamlet, body=an_end),
)
