"""Structured logs: one JSON object a line in production, coloured lines where a person reads."""

import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Addresses of which the next part is a secret: whoever reads the log is not to hold it.
_SECRETS = re.compile(
    r"(/(?:station|fact-check|theo-doi|tinh-nguyen|chung-nhan|co-so|thu-dien-tu/dung|field/join"
    r"|password/reset/key|password_reset/confirm/[^/\s]+|confirm-email)/|[?&]ma=)[^/\s?&'\"]+"
)


def _hide_secrets(logger: Any, name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Take the secret out of addresses that carry one."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRETS.sub(r"\1…", value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _hide_secrets,
]

# Quieter than the root: their lines double ours or tell nobody anything.
_LOGGERS: dict[str, Any] = {
    "django": {"handlers": []},  # only the root's: Django's own would print each line twice
    "celery.app.trace": {"level": "WARNING"},
    "celery.beat": {"level": "WARNING"},
    "django_tasks": {"level": "WARNING"},  # index updates, several lines a page
    "wagtail": {"level": "WARNING"},  # what it did to pages is in our own record
    "pikepdf": {"level": "WARNING"},  # tells that it was imported
    "celery.worker.strategy": {"level": "WARNING"},
}


def configure(*, is_debug: bool, level: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING for the same lines."""
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *(_for_people() if is_debug else _for_machines()),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"loa": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "loa"}},
        "loggers": _LOGGERS,
        "root": {"handlers": ["console"], "level": level},
    }


def _for_people() -> list[Any]:
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # The rich one prints every local variable, passwords among them, for seconds.
            exception_formatter=structlog.dev.plain_traceback,
        )
    ]


def _for_machines() -> list[Any]:
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
