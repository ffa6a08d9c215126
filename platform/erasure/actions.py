"""Who asks for an erasure, and confirms it? Verbs. Nothing goes before the link in a mail to them was followed.

Once it is confirmed it is done for sure: by a job, after a tombstone is on the disk (erasure/tombstones.py). A link's
key says behind which account's wall to look, as that of an invitation does.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import links, mail, members
from accounts.models import Role, User
from audit.recording import record
from billing.models import Customer
from contacts.models import Contact
from database import jobs
from database.context import account_context
from database.refusals import Forbidden, Invalid, NotFound, Refusal, RefusalCode
from erasure import receipts, tombstones
from erasure.erasing import erase
from erasure.models import Erasure, Subject
from erasure.subjects import MODELS, counts
from tokens import leaving

LASTS = timedelta(days=1)
TASK = "erasure.finish"
KEY = re.compile(r"([0-9a-f]{32})-([\w-]{43})", re.ASCII)
OPEN = Refusal(RefusalCode.ACCOUNT_OPEN, "id", "Close the account first: the payment processor still knows it.")


@transaction.atomic(savepoint=False)
def request(subject: str, subject_id: UUID, *, actor: User) -> Erasure:
    """Return what is to be erased, once the actor follows the link that is mailed to them; another one is void.

    Raise Forbidden for another person, and for what somebody else owns or runs; Invalid for the last administrator, and
    for an account that is not closed. The caller has made sure that the actor knows of it.
    """
    _refuse(subject, subject_id, actor)
    secret, now = secrets.token_urlsafe(32), timezone.now()
    of: dict[str, Any] = {"subject": subject, "subject_id": subject_id}
    if Erasure.objects.filter(confirmed_at__isnull=False, **of).exists():
        raise Invalid(Refusal(RefusalCode.TAKEN, "id", "That is being erased."))
    said: dict[str, Any] = {
        "requested_by": actor,
        "requested_at": now,
        "expires_at": now + LASTS,
        "secret_hash": _hashed(secret),
    }
    erasure, _ = Erasure.objects.update_or_create(**of, defaults=said)
    record(f"{subject.lower()}:request_erasure", subject_id, actor_id=actor.pk)
    url = links.page("erasure", key=f"{actor.account_id.hex}-{secret}")
    context = {"subject": subject, "url": url, "hours": LASTS // timedelta(hours=1)}
    mail.send("mail/erasure", actor.email, context, user=actor)
    return erasure


def preview(subject: str, subject_id: UUID, *, actor: User) -> dict[str, int]:
    """Return how much of what would go, if the actor asked for it and confirmed; raise as `request`."""
    _refuse(subject, subject_id, actor)
    return counts(subject, subject_id)


def find(key: str) -> tuple[Erasure, dict[str, int]] | None:
    """Return what a link would erase, and how much of what that is; None if there is nothing, or no such link."""
    try:
        with _opened(key) as erasure:
            return erasure, counts(erasure.subject, erasure.subject_id)
    except NotFound:
        return None


def confirm(key: str) -> None:
    """Have it erased; there is no way back. Raise NotFound for a key of none, Refused as `request` does."""
    with _opened(key) as erasure:
        actor = erasure.requested_by
        _refuse(erasure.subject, erasure.subject_id, actor)
        if erasure.subject == Subject.USER:
            leaving.deactivate(actor, actor=actor)
        record(f"{erasure.subject.lower()}:confirm_erasure", erasure.subject_id, actor_id=actor.pk)
        erasure.confirmed_at = timezone.now()
        erasure.save(update_fields=["confirmed_at"])
        jobs.defer_once(TASK, lock=f"erasure:{erasure.pk.hex}", account=erasure.account_id, erasure=erasure.pk)


def finish(account_id: UUID, erasure_id: UUID) -> None:
    """Erase what was confirmed, and mail the receipt; nothing, if that is done."""
    with account_context(account_id):
        confirmed = Erasure.objects.select_for_update().filter(confirmed_at__isnull=False, pk=erasure_id)
        for erasure in confirmed.select_related("requested_by"):
            _finish(erasure, erasure.requested_by)


def _finish(erasure: Erasure, actor: User) -> None:
    # Before it is gone: whoever is killed between the two does both again.
    tombstones.keep(settings.TOMBSTONES, _tombstone(erasure))
    receipt = receipts.receipt(erasure, counts(erasure.subject, erasure.subject_id))
    to = actor.email
    erase(erasure.subject, erasure.subject_id, actor=actor)
    Erasure.objects.filter(pk=erasure.pk).delete()
    mail.send("mail/erased", to, {"receipt": receipt}, user=None)


def _tombstone(erasure: Erasure) -> tombstones.Tombstone:
    return tombstones.Tombstone(
        at=erasure.confirmed_at or erasure.requested_at,
        account=erasure.account_id,
        subject=erasure.subject,
        id=erasure.subject_id,
        by=erasure.requested_by_id,
    )


def _refuse(subject: str, subject_id: UUID, actor: User) -> None:
    if not MODELS[subject]._default_manager.filter(pk=subject_id).exists():
        raise NotFound
    if subject == Subject.CONTACT and not Contact.objects.filter(pk=subject_id, owner=actor).exists():
        raise Forbidden("A contact is erased by whoever owns it.")
    if subject == Subject.USER:
        if subject_id != actor.pk:
            raise Forbidden("Nobody is erased by somebody else: deactivate them, and they can ask for it.")
        members.keep_an_admin(actor)
    if subject == Subject.ACCOUNT:
        if actor.role != Role.ADMIN or not actor.is_active:
            raise Forbidden("An account is erased by its administrators.")
        if Customer.objects.filter(account_id=subject_id).exists():
            raise Invalid(OPEN)


@contextmanager
def _opened(key: str) -> Iterator[Erasure]:
    """Hold what a key is of, locked, in a transaction of its account; raise NotFound if that is nothing any more."""
    parts = KEY.fullmatch(key)
    if not parts:
        raise NotFound("key")
    with account_context(UUID(parts[1])):
        waiting = Erasure.objects.select_for_update(of=("self",)).select_related("requested_by")
        of = {"secret_hash": _hashed(parts[2]), "expires_at__gt": timezone.now(), "confirmed_at": None}
        found = waiting.filter(requested_by__is_active=True, **of).first()
        if found is None:
            raise NotFound("key")
        yield found


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
