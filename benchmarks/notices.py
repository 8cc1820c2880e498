"""`benchmarks/notices.py`: notices swept out as mails, by one worker and by two, each exactly once.

Real rows on the engine of DATABASE_URL, written as the product does (SQLite with synchronous=FULL),
sent by the real sweep into a folder: routing, the question whether each is still wanted, text and
page in the reader's language, the file and the note of it. Beside it as many bare `send_mail` of the
same size into the same backend, and in two processes beside the two workers.

LOA_SCALE=10 makes ten times the 400 notices. With `--json`, one JSON object a line.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django
from django.conf import settings

COUNT = max(int(400 * float(os.environ.get("LOA_SCALE", "1"))), 20)
PEOPLE = 20
# The bare mail is one file; ours is made in two forms, asked for, and written down with a commit.
BUDGET_RATIO = 0.15


def use_product_ways() -> None:
    """Mails into a folder of this run, and rows as safe as the product keeps them."""
    settings.EMAIL_BACKEND = "campaigns.kernel.mails.FolderBackend"
    settings.EMAIL_FILE_PATH = os.environ["LOA_BENCH_FOLDER"]
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def fill() -> None:
    """As many notices as are to be sent, to twenty people with a role."""
    from campaigns.kernel import roles
    from campaigns.notifications import services
    from tests.factories import cast, notices

    stage = cast.make_cast()
    people = [
        cast.make_person(f"officer{n}", roles.Role.UNIT_OFFICER, stage.commune)
        for n in range(PEOPLE)
    ]
    for number in range(COUNT // PEOPLE):
        services.tell(
            users=people,
            topic=f"bench:{number}",
            text=f"Báo cáo ngày {number} của Xã Phước Đại chờ bạn gửi trước 17:00",
            url="/desk/inbox/",
            at=notices.NOW,
            kind=notices.K.REVIEWS,
        )


def again() -> None:
    """Everything waits once more, as if nothing had been sent."""
    from campaigns.notifications import models

    models.Sending.objects.all().delete()
    models.Notice.objects.update(routed_at=None)
    shutil.rmtree(settings.EMAIL_FILE_PATH, ignore_errors=True)


def sweep() -> int:
    """What pulses do until nothing is due."""
    from tests.factories import notices

    count, at = 0, notices.NOW
    while sent := notices.sweep(at):
        count += sent
        at += timedelta(seconds=1)
    return count


def bare(count: int) -> None:
    """As many bare mails with a text and a page of the same size."""
    from django.core.mail import send_mail

    for _ in range(count):
        send_mail(
            f"Báo cáo {uuid.uuid4()}",
            "Báo cáo ngày chờ bạn gửi. " * 24,
            None,
            ["officer@loa.test"],
            html_message=f"<p>{'Báo cáo ngày chờ bạn gửi. ' * 100}</p>",
        )


def in_two(what: str) -> float:
    """Two processes at once; seconds from when both stand ready."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    connection.close()
    workers = [
        subprocess.Popen(
            [sys.executable, __file__, what, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [worker.stdout.readline().strip() for worker in workers] == ["ready", "ready"]
    began = time.perf_counter()
    for worker in workers:
        worker.stdin.close()
    assert [worker.stdout.readline().strip() for worker in workers] == ["done", "done"]
    seconds = time.perf_counter() - began
    assert [worker.wait(timeout=600) for worker in workers] == [0, 0]
    return seconds


def work(what: str, name: str) -> None:
    use_product_ways()
    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    from django.db import connection

    warm_up()
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.read()
    if what == "sweep":
        sweep()
    else:
        bare(COUNT // 2)
    print("done", flush=True)


def warm_up() -> None:
    """Read what a worker that lives has read: templates, texts, addresses, the way of a mail."""
    from campaigns.accounts import models as accounts_models
    from campaigns.notifications import models
    from campaigns.notifications.services import mailing
    from tests.factories import notices

    notice = models.Notice(kind=notices.K.REVIEWS, text="x", url="/", created_at=notices.NOW)
    reader = accounts_models.User(email="officer@loa.test", language="vi")
    sending = models.Sending(user=reader, notice=notice, channel="EMAIL", key=uuid.uuid4())
    mailing.message(sending, [notice], notices.NOW).message().as_bytes()
    place = settings.EMAIL_FILE_PATH
    settings.EMAIL_FILE_PATH = f"{place}-warm"
    bare(1)
    settings.EMAIL_FILE_PATH = place


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def is_once() -> bool:
    """Every notice is one file, and every row says so."""
    from campaigns.notifications import models

    files = len(list(Path(settings.EMAIL_FILE_PATH).glob("*.eml")))
    sent = models.Sending.objects.filter(state="SENT", attempts=1).count()
    return files == sent == models.Sending.objects.count() == COUNT


def say(name: str, seconds: float, reference: float, *, is_right: bool) -> bool:
    """One line; the ratio is our mails a second by the bare ones."""
    value, bare_value = COUNT / seconds, COUNT / reference
    is_ok = is_right and value / bare_value >= BUDGET_RATIO
    row = {
        "name": name,
        "value": round(value, 1),
        "unit": "mails/s",
        "reference": round(bare_value, 1),
        "ratio": round(value / bare_value, 3),
        "budget": BUDGET_RATIO,
        "ok": is_ok,
    }
    if "--json" in sys.argv:
        print(json.dumps(row))
    else:
        verdict = "ok" if is_ok else "TOO SLOW OR NOT ONCE EACH"
        print(
            f"{name}: {row['value']} mails/s of {COUNT:,} (bare {row['reference']}, "
            f"ratio {row['ratio']}, budget {BUDGET_RATIO}): {verdict}"
        )
    return is_ok


@contextlib.contextmanager
def folder() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="loa-mail-") as path:
        os.environ["LOA_BENCH_FOLDER"] = f"{path}/mail"
        yield


def main() -> int:
    with folder():
        use_product_ways()
        django.setup()
        from tests import template_database

        copy = template_database.open_copy()
        try:
            fill()
            sweep()  # templates are compiled and read once, as in a worker that lives
            rounds = [
                ("one worker", lambda: timed(sweep), lambda: timed(lambda: bare(COUNT))),
                ("two workers", lambda: in_two("sweep"), lambda: in_two("bare")),
            ]
            results = []
            for name, ours, theirs in rounds:
                again()
                reference = theirs()
                again()
                seconds = ours()
                results.append(say(f"notices, {name}", seconds, reference, is_right=is_once()))
        finally:
            copy.drop()
    return 0 if all(results) else 1


if __name__ == "__main__":
    if sys.argv[1:2] in (["sweep"], ["bare"]):
        work(*sys.argv[1:3])
    else:
        sys.exit(main())
