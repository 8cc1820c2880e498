"""The product's own web server in processes of its own, on the database of the one who starts it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

# A proxy that speaks https stands before a real one.
HEADERS = {"X-Forwarded-Proto": "https"}


@dataclass(frozen=True)
class Server:
    """A master that has its workers do the work, and makes new ones for those that die."""

    port: int
    process: "subprocess.Popen[str]"

    @property
    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def environment(*, is_debug: bool = False) -> dict[str, str]:
    """Of production, on this process's database; debugging, files are served as they lie here."""
    name = str(connection.settings_dict["NAME"])
    is_postgres = connection.vendor == "postgresql"
    server = os.environ["DATABASE_URL"].rpartition("/")[0] if is_postgres else "sqlite:///"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"{server}/{name.lstrip('/')}",
        "LOA_DEBUG": "true" if is_debug else "false",
        "LOA_SECRET_KEY": settings.SECRET_KEY,
        "LOA_BASE_URL": "http://127.0.0.1" if is_debug else "https://loa.example",
        "LOA_LOG_LEVEL": "WARNING",
        "LOA_DATA_DIR": str(settings.DATA_DIR),
    }


@contextmanager
def serving(*options: str, entry: str = "config.wsgi", is_debug: bool = False) -> Iterator[Server]:
    """One process with eight threads, as `config/supervisor.conf` starts it."""
    command: list[Any] = [
        Path(sys.executable).parent / "gunicorn", entry, "--bind", "127.0.0.1:0",
        "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "1",
        "--no-control-socket", *options,
    ]  # fmt: skip
    connection.close()
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment(is_debug=is_debug),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    # What it says later must not fill the pipe and stop it.
    reader = threading.Thread(target=process.stderr.read)
    try:
        said: list[str] = []
        for line in process.stderr:
            said.append(line)
            if "Listening at" in line:
                break
        else:
            raise RuntimeError("".join(said))
        reader.start()
        yield Server(int(said[-1].split("127.0.0.1:")[1].split()[0]), process)
    finally:
        process.terminate()
        process.wait(timeout=20)
        if reader.ident is not None:
            reader.join(timeout=20)
        process.stderr.close()
