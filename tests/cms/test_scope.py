"""Wagtail's own screens show no other newsroom's things and lose nothing that was submitted."""

import pytest

from cms import models
from tests.factories import cms as factory


@pytest.mark.parametrize(
    "address",
    [
        "/cms/api/main/images/",
        "/cms/api/main/images/{picture}/",
        "/cms/api/main/documents/",
        "/cms/images/chooser/{picture}/select_format/",
        "/cms/choose-page/chosen-multiple/?id={piece}",
    ],
)
def test_another_newsrooms_things_are_not_told_by_number(room, piece, client, address):
    numbers = {"picture": factory.make_picture(room).pk, "piece": piece.pk}
    client.force_login(room.stranger)
    assert client.get(address.format(**numbers)).status_code == 404


def test_bulk_delete_keeps_what_was_submitted(room, piece, client):
    factory.submit(room, piece)
    client.force_login(room.editor)
    answer = client.post(f"/cms/bulk/wagtailcore/page/delete/?id={piece.pk}")
    assert answer.status_code == 302
    assert models.GuidancePage.objects.filter(pk=piece.pk).exists()
