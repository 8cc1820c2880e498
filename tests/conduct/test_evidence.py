"""Evidence is frozen: nothing of ours changes it, and whoever does is found out."""

import json

import pytest

from campaigns.conduct import models, queries, services
from campaigns.kernel import writing
from tests.conduct import tampering
from tests.factories import cast as casts
from tests.factories import conduct


@pytest.fixture
def citation(db: None) -> models.Citation:
    return conduct.nominate(casts.make_cast())


def overwrite(table: str, pk: int, **values: str) -> None:
    """Change a row behind the product's back."""
    for column, value in values.items():
        tampering.without_guards(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, pk])


def first(citation: models.Citation) -> models.Evidence:
    return citation.evidence.order_by("position")[0]


def test_fresh_evidence_is_intact(citation: models.Citation) -> None:
    assert all(queries.evidence_is_intact(piece) for piece in citation.evidence.order_by("pk"))
    assert queries.citation_is_intact(citation)


def test_the_digest_is_that_of_the_figure(citation: models.Citation) -> None:
    assert first(citation).sha256 == conduct.figure_of().sha256()


def test_a_changed_value_is_detected(citation: models.Citation) -> None:
    piece = first(citation)
    overwrite("conduct_evidence", piece.pk, data=json.dumps(piece.data | {"value": "99"}))
    assert not queries.evidence_is_intact(first(citation))
    assert not queries.citation_is_intact(citation)


def test_a_changed_value_with_a_new_digest_is_detected(citation: models.Citation) -> None:
    data = first(citation).data | {"value": "99"}
    overwrite(
        "conduct_evidence",
        first(citation).pk,
        data=json.dumps(data),
        sha256=queries.evidence_sha256(data),
    )
    assert not queries.evidence_is_intact(first(citation))


def test_a_removed_piece_is_detected(citation: models.Citation) -> None:
    tampering.without_guards("DELETE FROM conduct_evidence WHERE id = %s", [first(citation).pk])
    assert not queries.citation_is_intact(citation)


def test_nothing_is_decided_on_changed_evidence(citation: models.Citation) -> None:
    piece = first(citation)
    overwrite("conduct_evidence", piece.pk, data=json.dumps(piece.data | {"value": "99"}))
    decider = casts.make_user("decider")
    with pytest.raises(services.EvidenceChanged):
        services.decide_commendation(
            citation=citation, decision=conduct.DECISION, by=decider, at=conduct.LATER
        )
    assert models.Citation.objects.get().state == models.Citation.State.NOMINATED


def test_the_models_refuse_to_change_or_remove_it(citation: models.Citation) -> None:
    piece = first(citation)
    acts = [
        piece.save,
        piece.delete,
        lambda: models.Evidence.objects.update(kind="TEXT"),
        lambda: models.Evidence.objects.all().delete(),
        lambda: models.Evidence.objects.bulk_update([piece], ["kind"]),
    ]
    for act in acts:
        with pytest.raises(models.AppendOnly), writing.writing(by=casts.SYSTEM, at=casts.NOW):
            act()


def test_a_later_figure_stands_beside_the_frozen_one(citation: models.Citation) -> None:
    now = conduct.figure_of(15)
    figures = {(now.key, now.from_date, now.to_date): now}
    line = queries.evidence_lines(citation, figures)[0]
    assert line.has_changed
    assert (line.data["value"], line.now and line.now.value) == ("12", "15")


def test_a_figure_that_nothing_measures_any_more_stands_alone(citation: models.Citation) -> None:
    lines = queries.evidence_lines(citation, {})
    assert [line.has_changed for line in lines] == [False, False, False]
