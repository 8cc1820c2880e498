"""Every route of ours with who may use it. Colleagues add rows in `areas/<area>.py`.

A row, in full:

    Route(
        "drives:drive_detail",
        roles.Permission.VIEW_DRIVE,
        args=lambda cast: {"pk": drives.open_drive(cast).pk},   # tests/factories/drives.py
    )

A view that takes GET and POST has two rows. Views name their methods (`require_safe`,
`require_POST`, `require_http_methods`): the test asks each for what it allows.
"""

import importlib
import pkgutil

from tests.access import areas
from tests.access.routes import Route

ROWS: tuple[Route, ...] = tuple(
    row
    for module in sorted(m.name for m in pkgutil.iter_modules(areas.__path__))
    for row in importlib.import_module(f"tests.access.areas.{module}").ROWS
)

# Addresses whose views are others' work, each tried by a stranger (test_third_party.py).
THIRD_PARTY_PREFIXES = (
    "accounts/",  # allauth: sign-in and second factor
    "i18n/",  # Django: the language switch
    "cms/",  # Wagtail: the newsroom, viewsets included
    "documents/",  # Wagtail: files behind its own rules
    "media/",  # Wagtail: pictures re-encoded
    "images/",  # Wagtail: renditions behind a signature
    "__debug__/",
    "_util/",  # Wagtail: password of private pages
)
# Wagtail's page server, last in the list of addresses: what is published is public.
THIRD_PARTY_NAMES = frozenset({"wagtail_serve"})
