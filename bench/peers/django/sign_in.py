"""What is in the sessions whose cookies are used? What Django's login puts there; Steward reads the columns alone."""

import os

import django
from psycopg import connect

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402  # needs the settings

from accounts.models import User  # noqa: E402  # needs the settings
from accounts.sessions import SessionStore, hashed  # noqa: E402  # needs the settings


def session_data(key: object, password: str) -> str:
    """Return the encoded session of a user who has signed in."""
    user = User(pk=key, password=password)
    return SessionStore().encode(
        {
            SESSION_KEY: str(key),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )


with connect(os.environ["DATABASE_OWNER_URL"]) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT id, password, username FROM accounts_user WHERE username ~ '^user[0-9]{1,4}$'")
    cursor.executemany(
        "UPDATE accounts_session SET session_data = %s WHERE session_key = %s",
        [
            (session_data(key, password), hashed(f"bench-session-{username.removeprefix('user')}"))
            for key, password, username in cursor.fetchall()
        ],
    )
