"""Who does not want which mail? Addresses that have opted out, of which no more is kept than a keyed hash. Verbs.

The key is random and kept sealed, so that an opt-out holds whatever becomes of our secrets, if `steward reseal` is run
before one of them is forgotten. If it was not, nobody can tell who has opted out, and no optional mail is sent at all.
"""

import hmac
import logging
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from database.sealing import OPT_OUTS, seal, unseal
from mail.classes import OPTIONAL, MailClass
from mail.models import How, OptOut, OptOutKey

KEY_OCTETS = 32

logger = logging.getLogger("steward.mail")


class UnknownKeyError(Exception):
    """The key of opt-outs was sealed under a secret that is in neither SECRET_KEY nor SECRET_KEY_FALLBACKS."""


def unwanted(address: str) -> frozenset[MailClass]:
    """Return the classes that are not sent to an address; all, if nobody can tell."""
    try:
        found = OptOut.objects.filter(digest=_digest(address)).values_list("mail_class", flat=True)
    except UnknownKeyError:
        logger.exception("No optional mail is sent")
        return frozenset(OPTIONAL)
    return frozenset(map(MailClass, found))


@transaction.atomic(savepoint=False)
def opt_out(address: str, classes: Iterable[MailClass] = OPTIONAL, *, how: How) -> None:
    """Have no mail of these classes sent to an address; what is the case already stays as it is.

    Raise UnknownKeyError if that cannot be kept.
    """
    digest, now = _digest(address), timezone.now()
    made = [OptOut(digest=digest, mail_class=one, made_at=now, how=how) for one in _optional(classes)]
    OptOut.objects.bulk_create(made, ignore_conflicts=True)


@transaction.atomic(savepoint=False)
def opt_in(address: str, classes: Iterable[MailClass]) -> None:
    """Have mail of these classes sent to an address again; raise UnknownKeyError if nobody can tell which that is."""
    OptOut.objects.filter(digest=_digest(address), mail_class__in=_optional(classes)).delete()


@transaction.atomic
def reseal() -> None:
    """Seal the key under our newest secret, so that those before can be forgotten."""
    key = _key()
    OptOutKey.objects.update(sealed=seal(key.hex(), purpose=OPT_OUTS))


def _optional(classes: Iterable[MailClass]) -> list[MailClass]:
    """Return the classes; raise ValueError for one that nobody can opt out of."""
    named = list(classes)
    if not set(named) <= set(OPTIONAL):
        raise ValueError("What the service needs is always sent.")
    return named


def _digest(address: str) -> str:
    """Return what stands for an address, in whatever case: 64 hexadecimal digits."""
    return hmac.digest(_key(), address.strip().casefold().encode(), "sha256").hex()


def _key() -> bytes:
    """Return the key, which is made when it is first needed."""
    made = {"sealed": seal(secrets.token_hex(KEY_OCTETS), purpose=OPT_OUTS)}
    kept, _ = OptOutKey.objects.get_or_create(pk=1, defaults=made)
    key = unseal(kept.sealed, purpose=OPT_OUTS)
    if key is None:
        raise UnknownKeyError("The key of opt-outs cannot be opened; see SECRET_KEY_FALLBACKS.")
    return bytes.fromhex(key)
