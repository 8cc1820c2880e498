"""`manage.py messages` sees every text of code and templates, and lets no gap pass."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from pytest_django import Settings

CODE = """
from django.utils.translation import gettext as _, ngettext_lazy

plain = _("Drive")
many = ngettext_lazy("%(count)d poster", "%(count)d posters")
"""
TEMPLATE = """
{% from "components/card.html" import card %}
{{ card(title=_("Inside a macro"), count=ngettext("%(num)s shift", "%(num)s shifts", 2)) }}
{% trans name="An" %}Hello {{ name }}{% endtrans %}
"""


@pytest.fixture
def po(tmp_path: Path, settings: Settings) -> Path:
    """Catalogue of a small code base, freshly gathered and not yet translated."""
    for name, text in (("campaigns/a.py", CODE), ("templates/a.html", TEMPLATE)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, "utf-8")
    settings.BASE_DIR = tmp_path
    call_command("messages")
    return tmp_path / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def _translate_all(po: Path) -> None:
    text = po.read_text("utf-8")
    for msgid, vietnamese in (
        ('"Drive"\nmsgstr', "Đợt ra quân"),
        ('posters"\nmsgstr[0]', "%(count)d áp phích"),
        ('"Inside a macro"\nmsgstr', "Trong macro"),
        ('shifts"\nmsgstr[0]', "%(num)s ca"),
        ('"Hello %(name)s"\nmsgstr', "Chào %(name)s"),
    ):
        assert f'{msgid} ""' in text, msgid
        text = text.replace(f'{msgid} ""', f'{msgid} "{vietnamese}"')
    po.write_text(text, "utf-8")


def test_texts_of_code_macros_plurals_and_trans_blocks_are_gathered(po: Path) -> None:
    _translate_all(po)
    call_command("messages", check=True)


def test_gathering_twice_keeps_the_translations_and_changes_nothing(po: Path) -> None:
    _translate_all(po)
    before = po.read_bytes()
    call_command("messages")
    assert po.read_bytes() == before


def test_a_gap_is_refused(po: Path) -> None:
    with pytest.raises(CommandError, match="not translated: 'Drive'"):
        call_command("messages", check=True)


def test_a_guess_is_refused(po: Path) -> None:
    _translate_all(po)
    po.write_text(po.read_text("utf-8").replace('\nmsgid "Drive"', '\n#, fuzzy\nmsgid "Drive"'))
    with pytest.raises(CommandError, match="fuzzy: 'Drive'"):
        call_command("messages", check=True)


def test_a_lost_placeholder_is_refused(po: Path) -> None:
    _translate_all(po)
    po.write_text(po.read_text("utf-8").replace("Chào %(name)s", "Chào %(ten)s"))
    with pytest.raises(CommandError, match="Hello"):
        call_command("messages", check=True)


def test_a_text_that_the_catalogue_does_not_know_is_refused(po: Path, tmp_path: Path) -> None:
    _translate_all(po)
    (tmp_path / "campaigns" / "b.py").write_text('from x import _\n_("Drive")\n')
    with pytest.raises(CommandError, match="run `make messages`"):
        call_command("messages", check=True)


def test_english_shows_the_msgids_and_not_vietnamese(po: Path, settings: Settings) -> None:
    _translate_all(po)
    po.with_suffix(".mo").unlink()
    call_command("messages", compile=True)
    settings.LOCALE_PATHS = [po.parents[2]]
    with translation.override("vi"):
        assert translation.gettext("Drive") == "Đợt ra quân"
    with translation.override("en"):
        assert translation.gettext("Drive") == "Drive"
        assert translation.ngettext("%(num)s shift", "%(num)s shifts", 2) == "%(num)s shifts"
