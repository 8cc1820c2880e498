"""`read_bounces`: take in what mail servers sent back to the sender's mailbox."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaigns.notifications import services


class Command(BaseCommand):
    help = (
        "Read reports of mail that came back, from a Maildir, a folder of messages or one file, and "
        "hold the addresses back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="a Maildir, a folder of messages, or one message")
        parser.add_argument(
            "--remove", action="store_true", help="delete messages that were understood"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["path"])
        if not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        counts: Counter[services.Read] = Counter()
        for file in _messages(path):
            read = services.read_bounce(raw=_content(file), at=timezone.now())
            counts[read] += 1
            if options["remove"] and read is not services.Read.FOREIGN:
                file.unlink(missing_ok=True)
        said = ", ".join(f"{read.value}: {counts[read]}" for read in services.Read)
        self.stdout.write(said)


def _messages(path: Path) -> Iterator[Path]:
    """Files of a Maildir's new and cur, of a folder, or the one file; links are not followed."""
    if path.is_file():
        yield path
        return
    folders = [path / name for name in ("new", "cur")]
    for folder in folders if all(one.is_dir() for one in folders) else [path]:
        for file in sorted(folder.iterdir()):
            if file.is_file() and not file.is_symlink():
                yield file


def _content(file: Path) -> bytes:
    """Its bytes; of what is too long to be a report only enough to see that."""
    with file.open("rb") as opened:
        return opened.read(services.MOST_BYTES + 1)
