"""Papers of inspections, from frozen data to bytes."""

from campaigns.inspections.builders.record import record_pdf

__all__ = ["record_pdf"]
