"""Settings of Loa, read from the environment.

Every default is the safe one for production, except that without DATABASE_URL and REDIS_URL
Loa runs on its embedded SQLite database and file broker. A value that makes no sense raises
`ImproperlyConfigured` at start.
"""

import logging
import re
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config import csp, databases, logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What kind of installation this is ---------------------------------------------------------

DEBUG = env.bool("LOA_DEBUG", default=False)
DATA_DIR = Path(env.path("LOA_DATA_DIR", default=str(BASE_DIR / "var"))())
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("LOA_SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set LOA_SECRET_KEY to a long random string.")
    SECRET_KEY = "debug-only-key-that-is-never-used-outside-of-LOA_DEBUG-runs"  # noqa: S105
ALLOWED_HOSTS: list[str] = env.list("LOA_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
# Origin in links of mails, QR codes and feeds: no trailing slash.
BASE_URL = env.str("LOA_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS: list[str] = [BASE_URL]
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LOA_TRUSTED_PROXIES", default=0)  # X-Forwarded-For
IS_HTTPS = BASE_URL.startswith("https://")
if not (DEBUG or IS_HTTPS):
    raise ImproperlyConfigured("LOA_BASE_URL must begin with https:// outside LOA_DEBUG.")

# Names this release to phones and in what they send; an installation may set its own tag.
LOA_RELEASE = env.str("LOA_RELEASE", default="2026.11")
if not re.fullmatch(r"[0-9A-Za-z.-]{1,20}", LOA_RELEASE):
    raise ImproperlyConfigured("LOA_RELEASE may hold 20 letters, digits, dots and dashes.")

# Compulsory for administrators, the provincial office and chief editors (product, section 2).
LOA_SECOND_FACTOR_REQUIRED = env.bool("LOA_SECOND_FACTOR_REQUIRED", default=True)

# --- Applications --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cms",
    "campaigns.kits",
    "campaigns.workspace",
    "campaigns.scorecards",
    "campaigns.conduct",
    "campaigns.inspections",
    "campaigns.broadcasts",
    "campaigns.drives",
    "campaigns.premises",
    "campaigns.directives",
    "campaigns.units",
    "campaigns.jobs",
    "campaigns.notifications",
    "campaigns.accounts",
    "campaigns.audit",
    "campaigns.kernel",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "campaigns.accounts.http.second_factor_middleware",
    "config.errors.plain_answer_middleware",
    "cms.views.rights.RightsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,  # so that Wagtail's own templates fall through to Django's engine
        "OPTIONS": {
            "environment": "config.jinja2.environment",
            "context_processors": _CONTEXT,
        },
    },
    {
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": _CONTEXT,
        },
    },
]

# Functions of a request whose results every workspace page carries.
LOA_PAGE_CONTEXT = ["campaigns.workspace.queries.page_context"]

# --- Data ----------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": databases.tuned(
        env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'loa.sqlite3'}")
    )
}

REDIS_URL = env.str("REDIS_URL", default="")
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(DATA_DIR / "cache"),
        }
    )
}

# --- Worker: rows are the queue, messages only nudge ---------------------------------------------

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Nobody steers the workers over the broker: no reply queues to fill up.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# Every sweep is safe to pulse again, so beat keeps no file that a crash could spoil.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if REDIS_URL:
    # Shorter than a sweep's cut-off: a killed worker's messages come back in time.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 120,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
    }
else:
    for _folder in ("broker", "broker-control"):
        (DATA_DIR / _folder).mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker-control"),
        "polling_interval": 0.02,
    }
# Seconds between two pulses of the sweeps that claim due rows.
LOA_SWEEP_SECONDS = env.int("LOA_SWEEP_SECONDS", default=60)
# A worker is asked for a pulse this often; /readyz misses it when it is older than the limit.
LOA_HEARTBEAT_SECONDS = env.int("LOA_HEARTBEAT_SECONDS", default=15)
LOA_HEARTBEAT_MAX_SECONDS = env.int("LOA_HEARTBEAT_MAX_SECONDS", default=60)

