"""The outlet says that it has a script."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.kernel import errors, writing

Acknowledger = accounts_models.User | models.Destination


class AcknowledgementRefused(errors.Conflict):
    """There is nothing to acknowledge."""


def acknowledge(
    *, release: models.Release, by: Acknowledger, at: datetime
) -> models.Acknowledgement:
    """Note that the outlet has the script. Said again, the first word stands and is returned.

    Raises:
        AcknowledgementRefused: the release is another outlet's, or it is off the rundown.
    """
    if isinstance(by, models.Destination) and by.outlet_id != release.outlet_id:
        raise AcknowledgementRefused(_("This release is not yours."))
    stored = models.Acknowledgement.objects.filter(release=release).first()
    if stored is not None:
        return stored
    if release.state != models.ReleaseState.PLANNED:
        raise AcknowledgementRefused(_("This release was taken off the rundown."))
    try:
        return _write(release, by, at)
    except IntegrityError:
        return models.Acknowledgement.objects.get(release=release)


def _write(release: models.Release, by: Acknowledger, at: datetime) -> models.Acknowledgement:
    row = models.Acknowledgement(
        release=release,
        user=by if isinstance(by, accounts_models.User) else None,
        destination=by if isinstance(by, models.Destination) else None,
        acknowledged_at=at,
    )
    with writing.writing(by=by, at=at):
        with transaction.atomic():
            row.save()
        audit_services.record(
            "broadcasts.release_acknowledged", release, unit_id=release.outlet.unit_id
        )
    return row
