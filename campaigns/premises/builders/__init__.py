"""What the register prints."""

from campaigns.premises.builders.sheets import sheets_pdf
from campaigns.premises.builders.walking import MOST_STOPS, walking_pdf

__all__ = ["MOST_STOPS", "sheets_pdf", "walking_pdf"]
