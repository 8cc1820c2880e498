"""The two steps before a text is public, as tasks of Wagtail's workflow.

Wagtail keeps the record (which step, since when, by whom) and shows it in its editor. Deciding
is ours: a decision reads the very revision, asks a right in the newsroom's unit and freezes
scripts in the same transaction (docs/adr/0004). So a task offers no action of Wagtail's, moves
on none, and locks nobody out of the draft: submitting anew supersedes what waits.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task

from campaigns.kernel import models as kernel_models
from cms.models import publishing


class DecidedByService(Task):
    """A step that only `cms.services` takes."""

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        abstract = True

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Refuse: Wagtail knows neither the right nor the revision that was read.

        Raises:
            PublishRefused: always.
        """
        raise publishing.PublishRefused(
            gettext("Decide on the page “State and history”, where the submitted text is read.")
        )

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        return []


class ChiefEditorTask(DecidedByService):
    """A chief editor of the newsroom who did not submit the text approves it."""

    class Meta:
        verbose_name = _("check by the chief editor")
        verbose_name_plural = _("checks by the chief editor")


class FactCheckTask(DecidedByService):
    """A health reviewer who did not submit the text checks its facts, signed in or by link."""

    class Meta:
        verbose_name = _("health fact check")
        verbose_name_plural = _("health fact checks")
