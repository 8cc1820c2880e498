"""Apps stand in one tower: imports and relations point down."""

from django.apps import apps

from tests.architecture import house, towers
from tests.architecture.model_rules import our_models


def test_imports_point_down_and_rooms_keep_their_order() -> None:
    report = towers.broken_contracts(house.ROOT, "tower", "rooms")
    assert not report, report


def test_the_domain_does_not_know_celery_ninja_or_wagtail() -> None:
    assert towers.noisy_chains() == []


def test_the_quiet_contract_names_every_module_of_the_domain() -> None:
    listed = set(house.contract("quiet")["source_modules"])
    assert sorted(towers.domain_modules() - listed) == [], "list them in pyproject.toml"


def test_relations_between_models_point_down() -> None:
    assert towers.upward_relations(our_models(), house.storeys()) == []


def test_only_cms_knows_wagtails_models() -> None:
    assert towers.relations_to_wagtail(our_models()) == []


def test_every_app_of_ours_has_its_storey() -> None:
    ours = {a.name for a in apps.get_app_configs() if a.name.startswith(("campaigns.", "cms"))}
    assert ours <= set(house.storeys())


def test_the_rooms_contract_covers_every_app_below_the_roof() -> None:
    ours = {a.name for a in apps.get_app_configs() if a.name.startswith("campaigns.")}
    assert ours - {"campaigns.kernel"} <= set(house.contract("rooms")["containers"])
