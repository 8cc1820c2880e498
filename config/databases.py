"""How each engine is connected to."""

from typing import Any

SQLITE = "django.db.backends.sqlite3"


def tuned(database: dict[str, Any]) -> dict[str, Any]:
    """The database with the options that Loa relies on; those of its address come after ours."""
    if database["ENGINE"] == SQLITE:
        # Without IMMEDIATE, a reader that turns writer fails at once instead of waiting its turn.
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        return database | {"OPTIONS": options}
    options = dict(database.get("OPTIONS", {}))
    # Compiling a plan takes half a second, and what we ask is done in less; a wrong guess of many
    # rows would set it off.
    options["options"] = f"-c jit=off {options.get('options', '')}".strip()
    return database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
