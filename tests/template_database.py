"""A migrated database made once, and a copy of it for each run.

Migrating from nothing takes the better part of a minute; copying takes milliseconds. The template
is named by a digest of every installed app's migrations and of the frameworks' versions, so a new
migration makes a new template and nobody has to remember to rebuild anything. A new template
begins with the largest older one that holds nothing else, as an installation that is brought up to
date does. Each is built and copied under a lock of its own that holds across processes and
checkouts.
"""

import contextlib
import fcntl
import hashlib
import itertools
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections

TEMPLATE_DAYS = 14
"""Templates that no run has used for this long are removed."""
RUN_DAYS = 1
"""Copies left behind by a killed run are removed after this long."""
DAY = 86_400


class Copy(Protocol):
    """One run's own database."""

    def restore(self) -> None:
        """Bring back exactly the rows that the migrations made."""

    def drop(self) -> None: ...


def cache_directory() -> Path:
    default = settings.BASE_DIR / "var" / "test-templates"
    directory = Path(os.environ.get("LOA_TEST_CACHE") or default)
    directory.mkdir(parents=True, exist_ok=True)
    return directory


Parts = dict[str, str]


def template_parts() -> Parts:
    """All that a template is made of: versions of frameworks, and a digest of each migration."""
    names = ("django", "wagtail", "django-modelcluster", "modelsearch")
    parts = {f"{name}==": version(name) for name in names}
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            parts[f"{app.label}/{path.name}"] = content
    return parts


def template_key(parts: Parts) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def older_keys(parts: Parts) -> list[str]:
    """Keys of templates of which all stands in this one too and frameworks are the same, the
    largest first."""
    found = []
    for path in cache_directory().glob("*.json"):
        with contextlib.suppress(OSError, ValueError):
            older = json.loads(path.read_text("utf-8"))
            if older != parts and older.items() <= parts.items():
                found.append((len(older), path.stem))
    return [key for _size, key in sorted(found, reverse=True)]


def _remember(parts: Parts) -> None:
    path = cache_directory() / f"{template_key(parts)}.json"
    if not path.exists():
        path.write_text(json.dumps(parts, sort_keys=True), "utf-8")


def open_copy() -> Copy:
    """Point the default connection at a fresh copy, building the template if there is none."""
    return SqliteCopy() if connection.vendor == "sqlite" else PostgresCopy()


def _point_at(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()


class SqliteCopy:
    def __init__(self) -> None:
        self.numbers = itertools.count()
        self.path = self._next_path()
        parts = template_parts()
        self.template = cache_directory() / f"{template_key(parts)}.sqlite3"
        with _file_lock(self.template.stem):
            if not self.template.exists():
                self._build(parts)
            os.utime(self.template)
            for pattern in ("*.sqlite3", "*.json", "*.lock"):
                _remove_older(cache_directory(), pattern, TEMPLATE_DAYS)
        self.restore()

    def _build(self, parts: Parts) -> None:
        building = self.template.with_suffix(".building")
        self._remove(building)
        for key in older_keys(parts):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(self.template.with_stem(key), building)
                break
        _point_at(str(building))
        _migrate()
        with contextlib.closing(sqlite3.connect(building)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("PRAGMA journal_mode=DELETE")
        building.rename(self.template)
        _remember(parts)

    def _next_path(self) -> Path:
        return Path(settings.DATA_DIR) / f"test-{next(self.numbers)}.sqlite3"

    def restore(self) -> None:
        # A new name as well as a new file: a server's thread that still holds the old one would
        # on closing it take away the log of whatever bears its name by then.
        old, self.path = self.path, self._next_path()
        shutil.copyfile(self.template, self.path)
        _point_at(str(self.path))
        ContentType.objects.clear_cache()
        self._remove(old)

    def drop(self) -> None:
        connections.close_all()
        self._remove(self.path)

    @staticmethod
    def _remove(path: Path) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


class PostgresCopy:
    def __init__(self) -> None:
        parts = template_parts()
        self.template = f"loa_template_{template_key(parts)}"
        self.name = f"loa_run_{int(time.time())}_{os.getpid()}"
        with _server(self.template) as execute:
            if not _is_there(execute, self.template):
                self._build(execute, parts)
            execute(f"COMMENT ON DATABASE {self.template} IS '{int(time.time())}'")
            _drop_older(execute)
        self.restore()

    def _build(self, execute: "Execute", parts: Parts) -> None:
        building = f"{self.template}_building"
        execute(f"DROP DATABASE IF EXISTS {building} WITH (FORCE)")
        older = (f"loa_template_{key}" for key in older_keys(parts))
        base = next((name for name in older if _is_there(execute, name)), "template1")
        execute(f"CREATE DATABASE {building} TEMPLATE {base}")
        _point_at(building)
        _migrate()
        execute(f"ALTER DATABASE {building} RENAME TO {self.template}")
        _remember(parts)

    def restore(self) -> None:
        _point_at(self.name)
        ContentType.objects.clear_cache()
        with _server(self.template) as execute:
            execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            execute(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")

    def drop(self) -> None:
        connections.close_all()
        with _server(self.template) as execute:
            execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class Execute(Protocol):
    def __call__(self, sql: str, params: list[str] | None = None) -> list[tuple[str, ...]]: ...


def _is_there(execute: Execute, name: str) -> bool:
    return bool(execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]))


@contextlib.contextmanager
def _server(template: str) -> Iterator[Execute]:
    """Speak to the server beside any database of ours, alone among the runs of that template."""
    parameters = connection.get_connection_params()
    keep = {
        name: parameters[name]
        for name in ("host", "port", "user", "password")
        if name in parameters
    }
    with psycopg.connect(**keep, dbname="postgres", autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])

        def execute(sql: str, params: list[str] | None = None) -> list[tuple[str, ...]]:
            cursor = server.execute(sql, params)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

        yield execute


@contextlib.contextmanager
def _file_lock(name: str) -> Iterator[None]:
    with (cache_directory() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_older(directory: Path, pattern: str, days: int) -> None:
    for path in directory.glob(pattern):
        if path.stat().st_mtime < time.time() - days * DAY:
            path.unlink()


def _drop_older(execute: Execute) -> None:
    rows = execute(
        "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '0') FROM pg_database"
        " WHERE datname ~ '^loa_(template|run)_'"
        " AND oid NOT IN (SELECT datid FROM pg_stat_activity WHERE datid IS NOT NULL)"
    )
    for name, used_at in rows:
        is_template = name.startswith("loa_template_")
        stamp, days = (used_at, TEMPLATE_DAYS) if is_template else (name.split("_")[2], RUN_DAYS)
        if int(stamp) < time.time() - days * DAY:
            with contextlib.suppress(psycopg.Error):  # another run was first
                execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
