"""Guards of the rooms: which modules an app may have, and how long a file may be."""

from collections.abc import Iterator
from pathlib import Path

from tests.architecture import house

ROOMS = frozenset(
    (
        *("models", "permissions", "queries", "services", "forms", "tasks"),
        *("views", "api", "admin", "urls", "apps", "migrations", "management"),
    )
)
# Rooms that one app has and others have not, by name.
EXCEPTIONS = {
    # Sign-in, second factor and rendering are a face that every app shares.
    "campaigns.accounts": {"http"},
    # Nudging the worker is an act of every face that orders long work.
    "campaigns.jobs": {"http"},
    "campaigns.reports": {"builders"},
    # Documents that stations take: PDF and calendars, from frozen data to bytes.
    "campaigns.broadcasts": {"builders"},
    # Certificates of volunteers, likewise.
    "campaigns.drives": {"builders"},
    # Sheets with the official code.
    "campaigns.premises": {"builders"},
    # Records of inspections on paper.
    "campaigns.inspections": {"builders"},
    # The vocabulary of all storeys: one module a word.
    "campaigns.kernel": {
        "actor",
        "charts",
        "codes",
        "counting",
        "envelope",
        "erasing",
        "errors",
        "figure",
        "languages",
        "letters",
        "mails",
        "maps",
        "outgoing",
        "phones",
        "pictures",
        "receipts",
        "roles",
        "saving",
        "sheets",
        "serving",
        "tables",
        "text",
        "typesetting",
        "uploads",
        "verdict",
        "writing",
    },
    "cms": {"pages", "blocks", "snippets", "workflow", "wagtail_hooks", "templates"},
}
NEVER = ("utils", "helpers", "managers", "signals")
MODULE_LINES = 400
TEST_LINES = 500
TEMPLATE_LINES = 120
# Longer by name, and why.
LONG_FILES = {
    "tests/kits/test_reading_faults.py": "one table of faults, 360 lines of it data",
}


def strange_rooms(root: Path = house.ROOT) -> list[str]:
    """Modules and packages of apps that are no room of an app."""
    found = []
    for folder in apps(root):
        app = ".".join(folder.relative_to(root).parts)
        allowed = ROOMS | EXCEPTIONS.get(app, set())
        for path in sorted(folder.iterdir()):
            if path.name.startswith(("__", ".")) or _is_data(app, path):
                continue
            if path.stem not in allowed:
                found.append(f"{app}: {path.name} is no room of an app")
    return found + _never(root)


def apps(root: Path = house.ROOT) -> Iterator[Path]:
    """The folders of all apps."""
    yield root / "cms"
    for folder in sorted((root / "campaigns").iterdir()):
        if folder.is_dir() and not folder.name.startswith(("_", ".")):
            yield folder


def _is_data(app: str, path: Path) -> bool:
    """A campaign kit: a folder of data inside kits, without a line of Python."""
    return app == "campaigns.kits" and path.is_dir() and not any(path.rglob("*.py"))


def _never(root: Path) -> list[str]:
    return [
        f"{module.name}: say what it does instead"
        for module in house.modules(root)
        if module.name.rpartition(".")[2] in NEVER
    ]


def long_files(root: Path = house.ROOT) -> list[str]:
    """Files that should have become two."""
    limits = [
        *((module.path, MODULE_LINES) for module in house.modules(root)),
        *((path, TEST_LINES) for path in sorted((root / "tests").rglob("*.py"))),
        *((path, TEMPLATE_LINES) for path in sorted((root / "templates").rglob("*.html"))),
        *((path, TEMPLATE_LINES) for path in sorted((root / "templates").rglob("*.txt"))),
    ]
    return [
        f"{path.relative_to(root)} has {lines} lines, at most {limit}"
        for path, limit in limits
        if str(path.relative_to(root)) not in LONG_FILES
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit
    ]
