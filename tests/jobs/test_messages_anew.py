"""The first run compiles the catalogue and then writes Vietnamese with it in the same process."""

import gettext

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from campaigns.jobs.management.commands import prepare_run


def test_messages_compiled_a_moment_ago_are_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(trans_real._translations, "vi", gettext.NullTranslations())
    translation.activate("vi")
    assert translation.gettext("Provincial office") == "Provincial office"
    prepare_run._read_messages_anew()
    assert translation.gettext("Provincial office") == "Văn phòng UBND tỉnh"
