"""Gauges of missed duty across the newsroom, the desks, the short links and the notices; each must be 0."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.broadcasts import queries as broadcasts_queries
from campaigns.drives import queries as drives_queries
from campaigns.notifications import queries as notification_queries
from campaigns.premises.queries import links
from cms import queries as cms_queries


@dataclass(frozen=True)
class Gauge:
    """A number by its name, and in words for whoever reads the metrics."""

    name: str
    value: int
    help: str


def gauges(at: datetime) -> tuple[Gauge, ...]:
    """What should have happened and has not, at a moment."""
    newsroom, desk = cms_queries.gauges(at), broadcasts_queries.delivery_gauges(at)
    help_desk = drives_queries.help_duty_everywhere(at)
    return (
        Gauge(
            "scheduled_overdue",
            newsroom.scheduled_overdue + desk.overdue,
            "Approved texts past their hour, and deliveries due that nobody sends.",
        ),
        Gauge(
            "scheduled_unqueued",
            newsroom.scheduled_unqueued + desk.unqueued,
            "Scheduled texts and planned releases that no row of the queue will perform.",
        ),
        Gauge("dead_letters", desk.dead, "Deliveries that failed for good."),
        Gauge(
            "unacknowledged_releases",
            desk.unacknowledged,
            "Releases given to an outlet that has not said that it has them.",
        ),
        Gauge(
            "help_unanswered",
            help_desk.unanswered,
            "Residents' open requests for help whose answer is overdue.",
        ),
        Gauge(
            "help_unforgotten",
            help_desk.unforgotten,
            "Requests for help that hold a phone number, hamlet or note beyond the promised day.",
        ),
        Gauge(
            "scans_uncounted",
            links.uncounted(at),
            "Scans of short links that have waited for the sweep for more than ten minutes.",
        ),
        Gauge(
            "notices_stuck",
            notification_queries.stuck(at),
            "Notices and their mails that have been due for ten minutes and that no sweep sends.",
        ),
    )
