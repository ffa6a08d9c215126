"""Django's settings. Secrets and addresses come from the environment; the rest is the same everywhere."""

import os
import secrets
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF

from config import mailing
from database import address

ROOT = Path(__file__).resolve().parent.parent.parent
STEWARD_DATA = Path(os.environ.get("STEWARD_DATA", ROOT / "var")).resolve()


def _secret_key() -> str:
    """STEWARD_SECRET_KEY, else a key made once and kept under the data folder, readable by us only."""
    if key := os.environ.get("STEWARD_SECRET_KEY"):
        return key
    STEWARD_DATA.mkdir(parents=True, exist_ok=True)
    kept = STEWARD_DATA / "secret_key"
    try:
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return kept.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = os.environ.get("STEWARD_SECRET_KEY_FALLBACKS", "").split()  # the keys before, newest first
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("STEWARD_HOSTS", "").split()]

INSTALLED_APPS = [
    "config",  # first, since its templates go before the libraries' own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "guardian",
    "procrastinate.contrib.django",
    "database",
    "audit",
    "mail",
    "accounts",
    "contacts",
    "activities",
    "exports",
    "erasure",
    "tokens",
    "oauth2_provider",
    "permissions",
    "billing",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.headers.middleware",
    "config.assets.Middleware",
    "csp.middleware.CSPMiddleware",
    "config.origins.middleware",
    "accounts.cookies.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.cards.middleware",
    "accounts.bodies.refuse_unreadable",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "config.urls"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144  # octets of a form or a JSON object: people type them, and all of it is looked at
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"

DATABASES = address.databases(STEWARD_DATA)
# Shared by all workers: allauth counts attempts in it, and remembers which codes were used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "database_cache",
        "KEY_FUNCTION": "database.caches.hidden_key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
PASSWORD_HASHERS = ["accounts.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "email", "name"]},
    },
    {"NAME": "accounts.leaked.LeakedPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.registration.Adapter"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USERNAME_VALIDATORS = "accounts.registration.USERNAME_VALIDATORS"
ACCOUNT_USERNAME_BLACKLIST = ["admin", "root", "steward", "support"]
# Passwords are counted by accounts/attempts.py; codes of second factors as this says, and mails to one address. What is
# left is about load alone: whole offices come from one address.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key,50/d/key",
    "signup_mail": "5/h/key",
    "device_code": "10/5m/user",
    "invitation_mail": "100/d/key",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # also of the link to set the first one
# Second factors, and passkeys instead of a password. Changing them takes having proved in the last minutes who one is.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_ADAPTER = "accounts.second_factors.Adapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Steward"
MFA_TOTP_TOLERANCE = 0
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.Add",
    "authenticate_webauthn": "accounts.passkeys.Authenticate",
    "login_webauthn": "accounts.passkeys.Login",
    "reauthenticate_webauthn": "accounts.passkeys.Reauthenticate",
}
HEADLESS_ADAPTER = "accounts.registration.HeadlessAdapter"
HEADLESS_CLIENTS = ["browser"]

# STEWARD_HTTPS=1: people reach us over HTTPS alone. "__Host-" is a cookie of this host, and never sent in clear.
HTTPS = os.environ.get("STEWARD_HTTPS") == "1"
_HOST = "__Host-" if HTTPS else ""
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS

# Sessions: a browser session ends with the browser (P30), twelve hours after signing in, or two after it was last used.
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = f"{_HOST}steward_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
CSRF_COOKIE_SAMESITE = "Lax"

# Pages: no script, style or request but our own, and none of it inline.
STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "config.assets.Storage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
FORM_RENDERER = "config.pages.rendering.Renderer"
MESSAGE_STORAGE = "config.pages.messages.Storage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "settings"
ACCOUNT_LOGOUT_REDIRECT_URL = "index"
ACCOUNT_FORMS = {
    "add_email": "config.pages.forms_of_people.AnotherEmail",
    "change_password": "config.pages.forms_of_people.AnotherPassword",
    "login": "config.pages.forms_of_people.SignIn",
    "reset_password": "config.pages.forms_of_people.ForgottenPassword",
    "reset_password_from_key": "config.pages.forms_of_people.FirstPassword",
}
ACCOUNT_CHANGE_EMAIL = True  # one address each; another counts when it is confirmed
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of an authenticator app
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Applications that act for people: OAuth 2 (platform/tokens/oauth/). All that RFC 9700 recommends is on.
OAUTH2_PROVIDER_APPLICATION_MODEL = "tokens.Application"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "tokens.AccessToken"  # noqa: S105  # the name of a model
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "tokens.RefreshToken"  # noqa: S105  # the name of a model
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "tokens.IDToken"  # noqa: S105  # the name of a model
OAUTH2_PROVIDER_GRANT_MODEL = "tokens.Grant"
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "tokens.DeviceGrant"
OAUTH2_PROVIDER = {
    "OAUTH2_BACKEND_CLASS": "tokens.oauth.requests.Core",
    "OAUTH2_SERVER_CLASS": "tokens.oauth.server.Server",
    "OAUTH2_VALIDATOR_CLASS": "tokens.oauth.validator.Validator",
    "SCOPES_BACKEND_CLASS": "tokens.oauth.asking.Scopes",
    "ACCESS_TOKEN_GENERATOR": "tokens.oauth.issuing.access_token",
    "REFRESH_TOKEN_GENERATOR": "tokens.oauth.issuing.refresh_token",
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 15 * 60,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 24 * 60 * 60,  # without use
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "DEVICE_FLOW_INTERVAL": 5,  # seconds
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],  # others only as an application has registered them
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED": ["client_secret_basic", "client_secret_post", "none"],
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}
OAUTH_DEVICE_CODE_SECONDS = 10 * 60

