"""The same records from several tabs and phones at the same moment: one row each, on both engines."""

from collections import Counter

import pytest

from campaigns.drives import models, queries, services
from campaigns.kernel import models as kernel_models
from tests.drives.test_races import at_once
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import field
from tests.factories.field import post, record, verdicts

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 5


def post_at_once(bodies, secret):
    """Verdicts of posts that start together."""
    answers = at_once(*[lambda b=body: verdicts(post({"records": b}, secret)) for body in bodies])
    assert all(isinstance(answer, list) for answer in answers), answers
    return answers


def assert_totals_true() -> None:
    assert services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=factory.NOW) == []


def test_five_identical_posts_at_once_make_one_row():
    scene = field.make_scene()
    secret = field.join(scene)
    sent = record(scene.drive)
    answers = post_at_once([[sent]] * TIMES, secret)
    assert Counter(map(tuple, answers)) == {(201,): 1, (200,): TIMES - 1}
    assert kernel_models.FieldReceipt.objects.count() == 1
    assert models.SupportEntry.objects.count() == 1
    assert queries.totals_by_app(scene.drive).people == 12
    assert_totals_true()


def test_five_posts_of_one_batch_in_any_order_make_each_row_once():
    scene = field.make_scene()
    secret = field.join(scene)
    batch = [record(scene.drive) for _ in range(6)]
    turned = [batch[place:] + batch[:place] for place in range(TIMES)]
    answers = post_at_once(turned, secret)
    assert Counter(v for answer in answers for v in answer) == {201: 6, 200: 6 * (TIMES - 1)}
    assert models.SupportEntry.objects.count() == 6
    assert queries.totals_by_app(scene.drive).people == 72
    assert_totals_true()


def test_five_contents_under_one_number_at_once_leave_one():
    scene = field.make_scene()
    secret = field.join(scene)
    first = record(scene.drive)
    others = [
        record(
            scene.drive,
            client_uuid=first["client_uuid"],
            payload=factory.payload_of(scene.drive, people=20 + number),
        )
        for number in range(TIMES)
    ]
    answers = post_at_once([[other] for other in others], secret)
    assert Counter(map(tuple, answers)) == {(201,): 1, (409,): TIMES - 1}
    kept = others[[answer[0] for answer in answers].index(201)]
    assert queries.totals_by_app(scene.drive).people == kept["payload"]["people"]
    assert_totals_true()


def test_five_corrections_of_one_record_at_once_leave_one():
    scene = field.make_scene()
    secret = field.join(scene)
    first = record(scene.drive)
    assert verdicts(post({"records": [first]}, secret)) == [201]
    others = [
        record(
            scene.drive,
            replaces_uuid=first["client_uuid"],
            payload=factory.payload_of(scene.drive, people=20 + number),
        )
        for number in range(TIMES)
    ]
    answers = post_at_once([[other] for other in others], secret)
    assert Counter(map(tuple, answers)) == {(201,): 1, (409,): TIMES - 1}
    kept = others[[answer[0] for answer in answers].index(201)]
    assert queries.totals_by_app(scene.drive).people == kept["payload"]["people"]
    assert_totals_true()
