"""Every worker of the suite has to name the same tests: a name that chance has a hand in stops the
whole run before its first test."""

import ast

from tests.architecture import house

_CHANGING = frozenset(
    {"uuid.uuid1", "uuid.uuid4", "secrets.token_hex", "secrets.token_urlsafe", "os.urandom"}
    | {"random.random", "random.randint", "random.choice", "signing.dumps"}
)


def _changing_calls(source: str) -> list[int]:
    """Lines of calls inside `parametrize` whose answer differs from process to process."""
    return [
        call.lineno
        for decorator in ast.walk(ast.parse(source))
        if isinstance(decorator, ast.Call) and _name(decorator.func).endswith(".parametrize")
        for call in ast.walk(decorator)
        if isinstance(call, ast.Call) and _name(call.func) in _CHANGING
    ]


def _name(called: ast.expr) -> str:
    """`module.function` of what is called, the last two parts of it."""
    if not isinstance(called, ast.Attribute):
        return ""
    base = called.value
    parent = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
    return f"{parent}.{called.attr}"


def test_no_test_is_named_by_chance() -> None:
    found = [
        f"{path.relative_to(house.ROOT)}:{line}"
        for path in sorted((house.ROOT / "tests").rglob("*.py"))
        for line in _changing_calls(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_name_by_chance_is_seen() -> None:
    planted = "@pytest.mark.parametrize('n', [1, uuid.uuid4()])\ndef test_x(n): ...\n"
    assert _changing_calls(planted) == [1]
