"""A new template begins with an older one only if everything in it stands in the new one too."""

import json

import pytest

from tests import template_database

NOW = {"django==": "5.2", "units/0001.py": "a", "units/0002.py": "b"}


@pytest.fixture
def keep(tmp_path, monkeypatch):
    monkeypatch.setenv("LOA_TEST_CACHE", str(tmp_path))
    return lambda name, parts: (tmp_path / f"{name}.json").write_text(json.dumps(parts), "utf-8")


def test_the_largest_that_holds_nothing_else_comes_first(keep) -> None:
    keep("small", {"django==": "5.2"})
    keep("larger", {"django==": "5.2", "units/0001.py": "a"})
    assert template_database.older_keys(NOW) == ["larger", "small"]


@pytest.mark.parametrize(
    "parts",
    [
        {"django==": "5.1", "units/0001.py": "a"},
        {"django==": "5.2", "units/0001.py": "changed"},
        {"django==": "5.2", "units/0003.py": "c"},
        NOW,
    ],
)
def test_another_release_a_changed_or_a_foreign_migration_begins_nothing(keep, parts) -> None:
    keep("other", parts)
    assert template_database.older_keys(NOW) == []


def test_what_is_not_readable_begins_nothing(keep, tmp_path) -> None:
    (tmp_path / "broken.json").write_text("{", "utf-8")
    assert template_database.older_keys(NOW) == []


def test_a_changed_migration_has_another_key() -> None:
    changed = {**NOW, "units/0002.py": "c"}
    assert template_database.template_key(NOW) != template_database.template_key(changed)
