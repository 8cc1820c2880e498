"""Guards of imports and calls inside a module; each takes a module and yields its offences."""

import ast
from collections.abc import Iterator

from tests.architecture.house import Module

DOORS = frozenset({"models", "queries", "services", "permissions", "http"})
# Config assembles the faces: it also meets addresses, interfaces and tasks.
CONFIG_DOORS = DOORS | {"urls", "api", "views", "tasks"}
CLOCKS = {
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}
CLOCK_ROOMS = frozenset({"views", "tasks", "api", "admin", "management", "http", "wagtail_hooks"})
# Where the moment is not handed in, and why.
CLOCK_EXCEPTIONS = {
    "campaigns.units.permissions": "a right that is asked for without a day is today's",
    "campaigns.workspace.queries.chrome": "the frame of a page is made for a request, by name",
    "campaigns.kernel.tables": "shows a given moment in local time",
    "config.jinja2": "«3 hours ago» is said to the reader, now; no figure comes from it",
    "config.errors": "a face",
}
NAME_EXCEPTIONS = {
    "config.settings_test": "a settings file takes over the other's names",
    "config.wsgi": "a server looks for a name",
}


def names_of_ours(module: Module, names: frozenset[str]) -> Iterator[str]:
    """Names imported out of our own modules; modules are imported, names are not.

    A room that became a package is one room still: its parts may know each other's names.
    """
    if module.is_package or module.name in NAME_EXCEPTIONS:
        return
    room = f"{module.app}.{module.room}."
    for node in _from_imports(module):
        if _is_ours(node.module or "") and not (node.module or "").startswith(room):
            for alias in node.names:
                if f"{node.module}.{alias.name}" not in names:
                    yield f"{module.name}:{node.lineno} imports {alias.name} from {node.module}"


def wrong_doors(module: Module) -> Iterator[str]:
    """Other apps entered elsewhere than by their doors."""
    for target, line in _targets(module):
        app, _, room = _split(target)
        if not app or app in {module.app, "campaigns.kernel"} or not room:
            continue
        if app == "config" and module.app != "config":
            yield f"{module.name}:{line} enters config"
        doors = CONFIG_DOORS if module.app == "config" else DOORS
        if app != "config" and room not in doors:
            yield f"{module.name}:{line} enters {app} by {room}"


def hidden_imports(module: Module) -> Iterator[str]:
    """Imports inside functions; `AppConfig.ready` alone has to wait for the models."""
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            if module.room == "apps" and function.name == "ready":
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{module.name}:{node.lineno} imports inside {function.name}"


def stray_transactions(module: Module) -> Iterator[str]:
    """Transactions opened outside services."""
    if module.room == "services" or module.name == "campaigns.kernel.writing":
        return
    for node in _from_imports(module):
        has = node.module == "django.db.transaction" or (
            node.module == "django.db" and any(a.name == "transaction" for a in node.names)
        )
        if has:
            yield f"{module.name}:{node.lineno} opens transactions"


def own_signals(module: Module) -> Iterator[str]:
    """Signals sent or received; cms alone receives Wagtail's own, and config the frameworks'."""
    banned = {"django.db.models.signals", "django.db.models.signals.ModelSignal"}
    if module.app not in {"cms", "config"}:
        banned |= {"django.dispatch", "wagtail.signals"}
    for node in _from_imports(module):
        names = {f"{node.module}.{a.name}" for a in node.names} | {node.module or ""}
        if names & banned or "django.dispatch.Signal" in names:
            yield f"{module.name}:{node.lineno} uses signals"


def clocks(module: Module) -> Iterator[str]:
    """The clock read below views and tasks."""
    if module.room in CLOCK_ROOMS or module.name in CLOCK_EXCEPTIONS:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            base = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            is_given = node.func.attr in {"localdate", "localtime"} and bool(node.args)
            if (base, node.func.attr) in CLOCKS and not is_given:
                yield f"{module.name}:{node.lineno} reads the clock"


def delayed_messages(module: Module) -> Iterator[str]:
    """Messages due later than a broker's visibility timeout would be delivered twice."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            later = {k.arg for k in node.keywords} & {"eta", "countdown"}
            if node.func.attr in {"apply_async", "retry", "send_task"} and later:
                yield f"{module.name}:{node.lineno} sends a message for later"


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in {"campaigns", "cms", "config"}


def _from_imports(module: Module) -> Iterator[ast.ImportFrom]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            yield node


def _targets(module: Module) -> Iterator[tuple[str, int]]:
    """Every dotted thing of ours that the module imports."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and _is_ours(node.module or ""):
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_ours(alias.name):
                    yield alias.name, node.lineno


def _split(target: str) -> tuple[str, str, str]:
    """`campaigns.units.services.x` as app, dot and room."""
    parts = target.split(".")
    depth = 2 if parts[0] == "campaigns" else 1
    return ".".join(parts[:depth]), ".", parts[depth] if len(parts) > depth else ""
