"""What a Jinja2 page was given, for tests: Django's test client sees only its own templates."""

from typing import Any

import pytest
from django.template.backends import jinja2
from django.test.signals import template_rendered


@pytest.fixture(autouse=True)
def keep_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `response.context` hold what each template was rendered with."""
    plain = jinja2.Template.render

    def render(self: jinja2.Template, context: Any = None, request: Any = None) -> str:
        given = dict(context or {})
        template_rendered.send(sender=self, template=self, context=given)
        return plain(self, context, request)

    monkeypatch.setattr(jinja2.Template, "render", render)
