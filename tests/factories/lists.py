"""Lists of premises for tests: brought in, looked at, taken in and undone by the real worker."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campaigns.accounts import models as accounts_models
from campaigns.premises import models, services
from campaigns.premises.queries import lists
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import jobs, premises, sheets

NOW = casts.NOW
HEADER = ["Mã cơ sở", "Tên cơ sở", "Loại hình", "Xã", "Địa chỉ", "Người liên hệ", "Điện thoại"]
COMMUNE = "Xã Phước Đại"


def row(code: str = "1", name: str = "Quán Gió Biển", **changes: str) -> list[str]:
    """A line under `HEADER`."""
    said = {
        "kind": "Quán cà phê",
        "commune": COMMUNE,
        "address": f"Số {code or 0}, thôn Ma Hoa",
        "contact": "Katơr Thị Mai",
        "phone": "0912345678",
    } | changes
    return [code, name, *said.values()]


def upload(
    by: accounts_models.User,
    unit: units_models.Unit,
    rows: Sequence[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    at: Any = NOW,
) -> models.Import:
    """A CSV as it comes in."""
    text = sheets.text_of([list(header), *map(list, rows)], delimiter=";")
    draft = services.ListDraft(unit, "co-so.csv", [text.encode()])
    return services.upload_list(draft=draft, by=by, at=at)


def upload_path(by: accounts_models.User, unit: units_models.Unit, path: Path) -> models.Import:
    """A file from disk."""
    draft = services.ListDraft(unit, path.name, [path.read_bytes()])
    return services.upload_list(draft=draft, by=by, at=NOW)


def check(imported: models.Import, by: accounts_models.User, **changes: Any) -> models.Import:
    """The dry run, with the columns as they are suggested, to its end."""
    mapping = lists.suggested(imported.header, imported.unit_id)
    terms = {"mapping": mapping, "kind": None, "commune": None} | changes
    services.check_list(imported=imported, by=by, at=NOW, **terms)
    return finished(imported)


def take_in(imported: models.Import, by: accounts_models.User) -> models.Import:
    services.take_in_list(imported=imported, by=by, at=NOW)
    return finished(imported)


def undo(imported: models.Import, by: accounts_models.User) -> models.Import:
    services.undo_list(imported=imported, by=by, at=NOW)
    return finished(imported)


def finished(imported: models.Import) -> models.Import:
    """The list after its work."""
    job = models.Import.objects.select_related("job").get(pk=imported.pk).job
    assert job is not None
    done = jobs.finish(job)
    assert not done.fault, done.fault
    return models.Import.objects.select_related("unit").get(pk=imported.pk)


def bring_in(
    by: accounts_models.User, unit: units_models.Unit, rows: Sequence[Sequence[str]], **more: Any
) -> models.Import:
    """A list from upload to register."""
    premises.kind_of("cafe")
    return take_in(check(upload(by, unit, rows, **more), by), by)


def counts(imported: models.Import) -> tuple[int, int, int, int]:
    """New, changed, unchanged and faulty, as the dry run says."""
    return (
        imported.new_rows,
        imported.changed_rows,
        imported.same_rows,
        imported.faulty_lines,
    )


def faults(imported: models.Import) -> list[tuple[int, str, str]]:
    """Line, column and what to do."""
    rows = models.ImportFault.objects.filter(imported=imported).order_by("number", "pk")
    return list(rows.values_list("number", "column", "message"))