# Grants are guardian's; nobody is anonymous, and no generic grant is ever written.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # user names are unique in any case, by a constraint that the check does not see
    "guardian.W001",  # grants are checked in SQL, never by a backend's has_perm
]

# Mail: to a server that STEWARD_EMAIL_URL names, or to files; its links lead to STEWARD_URL.
STEWARD_URL = os.environ.get("STEWARD_URL", "http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("STEWARD_EMAIL_FROM", "Steward <steward@localhost>")
# Where people write to for help, and to opt out of mail (config/receiving.py).
SUPPORT_ADDRESS = os.environ.get("STEWARD_SUPPORT_ADDRESS") or parseaddr(DEFAULT_FROM_EMAIL)[1]
# With what whoever takes mail for us hands it on to POST /mail/inbound; without it there is no such address.
INBOUND_SECRET = os.environ.get("STEWARD_INBOUND_SECRET", "")
EMAIL_FILE_PATH = STEWARD_DATA / "mail"
globals().update(mailing.server(os.environ.get("STEWARD_EMAIL_URL")))
# Whether the demo shows its mails (config/pages/mailbox.py): not where others than its user may come.
_FOR_OTHERS = any(os.environ.get(f"STEWARD_{name}") for name in ("EMAIL_URL", "HOSTS", "HTTPS"))
MAILBOX = not _FOR_OTHERS

# Who charges for us: Stripe, by a key of its; without one `steward serve` runs a simulator of it (billing/simulator/).
STRIPE_API_KEY = os.environ.get("STRIPE_API_KEY", "")
STRIPE_API_ADDRESS = os.environ.get("STRIPE_API_ADDRESS")  # the simulator's
SIMULATOR = not STRIPE_API_KEY and not _FOR_OTHERS
STRIPE_TEST_CLOCK = os.environ.get("STRIPE_TEST_CLOCK")  # of test mode: new customers live by it
STRIPE_WEBHOOK_SECRETS = os.environ.get("STRIPE_WEBHOOK_SECRETS", "").split()  # while one takes another's place, both
# What a seat costs, in the currency's smallest unit; told to Stripe once, and Stripe's from then on.
STRIPE_CURRENCY = os.environ.get("STRIPE_CURRENCY", "usd")
STRIPE_MONTHLY_AMOUNT = int(os.environ.get("STRIPE_MONTHLY_AMOUNT", "900"))
STRIPE_YEARLY_AMOUNT = int(os.environ.get("STRIPE_YEARLY_AMOUNT", "9000"))

# What one person may ask for (accounts/allowances.py, graph/limits.py): points at once, and points per second.
RATE_BUDGET = int(os.environ.get("STEWARD_RATE_BUDGET", "500000"))
RATE_RESTORE = int(os.environ.get("STEWARD_RATE_RESTORE", "10000"))
# For how long one sender may have new documents read, in seconds (graph/lane.py).
COMPILE_SECONDS = float(os.environ.get("STEWARD_COMPILE_SECONDS", "3"))

# Jobs (database/jobs.py): each app's module `jobs` has its own. A worker that was not heard of for so many seconds is
# gone, and what it had begun is taken up at the next sweep; the times of the sweeps are as in crontab(5).
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
JOB_SILENCE_SECONDS = float(os.environ.get("STEWARD_JOB_SILENCE_SECONDS", "30"))
JOB_SWEEP = os.environ.get("STEWARD_JOB_SWEEP", "* * * * *")

# Where heads of the chains of what was done are kept (audit/anchors.py): best out of reach of who owns the database.
AUDIT_ANCHORS = Path(os.environ.get("STEWARD_AUDIT_ANCHORS") or STEWARD_DATA / "audit-anchors.jsonl")

# What was told to tokens within the last seconds (audit/journal.py): on a disk that outlives the process.
TOLD = STEWARD_DATA / "told"

# Where the database that comes with us is backed up: a folder, best on another machine's disk, or s3://bucket/prefix;
# and to which moments it can be brought back.
BACKUPS = os.environ.get("STEWARD_BACKUPS") or None
BACKUPS_KEPT = timedelta(days=int(os.environ.get("STEWARD_BACKUP_DAYS", "35")))

# Archives of what people own: where they lie, how large one may be that comes back, and in base64 the Ed25519 keys of
# other servers whose archives are taken, beside our own.
ARCHIVES = STEWARD_DATA / "archives"
ARCHIVE_OCTETS_MAX = int(os.environ.get("STEWARD_ARCHIVE_OCTETS_MAX") or 1 << 30)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]  # to the disk, whatever its size
ARCHIVE_KEYS = os.environ.get("STEWARD_ARCHIVE_KEYS", "").split()

# What was erased (erasure/tombstones.py): best where backups are not.
TOMBSTONES = Path(os.environ.get("STEWARD_TOMBSTONES") or STEWARD_DATA / "tombstones.jsonl")

# For how many days what is kept, where it is not as privacy/rules.py says: "mail_log=90 sessions=7".
RETENTION = os.environ.get("STEWARD_RETENTION", "")

# Documents that are known beforehand (graph/manifest.py), and whether a session may run others.
TRUSTED_DOCUMENTS = os.environ.get("STEWARD_TRUSTED_DOCUMENTS")
TRUSTED_DOCUMENTS_ONLY = os.environ.get("STEWARD_TRUSTED_DOCUMENTS_ONLY") == "1"

# The names of operations and their outcome are logged; bodies, variables and SQL parameters never are.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.LineFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What a client got wrong is the client's to know.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "steward.graph": {"level": "INFO" if os.environ.get("STEWARD_LOG_REQUESTS") == "1" else "WARNING"},
    },
}
