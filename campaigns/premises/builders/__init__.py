"""What the register prints."""

from campaigns.premises.builders.sheets import sheets_pdf

__all__ = ["sheets_pdf"]
