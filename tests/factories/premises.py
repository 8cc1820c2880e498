"""Premises for tests: a café, a school and a bus in the cast's commune, open since June 2021."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone, translation

from campaigns.accounts import models as accounts_models
from campaigns.jobs import services as jobs_services
from campaigns.kernel import writing
from campaigns.premises import models, services
from campaigns.units import models as units_models
from tests.factories import cast as casts

NOW = casts.NOW
SINCE = date(2021, 6, 6)
# What a code of the platform may hold; the real string was never published.
PAYLOAD = "TKYT|58|22810|000123"
KINDS = [
    ("cafe", "Quán cà phê", False),
    ("school", "Trường học", False),
    ("public_vehicle", "Phương tiện vận chuyển công cộng", True),
]


@dataclass(frozen=True)
class Scene:
    """Two cafés in the commune of the cast, without codes yet."""

    cast: casts.Cast
    premises: models.Premises
    other: models.Premises


def make_scene() -> Scene:
    cast = casts.make_cast()
    return Scene(cast, make(cast.commune), make(cast.commune, name="Quán Gió Biển", address="Số 8"))


def make_kinds() -> dict[str, models.PremisesKind]:
    """Three kinds, by code; the third is a vehicle."""
    return {
        code: services.save_premises_kind(
            code=code,
            values={"name_vi": name, "name_en": code, "is_vehicle": is_vehicle, "position": place},
            by=casts.SYSTEM,
            at=NOW,
        )
        for place, (code, name, is_vehicle) in enumerate(KINDS, start=1)
    }


def kind_of(code: str) -> models.PremisesKind:
    """The kind, made with the others where nobody made it yet."""
    return models.PremisesKind.objects.filter(code=code).first() or make_kinds()[code]


def draft_of(commune: units_models.Unit | None, /, **changes: Any) -> services.PremisesDraft:
    """A café as an officer enters it."""
    values: dict[str, Any] = {
        "kind": kind_of(changes.pop("kind", "cafe")),
        "name": "Quán cà phê Hòa Bình",
        "commune": commune,
        "from_date": SINCE,
        "address": "Số 12, thôn Ma Hoa",
        "contact_name": "Katơr Thị Mai",
        "contact_phone": "0912345678",
    }
    return services.PremisesDraft(**(values | changes))


def bus_of(owner: units_models.Unit | None, /, **changes: Any) -> services.PremisesDraft:
    """A bus of an owner unit."""
    values: dict[str, Any] = {
        "kind": "public_vehicle",
        "name": "Xe buýt tuyến 2",
        "owner": owner,
        "plate": "85B-012.34",
        "route": "Phan Rang – Phước Đại",
        "address": "",
    }
    values |= changes
    return draft_of(values.pop("commune", None), **values)


def make(commune: units_models.Unit, /, **changes: Any) -> models.Premises:
    """A café in the register."""
    at = changes.pop("at", NOW)
    by = changes.pop("by", casts.SYSTEM)
    return services.register(draft=draft_of(commune, **changes), by=by, at=at)


def assert_coverage_true() -> None:
    """The totals equal the facts."""
    assert services.recount_coverage(is_repair=False, by=casts.SYSTEM, at=NOW) == []


def give_checkpoint(
    premises: models.Premises, payload: str = PAYLOAD, at: Any = NOW
) -> models.Checkpoint:
    """The official code as somebody types it."""
    return services.enter_checkpoint(
        premises=premises,
        payload=payload,
        source=models.CheckpointSource.TYPED,
        by=casts.SYSTEM,
        at=at,
    )


def make_poster(premises: models.Premises, placement: str = "", at: Any = NOW) -> models.Poster:
    """A sheet that was asked for, and a code for it where the premises has none."""
    if not premises.checkpoints.filter(state="STANDING").exists():
        give_checkpoint(premises, f"{PAYLOAD}|{premises.pk}", at)
    draft = services.PosterDraft(placement=placement)
    return services.request_poster(premises=premises, draft=draft, by=casts.SYSTEM, at=at)


def post(
    poster: models.Poster, *, by: accounts_models.User, happened_at: Any = None
) -> models.Poster:
    """Printed and hung up."""
    services.issue_posters(poster_ids=[poster.pk], by=casts.SYSTEM, at=NOW)
    services.mark_printed(poster_ids=[poster.pk], by=casts.SYSTEM, at=NOW)
    services.mark_posted(poster=poster, by=by, at=NOW, happened_at=happened_at)
    return poster


def verify(poster: models.Poster, *, by: accounts_models.User) -> models.Poster:
    """Seen by somebody to hold the right code."""
    payload = poster.checkpoint.payload
    services.verify(poster=poster, found_payload=payload, by=by, at=NOW)
    return poster


def make_verified(scene: Scene) -> models.Poster:
    """A verified sheet at the first café: the officer posted it, the head verified it."""
    poster = post(make_poster(scene.premises), by=scene.cast.officer)
    return verify(poster, by=scene.cast.head)


def write(act: Callable[[], object]) -> None:
    """Write past the services, as a fault would."""
    with writing.writing(by=casts.SYSTEM, at=NOW) as change:
        act()
        change.events += 1


def in_english() -> AbstractContextManager[None]:
    """Errors in the language of the code, so that a test can look for their words."""
    return translation.override("en")


def order_sheets(unit: units_models.Unit, *, by: accounts_models.User, **draft: Any) -> Any:
    """Have the sheets of a unit set, by a worker that comes later."""
    return services.order_sheets(
        unit=unit, draft=services.PosterDraft(**draft), by=by, at=timezone.now()
    )


def do_work() -> None:
    """Be the worker until nothing waits."""
    while jobs_services.run_due(by=casts.SYSTEM, clock=timezone.now):
        pass


def make_group() -> models.SafetyGroup:
    """The group of schools, reviewed every 14 days; the kind `school` belongs to it."""
    group = services.save_safety_group(
        code="school",
        values={"name_vi": "Trường học", "name_en": "School", "review_days": 14},
        by=casts.SYSTEM,
        at=NOW,
    )
    kind = kind_of("school")
    services.save_premises_kind(
        code="school",
        values={"name_vi": kind.name_vi, "is_vehicle": False, "safety_group": group},
        by=casts.SYSTEM,
        at=NOW,
    )
    return group


_SETS: dict[str, dict[str, Any]] = {
    "met": {
        "entry": "ITEMS",
        "most_points": 3,
        "items": [
            {"no": n, "text_vi": f"Tiêu chí {n}", "text_en": "", "low": 0, "high": 1,
             "knock_out": 0 if n == 1 else None}
            for n in (1, 2, 3)
        ],
        "bands": [("An toàn", "SAFE", "[2;3]", True), ("Không an toàn", "UNSAFE", "[0;1]", False)],
    },
    "total": {
        "entry": "TOTAL",
        "measure": "PERCENT",
        "most_points": 150,
        "knock_out_vi": "Có chỉ số 0 điểm",
        "bands": [
            ("An toàn", "SAFE", "(75;100]", True),
            ("An toàn thấp", "SOME_RISK", "[50;75]", True),
            ("Không an toàn", "UNSAFE", "[0;100]", False),
        ],
    },
    "stated": {
        "entry": "STATED",
        "bands": [("An toàn", "SAFE", "", False), ("Không an toàn", "UNSAFE", "", False)],
    },
}  # fmt: skip


def make_set(code: str, **changes: Any) -> models.CriteriaSet:
    """A set of three criteria, by total or as the national system states; of the schools."""
    said = dict(_SETS[code]) | changes
    bands = [
        {"name_vi": name, "name_en": name, "level": level, "range": text, "is_clear_only": is_clear}
        for name, level, text, is_clear in said.pop("bands")
    ]
    values = {
        "group": models.SafetyGroup.objects.get(code="school"),
        "name_vi": f"Bộ tiêu chí {code}",
        "name_en": code,
        "direction": "MORE_IS_SAFER",
        "source": "Thử nghiệm",
        "bands": bands,
    }
    return services.save_criteria_set(
        code=code, version=said.pop("version", "1"), values=values | said, by=casts.SYSTEM, at=NOW
    )


def review_draft(
    criteria: models.CriteriaSet | None = None, **changes: Any
) -> services.ReviewDraft:
    """All three criteria met, today."""
    values: dict[str, Any] = {
        "criteria": criteria or models.CriteriaSet.objects.get(code="met"),
        "review_date": timezone.localdate(NOW),
        "answers": {1: 1, 2: 1, 3: 1},
    }
    return services.ReviewDraft(**(values | changes))


def review(premises: models.Premises, **changes: Any) -> models.SafetyReview:
    """A review of the school."""
    return services.review_safety(
        premises=premises, draft=review_draft(**changes), by=casts.SYSTEM, at=NOW
    )
