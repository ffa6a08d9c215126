"""Who does not want which mail? Addresses that have opted out, of which no more is kept than a keyed hash. Verbs.

An opt-out is found as long as the secret under which it was made is SECRET_KEY or among SECRET_KEY_FALLBACKS. What a
person who signs in here has chosen is a column of theirs too (accounts/preferences.py), whatever becomes of secrets.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mail.classes import OPTIONAL, MailClass
from mail.models import How, OptOut

SALT = "mail.opting_out"


def unwanted(address: str) -> frozenset[MailClass]:
    """Return the classes that are not sent to an address."""
    found = OptOut.objects.filter(digest__in=_digests(address)).values_list("mail_class", flat=True)
    return frozenset(map(MailClass, found))


@transaction.atomic(savepoint=False)
def opt_out(address: str, classes: Iterable[MailClass] = OPTIONAL, *, how: How) -> None:
    """Have no mail of these classes sent to an address; what is the case already stays as it is."""
    digest, now = _digests(address)[0], timezone.now()
    made = [OptOut(digest=digest, mail_class=one, made_at=now, how=how) for one in _optional(classes)]
    OptOut.objects.bulk_create(made, ignore_conflicts=True)


@transaction.atomic(savepoint=False)
def opt_in(address: str, classes: Iterable[MailClass]) -> None:
    """Have mail of these classes sent to an address again."""
    OptOut.objects.filter(digest__in=_digests(address), mail_class__in=_optional(classes)).delete()


def _optional(classes: Iterable[MailClass]) -> list[MailClass]:
    """Return the classes; raise ValueError for one that nobody can opt out of."""
    named = list(classes)
    if not set(named) <= set(OPTIONAL):
        raise ValueError("What the service needs is always sent.")
    return named


def _digests(address: str) -> list[str]:
    """Return what stands for an address, in whatever case, under each of our secrets, the newest first."""
    said = address.strip().casefold()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, said, secret=secret, algorithm="sha256").hexdigest() for secret in secrets]
