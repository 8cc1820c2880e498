"""Destinations: who holds a token, and the secrets that a seed stands for."""

import base64
from datetime import datetime

from campaigns.broadcasts import models
from campaigns.kernel import codes

TOKEN_LENGTH = 32


def destination_by_token(token: str, at: datetime) -> models.Destination | None:
    """The destination in use that a token opens, None where it opens nothing."""
    if len(token) != TOKEN_LENGTH:
        return None
    found = models.Destination.objects.holding(codes.digest_secret(token), at)
    return found.select_related("outlet__unit").first()


def token_of(destination: models.Destination) -> str:
    """The token itself, derived anew each time it is shown; empty where none was made."""
    return _token(destination.seed) if destination.seed else ""


def token_digest_of(seed: str) -> str:
    """What is stored to find the token of a seed."""
    return codes.digest_secret(_token(seed))


def _token(seed: str) -> str:
    return codes.derive_code(f"destination:{seed}", TOKEN_LENGTH)


def webhook_secret_of(destination: models.Destination) -> str:
    """The secret as Standard Webhooks writes it; empty where none was made."""
    if not destination.seed:
        return ""
    return "whsec_" + base64.b64encode(_key(destination.seed)).decode()


def webhook_keys(destination: models.Destination, at: datetime) -> tuple[bytes, ...]:
    """Keys that sign now: the present one, and the former as long as it holds."""
    seeds = [destination.seed]
    if destination.former_until_at is not None and destination.former_until_at > at:
        seeds.append(destination.former_seed)
    return tuple(_key(seed) for seed in seeds if seed)


def _key(seed: str) -> bytes:
    return bytes.fromhex(codes.digest_secret(f"webhook:{seed}"))
