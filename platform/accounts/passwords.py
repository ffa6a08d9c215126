"""How are passwords kept? Argon2id with a memory cost that many sign-ins at once can afford."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

# Each hash takes its memory: who sends a thousand sign-ins at once has them wait, and not the machine swap.
AT_ONCE = BoundedSemaphore(4)


class Argon2id(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: OWASP's figure. Django's own 100 MiB makes ten sign-ins cost a gigabyte."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with AT_ONCE:
            return super().verify(password, encoded)
