"""Health of this process and of what it stands on, for supervisors and load balancers."""

from celery import current_app
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.jobs import queries


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell that the process answers; touches nothing else, so a slow database kills no process."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Tell whether database, broker, worker and migrations are ready: 200, or 503 if one is not."""
    checks = (*queries.database_checks(at=timezone.now()), _broker())
    is_ready = all(check.is_ok for check in checks)
    body = {
        "status": "ready" if is_ready else "not ready",
        "checks": {check.name: {"ok": check.is_ok, "detail": check.detail} for check in checks},
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def _broker() -> queries.Check:
    """Ask the broker for the length of the queue, which it cannot tell when it is not there."""
    with current_app.connection_for_write(connect_timeout=2) as broker:
        try:
            with broker.channel() as channel:
                declared = channel.queue_declare(current_app.conf.task_default_queue)
        except (OSError, *broker.connection_errors, *broker.channel_errors) as error:
            return queries.Check("broker", is_ok=False, detail=type(error).__name__)
        detail = f"{broker.transport.driver_name}, {declared.message_count} waiting"
        return queries.Check("broker", is_ok=True, detail=detail)
