"""Numbers for a monitoring system, read from the database when it asks."""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from campaigns.workspace import queries


class DutyCollector(Collector):
    """Reads the gauges at each scrape, so that every process tells the same."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in queries.gauges(timezone.now()):
            yield GaugeMetricFamily(f"loa_{gauge.name}", gauge.help, value=gauge.value)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The gauges in Prometheus' text format, to whoever brings the token; not there for others."""
    token = settings.LOA_METRICS_TOKEN
    brought = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(brought.encode(), f"Bearer {token}".encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(DutyCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
