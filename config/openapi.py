"""`python -m config.openapi`: write the description of the API to docs/openapi.json.

A test compares the file with the code, so that no change of the API goes unseen.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from ninja import NinjaAPI

PATH = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def described(api: "NinjaAPI") -> str:
    """The description as the file holds it."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
    for path, acts in schema["paths"].items():
        if path.startswith("/api/field/"):
            for act in acts.values():
                _describe_pass(act)
    return json.dumps(schema, indent=1, sort_keys=True, default=str) + "\n"


def _describe_pass(act: dict[str, Any]) -> None:
    """Who speaks is read from the address before the framework reads it: it does not know of it."""
    if "security" not in act:
        return
    act.setdefault("parameters", []).extend(_PASSES)


_PASSES = (
    {
        "in": "query",
        "name": "joined",
        "required": False,
        "schema": {"minimum": 1, "title": "Joined", "type": "integer"},
        "description": "A phone that joined several drives and keeps its passes as cookies "
        "speaks by its pass to this drive, whoever is signed in. With a bearer token it is "
        "left out.",
    },
    {
        "in": "query",
        "name": "account",
        "required": False,
        "schema": {"title": "Account", "type": "integer"},
        "description": "Given (1), whoever is signed in speaks by their account, whatever passes "
        "the phone holds: so inspectors fetch their visits and hand in their records.",
    },
)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from config import api as config_api  # once the apps are loaded

    PATH.write_text(described(config_api.api), encoding="utf-8")
