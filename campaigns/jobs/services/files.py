"""Files that long work reads and makes: a folder for each job, forgotten after its days."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from campaigns.jobs import models

KEEP = timedelta(days=30)
"""How long a result can be fetched after the work ended."""
# Below MEDIA_ROOT, of which only pictures are served as files.
_FOLDER = "jobs"


def folder_of(job: models.Job) -> Path:
    """The job's own folder, made when asked for; no address leads to it."""
    folder = Path(settings.MEDIA_ROOT) / _FOLDER / str(job.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget_old_files(*, at: datetime) -> int:
    """Remove the folders of jobs that ended long ago, or that are gone; return how many."""
    root = Path(settings.MEDIA_ROOT) / _FOLDER
    found = {int(p.name): p for p in root.glob("*") if p.name.isdecimal()}
    kept = models.Job.objects.filter(pk__in=found).exclude(settled_at__lt=at - KEEP)
    doomed = found.keys() - set(kept.values_list("pk", flat=True))
    for pk in doomed:
        shutil.rmtree(found[pk], ignore_errors=True)
    return len(doomed)
