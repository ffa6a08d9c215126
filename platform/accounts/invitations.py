"""How is somebody invited to an account? By a mail with a link, for some days; who follows it becomes a user. Verbs.

A link's key says behind which account's wall to look, and has a secret of which the hash alone is kept. Whatever is
wrong with a key, expired, revoked, used or never ours, it is answered alike.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import joining, links, mail, members, seats
from accounts.models import Account, Invitation, User
from audit.recording import record
from database.checks import Checks
from database.constraints import violated
from database.context import account_context
from database.refusals import Invalid, NotFound, Refusal, RefusalCode

LASTS = timedelta(days=7)
KEY = re.compile(r"([0-9a-f]{32})-([\w-]{43})", re.ASCII)
OPEN_ALREADY = Refusal(
    RefusalCode.TAKEN, "email", "There is an invitation to that address; send it again, or revoke it."
)
TOO_MANY = Refusal(RefusalCode.TOO_MANY, None, "That were many mails for a day; try again tomorrow.")


@transaction.atomic(savepoint=False)
def invite(email: str, role: str, *, username: str | None = None, actor: User) -> Invitation:
    """Return a new invitation, and mail it; also to somebody who is a user already, whom the mail alone tells so.

    Raise Invalid for what is no address, no user name that can be had, no role of a customer's; a second invitation, or
    too many of them.
    """
    members.require_customer_role(role)
    address, name = _clean(email, username)
    _count_mail(actor)
    invitation = Invitation(
        account_id=actor.account_id,
        email=address,
        username=name,
        role=role,
        created_by=actor,
        created_at=timezone.now(),
    )
    secret = _renew(invitation)
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(OPEN_ALREADY) from error
    record("invitation:create", invitation.pk, actor_id=actor.pk, after={"role": role})
    _send(invitation, secret, actor)
    return invitation


@transaction.atomic(savepoint=False)
def resend(invitation: Invitation, *, actor: User) -> Invitation:
    """Return the (locked) invitation with a new link and all its days; the link there was is void."""
    _count_mail(actor)
    secret = _renew(invitation)
    invitation.save(update_fields=["secret_hash", "expires_at"])
    record("invitation:resend", invitation.pk, actor_id=actor.pk)
    _send(invitation, secret, actor)
    return invitation


@transaction.atomic(savepoint=False)
def revoke(invitation: Invitation, *, actor: User) -> None:
    """Take the (locked) invitation back; nothing is kept of whom it was for."""
    record("invitation:revoke", invitation.pk, actor_id=actor.pk)
    invitation.delete()


@transaction.atomic(savepoint=False)
def expire(invitation: Invitation) -> None:
    """Delete a (locked) invitation that nobody answered for so long that it is not kept any more."""
    record("invitation:expire", invitation.pk, actor_id=None)
    invitation.delete()


def find(key: str) -> Invitation | None:
    """Return the invitation that a link with this key is of, and its account; None if there is none any more."""
    try:
        with _opened(key) as invitation:
            return invitation
    except NotFound:
        return None


def accept(key: str, *, password: str, username: str | None = None, name: str | None = None) -> User:
    """Return the new user, whom the link proves to have the address: the one moment when somebody invited joins.

    Raise NotFound for a key of no invitation, Invalid if the user name or the address was taken meanwhile.
    """
    with _opened(key) as invitation:
        joining.yield_address(invitation.email)
        user = _join(invitation, username or invitation.username, name)
        user.set_password(password)
        user.save(update_fields=["password", "session_version"])
        joining.confirm_email(user)
        record("user:join", user.pk, actor_id=user.pk, after={"role": user.role})
        invitation.delete()
        seats.changed(user.account_id)
        return user


@contextmanager
def _opened(key: str) -> Iterator[Invitation]:
    """Hold the invitation of a key, locked, in a transaction of its account; raise NotFound if there is none."""
    parts = KEY.fullmatch(key)
    if not parts:
        raise NotFound("key")
    with account_context(UUID(parts[1])):
        invitations = Invitation.objects.select_for_update(of=("self",)).select_related("account")
        now = timezone.now()
        found = invitations.filter(secret_hash=_hashed(parts[2]), expires_at__gt=now).first()
        if found is None:
            raise NotFound("key")
        yield found


def _join(invitation: Invitation, username: str, name: str | None) -> User:
    of: dict[str, Any] = {"username": username, "email": invitation.email, "role": invitation.role, "name": name}
    try:
        with transaction.atomic():
            return joining.join(invitation.account_id, **of)
    except IntegrityError as error:
        if violated(error) == "accounts_user_username":
            raise Invalid(joining.NAME_TAKEN) from error
        raise Invalid(Refusal(RefusalCode.TAKEN, "email", "There is a user with this address.")) from error


def _clean(email: str, username: str | None) -> tuple[str, str]:
    checks = Checks()
    address = joining.clean_address(email, checks)
    name = username and joining.clean_name(username.strip(), checks)
    checks.finish()
    return address, name or str(get_adapter().generate_unique_username([address.partition("@")[0], "user"]))


def _count_mail(actor: User) -> None:
    # allauth asks for a request, of which it looks at nothing for what is counted by a key.
    if not ratelimit.consume(HttpRequest(), action="invitation_mail", key=str(actor.account_id)):
        raise Invalid(TOO_MANY)


def _renew(invitation: Invitation) -> str:
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash, invitation.expires_at = _hashed(secret), timezone.now() + LASTS
    return secret


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _send(invitation: Invitation, secret: str, actor: User) -> None:
    known = joining.of_address(invitation.email)
    account = Account.objects.only("name").get(pk=invitation.account_id)
    said = {"inviter": actor.name or actor.username, "account": account.name, "days": LASTS.days}
    if known:
        mail.send("mail/invited_known", known.email, said | {"username": known.username}, user=known)
        return
    url = links.page("account_invitation", key=f"{invitation.account_id.hex}-{secret}")
    mail.send("mail/invited", invitation.email, said | {"username": invitation.username, "url": url}, user=None)
