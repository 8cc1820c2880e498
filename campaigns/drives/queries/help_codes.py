"""The code by which a resident comes back to a request."""

import uuid

from campaigns.drives import models
from campaigns.kernel import codes

HELP_CODE_LENGTH = 12
_GROUP = 4


def help_code_text(form_uuid: uuid.UUID) -> str:
    """The code of the request that a form became, derived anew each time."""
    return codes.derive_code(f"help:{form_uuid}", HELP_CODE_LENGTH)


def plain_help_code(typed: str) -> str:
    """A code as it was typed or copied: case, spaces and dashes do not matter."""
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())


def grouped_help_code(code: str) -> str:
    """A code as it is written down: `ABCD-EFGH-JKMN`."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def find_help(typed: str) -> models.HelpRequest | None:
    """The request that a code opens; None when no request has it."""
    digest = codes.digest_secret(plain_help_code(typed))
    requests = models.HelpRequest.objects.select_related("unit", "drive__unit", "team")
    return requests.filter(code_digest=digest).first()
