"""Secret links for reviewers without an account: sending, taking back, forgetting."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, codes, writing
from cms import models, queries
from cms.services import edges

EMAIL_KEPT = timedelta(days=30)
NAME_KEPT = timedelta(days=365)
"""After the link expires; said where the model declares its personal fields."""


@dataclass(frozen=True)
class Reviewer:
    """Whom the newsroom asks, outside Loa."""

    name: str
    email: str


def secret_of(key: uuid.UUID) -> str:
    """The secret in the address of a link: from its row and the installation's own secret."""
    return codes.derive_code(f"fact-check-link:{key}", length=40)


def send_fact_link(
    *,
    approval: models.PublishApproval,
    reviewer: Reviewer,
    by: accounts_models.User,
    at: datetime,
) -> models.FactCheckLink:
    """Invite somebody to check the facts of exactly this text; the sweep mails the link.

    An earlier link to the same address for the same text dies.

    Raises:
        SamePerson: it is the address of whoever submitted the text.
        AlreadyDecided: the text no longer waits for its fact check.
    """
    with writing.writing(by=by, at=at):
        waiting = edges.waiting(approval.page, approval.revision, models.ApprovalState.FACT_CHECK)
        email = reviewer.email.strip().lower()
        if email == waiting.submitted_by.email.lower():
            raise edges.SamePerson(
                _("This is the address of whoever submitted the text: another person checks it.")
            )
        older = models.FactCheckLink.objects.unspent().filter(
            approval=waiting, reviewer_email=email
        )
        older.update(revoked_by=by, revoked_at=at, next_mail_at=None)
        key = uuid.uuid4()
        link = models.FactCheckLink(
            key=key,
            approval=waiting,
            token_sha256=codes.digest_secret(secret_of(key)),
            reviewer_name=reviewer.name.strip(),
            reviewer_email=email,
            created_by=by,
            created_at=at,
            expires_at=at + timedelta(hours=settings.LOA_FACT_CHECK_HOURS),
            next_mail_at=at,
        )
        link.save()
        _record("cms.fact_link_sent", link, expires_at=link.expires_at.isoformat())
    return link


def revoke_fact_link(
    *, link: models.FactCheckLink, by: accounts_models.User, at: datetime
) -> models.FactCheckLink:
    """Take a link back: whoever opens it is told so.

    Raises:
        AlreadyDecided: it was answered or taken back before.
    """
    with writing.writing(by=by, at=at):
        rows = models.FactCheckLink.objects.unspent().filter(pk=link.pk)
        if rows.update(revoked_by=by, revoked_at=at, next_mail_at=None) != 1:
            raise edges.AlreadyDecided(_("This link was answered or taken back before."))
        _record("cms.fact_link_revoked", link)
    return models.FactCheckLink.objects.get(pk=link.pk)


def _record(verb: str, link: models.FactCheckLink, **after: str) -> None:
    audit_services.record(
        verb,
        link,
        unit_id=queries.newsroom_of(link.approval.page).unit_id,
        after={"approval": link.approval_id, **after},
    )


def forget_reviewers(*, by: actor.Actor, at: datetime) -> int:
    """Empty addresses and names on the days that they were promised; return how many links."""
    links = models.FactCheckLink.objects
    emails = links.filter(expires_at__lt=at - EMAIL_KEPT).exclude(reviewer_email="")
    names = links.filter(expires_at__lt=at - NAME_KEPT).exclude(reviewer_name="")
    due = set(emails.values_list("pk", flat=True)) | set(names.values_list("pk", flat=True))
    if not due:
        return 0
    with writing.writing(by=by, at=at):
        emails.update(reviewer_email="")
        names.update(reviewer_name="")
        first = links.order_by("pk").filter(pk__in=due)[0]
        audit_services.record("cms.reviewers_forgotten", first, after={"links": len(due)})
    return len(due)
