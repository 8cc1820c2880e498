"""Settings of the test suite: the product's own, with what a test must not wait for or touch."""

import os
import tempfile

# Never the data folder of an installation, whatever the environment says.
os.environ["LOA_DATA_DIR"] = tempfile.mkdtemp(prefix="loa-test-")
os.environ["LOA_DEBUG"] = "true"

from config.settings import *

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = False
# Nudges of a test reach no worker of an installation that shares the Redis server.
CELERY_TASK_DEFAULT_QUEUE = f"test-{os.getpid()}"
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"
# Looks a file up when it is asked for, instead of walking all of them for every test client.
WHITENOISE_AUTOREFRESH = True
# Each run works on a throw-away copy (tests/template_database.py), dropped while servers of tests
# may still hold it: nothing to keep safe on the disk, no connection to keep open.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
