"""`python -m config.openapi`: write the description of the API to docs/openapi.json.

A test compares the file with the code, so that no change of the API goes unseen.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from ninja import NinjaAPI

PATH = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def described(api: "NinjaAPI") -> str:
    """The description as the file holds it."""
    schema = api.get_openapi_schema(path_prefix="/api/")
    return json.dumps(schema, indent=1, sort_keys=True, default=str) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from config import api as config_api  # once the apps are loaded

    PATH.write_text(described(config_api.api), encoding="utf-8")
