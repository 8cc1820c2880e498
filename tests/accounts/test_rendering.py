"""Workspace pages are rendered from finished data."""

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template import engines
from django.test import RequestFactory

from campaigns.accounts import http, models
from tests.factories import cast as casts


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    """A template that walks a queryset."""
    (tmp_path / "walks.html").write_text("{% for user in users %}{{ user }}{% endfor %}")
    env = engines["jinja2"].env
    loader, env.loader = env.loader, jinja2.FileSystemLoader(tmp_path)
    yield "walks.html"
    env.loader = loader
    env.cache.clear()


@pytest.mark.django_db
def test_a_template_that_queries_is_refused(page: str, rf: RequestFactory) -> None:
    request = rf.get("/desk/")
    request.user = casts.make_user("officer")
    request._messages = []
    users = models.User.objects.order_by("pk")
    with pytest.raises(http.QueryInTemplate, match="accounts_user"):
        http.render_page(request, page, {"users": users})
    answer = http.render_page(request, page, {"users": list(users)})
    assert answer.content == b"Officer"


def test_a_view_for_people_refuses_strangers(rf: RequestFactory) -> None:
    request = rf.get("/desk/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        http.signed_in(request)
