"""`verify_audit`: check that the record of changes is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.audit import queries


class Command(BaseCommand):
    help = (
        "Recompute the hash chain of the audit record, and compare what is frozen with what it "
        "says; exit 1 when something does not fit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = queries.check_chain()
        self.stdout.write(
            f"sealed {report.sealed_count}, not sealed yet {report.unsealed_count}, "
            f"broken {len(report.broken_sequences)}"
        )
        if not report.is_intact:
            first = ", ".join(map(str, report.broken_sequences[:10]))
            raise CommandError(f"The chain is broken at link {first}.")
        offences = list(queries.offences())
        for offence in offences:
            self.stdout.write(offence)
        if offences:
            raise CommandError(f"{len(offences)} frozen rows do not fit the record.")
