"""What the register prints."""

from campaigns.premises.builders.sheets import sheets_pdf
from campaigns.premises.builders.squares import qr_svg
from campaigns.premises.builders.walking import MOST_STOPS, walking_pdf

__all__ = ["MOST_STOPS", "qr_svg", "sheets_pdf", "walking_pdf"]
