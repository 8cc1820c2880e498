"""Each guard is seen to fail: a house with one offence, planted for it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import models
from django.test.utils import isolate_apps

from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models
from tests.architecture import house, imports, model_rules, rooms, towers


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house with every storey and nothing in it."""
    shutil.copy(house.ROOT / "pyproject.toml", tmp_path)
    for app in house.storeys():
        if app != "campaigns.reports":
            plant(tmp_path, app, "")
    for folder in ("templates", "tests"):
        (tmp_path / folder).mkdir(exist_ok=True)
    return tmp_path


def plant(root: Path, module: str, text: str) -> None:
    """Write a module; a package when it is an app."""
    path = root.joinpath(*module.split("."))
    is_app = module in house.storeys()
    path = path / "__init__.py" if is_app else path.with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    for parent in path.relative_to(root).parents:
        if parent.parts:
            (root / parent / "__init__.py").touch()
    path.write_text(text, encoding="utf-8")


def offences(guard: Callable[[house.Module], Iterator[str]], root: Path) -> list[str]:
    return [offence for module in house.modules(root) for offence in guard(module)]


def test_an_empty_house_has_no_offence(root: Path) -> None:
    assert not towers.broken_contracts(root, "tower", "rooms")
    assert rooms.strange_rooms(root) == rooms.long_files(root) == []


def test_an_import_upwards_is_seen(root: Path) -> None:
    plant(root, "campaigns.drives.services", "")
    plant(root, "campaigns.units.services", "from campaigns.drives import services")
    assert "campaigns.units is not allowed to import campaigns.drives" in towers.broken_contracts(
        root, "tower"
    )


def test_siblings_that_meet_are_seen(root: Path) -> None:
    plant(root, "campaigns.premises.queries", "")
    plant(root, "campaigns.drives.queries", "from campaigns.premises import queries")
    assert "campaigns.drives is not allowed to import campaigns.premises" in (
        towers.broken_contracts(root, "tower")
    )


def test_services_that_know_views_are_seen(root: Path) -> None:
    plant(root, "campaigns.drives.views", "")
    plant(root, "campaigns.drives.services", "from campaigns.drives import views")
    assert "campaigns.drives.services is not allowed to import campaigns.drives.views" in (
        towers.broken_contracts(root, "rooms")
    )


@pytest.mark.parametrize(
    "module",
    ["campaigns.drives.utils", "campaigns.units.selectors", "campaigns.drives.services.helpers"],
)
def test_a_room_too_many_is_seen(root: Path, module: str) -> None:
    plant(root, module, "")
    assert len(rooms.strange_rooms(root)) >= 1


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("campaigns/drives/views.py", 400),
        ("tests/test_drives.py", 500),
        ("templates/drives/shift.html", 120),
    ],
)
def test_a_file_too_long_is_seen(root: Path, path: str, limit: int) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#\n" * limit)
    assert rooms.long_files(root) == []
    file.write_text("#\n" * (limit + 1))
    assert rooms.long_files(root) == [f"{path} has {limit + 1} lines, at most {limit}"]


@pytest.mark.parametrize(
    ("guard", "text"),
    [
        (imports.wrong_doors, "from campaigns.units import forms"),
        (imports.wrong_doors, "import campaigns.units.views.tree"),
        (imports.wrong_doors, "from config import celery"),
        (imports.hidden_imports, "def f():\n    import json"),
        (imports.stray_transactions, "from django.db import models, transaction"),
        (imports.stray_transactions, "from django.db.transaction import atomic"),
        (imports.own_signals, "from django.db.models.signals import post_save"),
        (imports.own_signals, "from django.dispatch import receiver"),
        (imports.clocks, "from django.utils import timezone\nx = timezone.now()"),
        (imports.clocks, "import datetime\nx = datetime.date.today()"),
        (imports.delayed_messages, "task.apply_async(args=[1], eta=moment)"),
    ],
)
def test_an_import_or_call_out_of_place_is_seen(
    root: Path, guard: Callable[[house.Module], Iterator[str]], text: str
) -> None:
    assert offences(guard, root) == []
    plant(root, "campaigns.drives.queries", text)
    assert len(offences(guard, root)) == 1


def test_a_name_imported_instead_of_its_module_is_seen(root: Path) -> None:
    plant(root, "campaigns.units.services", "def found_unit(): ...")
    plant(root, "campaigns.drives.forms", "from campaigns.units.services import found_unit")
    plant(root, "campaigns.drives.tasks", "from campaigns.units import services")
    names = house.module_names(root)
    found = [o for module in house.modules(root) for o in imports.names_of_ours(module, names)]
    assert found == ["campaigns.drives.forms:1 imports found_unit from campaigns.units.services"]


@isolate_apps("tests")
def test_a_relation_upwards_is_seen() -> None:
    class Shift(models.Model):
        class Meta:
            app_label = "tests"

    class Place(models.Model):
        shift = models.ForeignKey(Shift, on_delete=models.PROTECT)
        shifts = models.ManyToManyField(Shift, related_name="+")

        class Meta:
            app_label = "tests"

    Shift.__module__, Place.__module__ = "campaigns.drives.models", "campaigns.units.models"
    found = towers.upward_relations([Shift, Place], house.storeys())
    assert found == ["tests.Place.shift -> tests.Shift", "tests.Place.shifts -> tests.Shift"]
    Place.__module__ = "campaigns.premises.models"
    assert len(towers.upward_relations([Place], house.storeys())) == 2, "siblings never meet"


@isolate_apps("tests")
def test_faults_of_models_are_seen() -> None:
    class Bad(models.Model):
        started = models.DateTimeField()
        until_at = models.DateField()
        open = models.BooleanField()
        state = models.CharField(choices=[("draft", "Draft")], max_length=8)
        phone = models.CharField(max_length=20)
        unit = models.ForeignKey(units_models.Unit, on_delete=models.CASCADE)

        class Meta:
            app_label = "tests"
            ordering = ["pk"]
            constraints = [
                models.CheckConstraint(condition=models.Q(pk__gt=0), name="planted" + "_one")
            ]

    bad = [Bad]
    assert model_rules.ordered(bad) == ["tests.Bad"]
    assert model_rules.misnamed(bad) == [
        "tests.Bad.started",
        "tests.Bad.until_at",
        "tests.Bad.open",
    ]
    assert model_rules.soft_choices(bad) == ["tests.Bad.state"]
    assert model_rules.unprotected(bad) == ["tests.Bad.unit"]
    assert model_rules.undeclared_personal(bad) == ["tests.Bad declares no personal_fields"]
    assert model_rules.telling_fields(bad) == ["tests.Bad.phone"]
    assert model_rules.untested_constraints(bad, house.ROOT / "tests") == ["planted" + "_one"]
    Bad.personal_fields = (kernel_models.PersonalField("telephone", "", ""),)
    assert len(model_rules.undeclared_personal(bad)) == 2


def test_a_migration_that_leans_on_the_house_is_seen(root: Path) -> None:
    folder = root / "campaigns" / "drives" / "migrations"
    folder.mkdir()
    (folder / "0001_initial.py").write_text("from campaigns.kernel import codes")
    assert len(model_rules.busy_migrations(root)) == 2
