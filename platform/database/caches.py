"""Under which key is something kept in the cache? Under a hash: allauth's keys hold addresses and names of people.

The cache is a table (DatabaseCache), so that all workers count alike: attempts to sign in, codes that were used.
"""

from django.utils.crypto import salted_hmac

SALT = "database.caches"


def hidden_key(key: str, prefix: str, version: int) -> str:
    """("allauth:…:192.0.2.1", "", 1) -> 64 hexadecimal digits, which nobody can go through without our secret."""
    return salted_hmac(SALT, f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
