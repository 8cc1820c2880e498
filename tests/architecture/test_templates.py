"""Templates keep the rules of the house: small, one macro a file, nothing inline, all compile."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template import engines

TEMPLATES = Path(settings.BASE_DIR) / "templates"
VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
ALL = sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.*"))
COMPONENTS = [name for name in ALL if name.startswith("components/")]
# Templates of allauth that no route of ours reaches: no sign-up, phone, codes by mail, trusted
# browsers, social or session screens; bases, snippets and elements that only its own files extend.
UNREACHED = re.compile(
    r"account/(base_(?!reauthenticate)|snippets/|signup(?!_closed)|confirm_|request_login_code|phone_"
    r"|email_change|verified_email_required|(email|messages)/(login_code|password_reset_code|phone_))"
    r"|mfa/(base_|trust|.*/base\.html|webauthn/(snippets/|signup_form))"
)
# Inside a script tag: where it comes from, or that it is data, or that the policy knows it.
_ALLOWED_SCRIPT = re.compile(r"\ssrc=|type=\"application/json\"|\snonce=")
_INLINE_STYLE = re.compile(r"<[^>]*\sstyle\s*=", re.DOTALL)
_INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.DOTALL)


def offences(text: str) -> list[str]:
    """What in a template the Content-Security-Policy or the house would refuse."""
    markup = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    # A comparison in a Jinja expression must not look like the end of a tag.
    markup = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", markup, flags=re.DOTALL)
    scripts = re.findall(r"<script\b[^>]*>", markup)
    found = [f"inline script {tag}" for tag in scripts if not _ALLOWED_SCRIPT.search(tag)]
    if _INLINE_STYLE.search(markup):
        found.append("style attribute")
    if _INLINE_HANDLER.search(markup):
        found.append("event handler attribute")
    if re.search(r"with\s+context", text):
        found.append("with context")
    if len(text.splitlines()) > 120:
        found.append("more than 120 lines")
    return found


@pytest.mark.parametrize("name", ALL)
def test_template_compiles(name: str) -> None:
    engines["jinja2"].env.get_template(name)


@pytest.mark.parametrize("name", ALL)
def test_template_keeps_the_rules(name: str) -> None:
    assert offences((TEMPLATES / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        '<a href="#" onclick="go()">',
        "<script>alert(1)</script>",
        '{% from "a.html" import b with context %}',
        "x\n" * 121,
    ],
)
def test_planted_offence_is_found(text: str) -> None:
    assert offences(text)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_file_holds_the_one_macro_of_its_name(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    macros = re.findall(r"{%-?\s*macro\s+(\w+)", text)
    assert [macro for macro in macros if not macro.startswith("_")] == [Path(name).stem]
    assert text.lstrip().startswith(("{#", "{% from"))


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_is_shown_in_the_gallery_or_used_by_a_layout(name: str) -> None:
    users = [TEMPLATES / n for n in ALL if n.startswith(("gallery/", "layouts/", "components/"))]
    line = f'from "{name}" import'
    assert any(line in path.read_text(encoding="utf-8") for path in users)


def _allauth_templates() -> list[str]:
    root = Path(allauth.__file__).parent / "templates"
    names = [
        p.relative_to(root).as_posix()
        for app in ("account", "mfa")
        for p in (root / app).rglob("*.*")
    ]
    return sorted(name for name in names if not UNREACHED.match(name))


@pytest.mark.parametrize("name", _allauth_templates())
def test_template_of_allauth_has_our_look(name: str) -> None:
    """One that is missing would fall through to Django's engine and lose look and nonce."""
    assert (TEMPLATES / name).is_file()


@pytest.mark.parametrize("name", [n for n in ALL if n.endswith("_message.html")])
def test_mail_also_exists_as_plain_text_with_a_subject(name: str) -> None:
    stem = name.removesuffix("_message.html")
    assert stem.endswith("/base") or (TEMPLATES / f"{stem}_subject.txt").is_file()
    assert (TEMPLATES / f"{stem}_message.txt").is_file()


def test_templates_of_wagtail_and_of_django_forms_are_not_shadowed() -> None:
    assert not (TEMPLATES / "wagtailadmin").exists()
    assert not (TEMPLATES / "django").exists()


@pytest.mark.parametrize("folder", sorted(VENDOR.iterdir()), ids=lambda path: path.name)
def test_vendored_folder_names_its_version_and_licence(folder: Path) -> None:
    version = (folder / "VERSION").read_text(encoding="utf-8")
    assert re.match(r"@?[\w./-]+ \d+\.\d+", version)
    assert "Licence: " in version
    assert (folder / "LICENSE").stat().st_size > 200


def test_axe_for_the_browser_tests_names_its_version_and_licence() -> None:
    folder = Path(settings.BASE_DIR) / "tests" / "browser" / "vendor" / "axe-core"
    assert (folder / "VERSION").read_text(encoding="utf-8").startswith("axe-core ")
    assert (folder / "LICENSE").exists()


def test_dark_tokens_are_the_same_by_choice_and_by_device() -> None:
    css = (Path(settings.BASE_DIR) / "static" / "loa" / "tokens.css").read_text(encoding="utf-8")
    by_choice = re.search(r'\n\[data-bs-theme="dark"\] \{(.*?)\n\}', css, re.DOTALL)
    by_device = re.search(r":root:not\(\[data-bs-theme\]\) \{(.*?)\n  \}", css, re.DOTALL)
    assert by_choice
    assert by_device
    assert by_choice.group(1).split() == by_device.group(1).split()


def test_every_token_that_is_used_is_defined() -> None:
    folder = Path(settings.BASE_DIR) / "static" / "loa"
    defined = set(re.findall(r"(--loa-[\w-]+):", (folder / "tokens.css").read_text("utf-8")))
    used = {
        token
        for path in folder.glob("*.css")
        for token in re.findall(r"var\((--loa-[\w-]+)\)", path.read_text("utf-8"))
    }
    assert used <= defined
