"""Languages in which campaigns speak, by their BCP 47 tags (domain, section 5.11)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """An attribute of a text, a slot or a session; never of a resident."""

    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")
    CHAM_LATIN = "cjm-Latn", _("Chăm (Latin letters)")
    CHAM_SCRIPT = "cjm-Cham", _("Chăm (Akhar Thrah)")
    RAGLAI = "rog", _("Raglai")


UNSAID_BY_DJANGO = (
    _("Null characters are not allowed."),
    _("“%(pk)s” is not a valid value."),
    _("Enter a valid UUID."),
)
"""What people may read of Django's forms and its Vietnamese catalogue lacks: ours says it."""
