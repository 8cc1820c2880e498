"""Which Chromium the tests and benchmarks look through, and how it is started."""

import os
import shutil

PACKAGES = ("chromium-headless-shell", "chromium")
"""Of Debian; each has a program of its name. The shell has no windows and no menus to keep: a page
opens in a third of the time."""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The program that LOA_CHROMIUM names, or the first of Debian's that is installed."""
    return os.environ.get("LOA_CHROMIUM") or next(filter(None, map(shutil.which, PACKAGES)), None)
