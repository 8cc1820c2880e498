"""What the operators' page says is what the code does."""

import re

from django.conf import settings


def test_every_variable_that_the_settings_read_is_explained() -> None:
    code = (settings.BASE_DIR / "config" / "settings.py").read_text("utf-8")
    page = (settings.BASE_DIR / "docs" / "operations.md").read_text("utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', code))
    explained = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert read == explained
