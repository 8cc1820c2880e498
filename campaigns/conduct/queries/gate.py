"""The gate: what may be told of a unit or person in praise or blame."""

from django.utils.translation import gettext as _

from campaigns.conduct import models
from campaigns.kernel import verdict

COMMENDATION, CRITICISM = "COMMENDATION", "CRITICISM"


def may_be_told(kind: str, pk: int) -> verdict.Verdict:
    """Whether anybody may publish what the citation says: asked by every way to the public.

    A criticism is told only while it stands: issued, and neither revoked nor dropped.
    """
    if kind == CRITICISM:
        return _criticism(pk)
    if models.Citation.objects.decided().filter(pk=pk).exists():
        return verdict.ALLOWED
    return verdict.refused(_("This commendation is not decided, or was cancelled: it is not told."))


def _criticism(pk: int) -> verdict.Verdict:
    row = models.Criticism.objects.filter(pk=pk).only("state").first()
    if row is not None and row.is_standing:
        return verdict.ALLOWED
    if row is not None and row.state == models.CriticismState.REVOKED:
        return verdict.refused(_("This criticism was revoked: nothing of it is told any more."))
    return verdict.refused(
        _(
            "This criticism is not issued. Nobody is criticised in public before they were told,"
            " could reply, and another person decided."
        )
    )
