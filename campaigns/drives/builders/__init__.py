"""Documents of drives, each a pure function from frozen data to bytes."""

from campaigns.drives.builders.certificate import certificate_pdf

__all__ = ["certificate_pdf"]