# Whoever brings this token may read /metrics; without one the address is not there.
LOA_METRICS_TOKEN = env.str("LOA_METRICS_TOKEN", default="")

# --- Sign-in --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "campaigns.accounts.http.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by an administrator, never by sign-up
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Loa"

# One file for each Message-ID; Django's own backend would hold a mail twice after a crash.
env.EMAIL_SCHEMES["filemail"] = "campaigns.kernel.mails.FolderBackend"
EMAIL_CONFIG = env.email("EMAIL_URL", default="filemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(EMAIL_CONFIG.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(EMAIL_CONFIG.get("EMAIL_USE_SSL"))
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
# From this hour of Viet Nam's day on the daily digest is sent.
LOA_DIGEST_HOUR = env.int("LOA_DIGEST_HOUR", default=7)
if LOA_DIGEST_HOUR not in range(24):
    raise ImproperlyConfigured("LOA_DIGEST_HOUR must be an hour from 0 to 23.")
DEFAULT_FROM_EMAIL = env.str("LOA_FROM_EMAIL", default="loa@localhost")

# --- Language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Duties ----------------------------------------------------------------------------------------
# No rule states these either. Due soon: the due date is at most so many working days away.
LOA_DUE_SOON_DAYS = env.int("LOA_DUE_SOON_DAYS", default=3)
# Long overdue: it passed more than so many working days ago. Then: waits before each level hears.
LOA_VERY_OVERDUE_DAYS = env.int("LOA_VERY_OVERDUE_DAYS", default=5)
LOA_CLIMB_DAYS: list[int] = env.list("LOA_CLIMB_DAYS", cast=int, default=[1, 2, 3, 3])
# Of a criticism: to reply, to appeal, and until its notice counts as received.
LOA_CRITICISM_DAYS: list[int] = env.list("LOA_CRITICISM_DAYS", cast=int, default=[5, 10, 1])

# --- Broadcasting ----------------------------------------------------------------------------------
# No rule states these: defaults of ours, for the province to set.
# An airing that begins later than this after its plan is late; a written piece, on another day.
LOA_AIRING_LATE_SECONDS = env.int("LOA_AIRING_LATE_SECONDS", default=600)
# An airing shorter than this share of its planned seconds was cut short.
LOA_AIRING_SHORT_RATIO = env.float("LOA_AIRING_SHORT_RATIO", default=0.9)
# Broadcasters are reminded when nobody confirmed a release this long after its planned end.
LOA_AIRING_REMINDER_MINUTES = env.int("LOA_AIRING_REMINDER_MINUTES", default=30)
# Minutes of silence before a coverage that nobody accepts or delivers climbs one level.
LOA_COVERAGE_GRACE_MINUTES = env.int("LOA_COVERAGE_GRACE_MINUTES", default=24 * 60)
LOA_COVERAGE_GRACE_PRIORITY_MINUTES = env.int("LOA_COVERAGE_GRACE_PRIORITY_MINUTES", default=240)
LOA_COVERAGE_GRACE_EMERGENCY_MINUTES = env.int("LOA_COVERAGE_GRACE_EMERGENCY_MINUTES", default=15)
# Coverage is due soon this long before its time.
LOA_COVERAGE_SOON_HOURS = env.int("LOA_COVERAGE_SOON_HOURS", default=24)
# An outlet that has not answered a recall is reminded after this time, and told of after it again.
LOA_RECALL_REMINDER_MINUTES = env.int("LOA_RECALL_REMINDER_MINUTES", default=60)
# A sound file larger than this is refused; 200 MB hold two hours as MP3 of 192 kbit/s.
LOA_RECORDING_MAX_MB = env.int("LOA_RECORDING_MAX_MB", default=200)
# Minutes between the attempts of a delivery; after the last one it has failed for good.
LOA_DELIVERY_RETRY_MINUTES: list[int] = env.list(
    "LOA_DELIVERY_RETRY_MINUTES", cast=int, default=[1, 2, 5, 15, 30, 60, 120, 240, 480, 480]
)
# Hosts of the own network to which webhooks may go, over http too.
LOA_WEBHOOK_PRIVATE_HOSTS: list[str] = env.list("LOA_WEBHOOK_PRIVATE_HOSTS", default=[])

# --- Volunteers ------------------------------------------------------------------------------------
# Nobody younger signs up (the Youth Union's Charter takes members from 16 on); who is younger than
# the second age states that a parent or guardian agrees (the majority of the Civil Code).
LOA_VOLUNTEER_MIN_AGE = env.int("LOA_VOLUNTEER_MIN_AGE", default=16)
LOA_VOLUNTEER_ADULT_AGE = env.int("LOA_VOLUNTEER_ADULT_AGE", default=18)
# Sign-ups of a day from one address; a whole school may stand behind one address of its carrier.
LOA_SIGN_UP_DAILY_PER_ADDRESS = env.int("LOA_SIGN_UP_DAILY_PER_ADDRESS", default=60)

# --- Residents: the public look-up, and requests for help ------------------------------------------
# Of a day from one address each; a whole village may stand behind one address of its carrier.

# Questions to the look-up.
LOA_LOOK_UP_DAILY_PER_ADDRESS = env.int("LOA_LOOK_UP_DAILY_PER_ADDRESS", default=2000)
# Days after which a request's phone, hamlet and note are deleted, from its coming and from its end.
LOA_HELP_FORGET_DAYS = env.int("LOA_HELP_FORGET_DAYS", default=30)
LOA_HELP_FORGET_AFTER_END_DAYS = env.int("LOA_HELP_FORGET_AFTER_END_DAYS", default=7)
# A request is answered in time when a team takes it on, or says why not, within these hours.
LOA_HELP_ANSWER_HOURS = env.int("LOA_HELP_ANSWER_HOURS", default=24)
LOA_HELP_DAILY_PER_ADDRESS = env.int("LOA_HELP_DAILY_PER_ADDRESS", default=30)

# --- Field records ---------------------------------------------------------------------------------
# What is harder to believe than this is kept and counts only when the organiser confirms it. No rule
# states these: defaults of ours.

# Residents, acts or households in one record.
LOA_FIELD_MOST_IN_RECORD = env.int("LOA_FIELD_MOST_IN_RECORD", default=300)
# Residents, acts or households that one helper recorded within one minute.
LOA_FIELD_MOST_IN_MINUTE = env.int("LOA_FIELD_MOST_IN_MINUTE", default=1000)
# Hours by which the phone's clock was wrong; below, its records are put right and count.
LOA_FIELD_MOST_CLOCK_HOURS = env.int("LOA_FIELD_MOST_CLOCK_HOURS", default=7 * 24)

# --- Newsroom --------------------------------------------------------------------------------------

# How long a secret link to a fact check lives; no rule states it.
LOA_FACT_CHECK_HOURS = env.int("LOA_FACT_CHECK_HOURS", default=72)

# --- Files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("LOA_STATIC_ROOT", default=str(BASE_DIR / "static_root")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Safety ----------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of the same origin
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

CONTENT_SECURITY_POLICY = csp.POLICY

# --- Logs ------------------------------------------------------------------------------------------

# The request id travels with each message to the worker's own lines. A task's end is logged with
# its name and duration (config/celery.py); its start would only double the lines.
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # asked on public pages too; accounts.http names the person
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # an address is personal data that no log needs
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = logging.DEBUG
LOGGING = logs.configure(is_debug=DEBUG, level=env.str("LOA_LOG_LEVEL", default="INFO"))

# --- Wagtail ---------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Loa"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_AUTOSAVE_INTERVAL = 0  # beside a pressed button it made a new piece twice
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.forms.prose.PromptTextArea"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# Search text is folded by us: no stemming and no stop words of another language.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}
# The steps are tasks of Wagtail's workflow, taken by cms.services alone (docs/adr/0004): Wagtail's
# own screens and buttons for them are closed, and its publishing ends no workflow.
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
TAGGIT_CASE_INSENSITIVE = True
