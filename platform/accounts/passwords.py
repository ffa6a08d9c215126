"""How are passwords kept? Argon2id with a memory cost that many sign-ins at once can afford."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: OWASP's figure. Django's own 100 MiB makes ten sign-ins cost a gigabyte."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
