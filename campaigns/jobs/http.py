"""What a face does so that long work begins at once: shared by all apps that order some."""

from campaigns.jobs import tasks


def nudge() -> None:
    """Ask a worker to look at the queue now, after the request's transaction; without it the next
    sweep finds the work as well."""
    tasks.run_jobs.delay_on_commit()
