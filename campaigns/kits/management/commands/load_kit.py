"""`load_kit PATH [--plan]`: read a campaign kit, say what it would do, and apply it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.kernel import actor, errors
from campaigns.kits.services import applying, faulting, reading


class Command(BaseCommand):
    help = (
        "Apply a campaign kit in one transaction. Exit 0: applied, or planned; 1: the kit has "
        "faults or was refused, and nothing was applied."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="folder of the kit")
        parser.add_argument(
            "--plan", action="store_true", help="only show what would be created, changed, left"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = reading.read_kit(options["path"])
            plan = (
                applying.plan_kit(found=found)
                if options["plan"]
                else applying.apply_kit(
                    found=found, by=actor.SystemActor("load_kit"), at=timezone.now()
                )
            )
        except faulting.KitFaulty as faulty:
            for fault in faulty.faults:
                self.stderr.write(str(fault))
            raise CommandError(faulty.message) from faulty
        except errors.LoaError as refused:
            raise CommandError(refused.message) from refused
        self._show(plan, is_done=not options["plan"])

    def _show(self, plan: applying.Plan, *, is_done: bool) -> None:
        for kind, counts in plan.counts_by_kind().items():
            shown = ", ".join(f"{_word(act)} {counts[act]}" for act in applying.Act if counts[act])
            self.stdout.write(f"{kind}: {shown}")
        for step in plan.steps:
            if step.act == applying.Act.KEEP:
                self.stdout.write(
                    _("%(source)s: %(kind)s “%(key)s” was kept as it is: %(reason)s.")
                    % {
                        "source": step.source,
                        "kind": step.kind,
                        "key": step.key,
                        "reason": step.reason,
                    }
                )
        self.stdout.write(
            _("The kit %(code)s was applied.") % {"code": plan.kit_code}
            if is_done
            else _("This is a plan; nothing was applied.")
        )


def _word(act: applying.Act) -> str:
    return {
        applying.Act.CREATE: _("created"),
        applying.Act.CHANGE: _("changed"),
        applying.Act.LEAVE: _("left"),
        applying.Act.KEEP: _("kept"),
    }[act]
