"""What are the settings of somebody who wants to see everything? Ours, with every logger at DEBUG, by its own name."""

from config.settings import *  # noqa: F403  # settings are all of them
from config.settings import LOGGING as QUIET

LOUD = (
    *("allauth", "fido2", "oauth2_provider", "oauthlib", "uvicorn", "webauthn"),
    *("asyncio", "django", "django.db.backends", "django.request", "procrastinate", "psycopg", "requests"),
    *("steward", "steward.billing", "steward.graph", "steward.jobs", "stripe", "urllib3", "urllib3.connectionpool"),
)
LOGGING = QUIET | {
    "root": {"handlers": ["stderr"], "level": "DEBUG"},
    "loggers": {name: {"level": "DEBUG"} for name in LOUD},
}
