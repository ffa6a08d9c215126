"""What can be done with personal tokens? Made, shown once, and revoked for good. Verbs; each is atomic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network

from django.db import transaction
from django.utils import timezone

from accounts.models import Team, User
from audit.recording import record
from contacts.models import Tag
from database.columns import is_text
from database.context import inside
from database.refusals import Invalid, NotFound, Refusal, RefusalCode
from tokens import secret
from tokens.models import PersonalToken
from tokens.scopes import GENERATION, SCOPES, held

NAME_LENGTH_MAX = 100
DAYS_DEFAULT, DAYS_MAX = 90, 365
LIVE_MAX = 50  # tokens of one person
ADDRESSES_MAX, DOCUMENTS_MAX = 20, 500


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a token is to open, and what it is restricted to. `documents` are ids, "sha256:…"; None is any."""

    name: str
    scopes: Sequence[str]
    days: int = DAYS_DEFAULT
    is_read_only: bool = False
    only_owner: User | None = None
    only_tag: Tag | None = None
    only_team: Team | None = None
    addresses: Sequence[str] | None = None
    documents: Sequence[str] | None = None

    @property
    def is_restricted(self) -> bool:
        """Whether it is to open less than its scopes."""
        lists = (self.addresses, self.documents)
        records = (self.only_owner, self.only_tag, self.only_team)
        return self.is_read_only or any(one is not None for one in (*lists, *records))


@transaction.atomic(savepoint=False)
def create_personal_token(grant: Grant, *, actor: User) -> tuple[PersonalToken, str]:
    """Return a new token and what it is, which is kept nowhere. Raise Invalid, for every field that is wrong.

    The caller has made sure that the actor sees what it is restricted to.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)  # two at once would not count each other
    refusals = [*_wrong(grant), *_too_many(actor)]
    if refusals:
        raise Invalid(*refusals)
    token = secret.issue(secret.RESTRICTED if grant.is_restricted else secret.PERSONAL)
    made = PersonalToken.objects.create(
        account_id=actor.account_id,
        user=actor,
        name=grant.name.strip(),
        digest=secret.digest(token),
        hint=token[-4:],
        scopes=sorted(held(grant.scopes)),
        generation=GENERATION,
        expires_at=timezone.now() + timedelta(days=grant.days),
        is_read_only=grant.is_read_only,
        only_owner=grant.only_owner,
        only_tag=grant.only_tag,
        only_group=grant.only_team.group if grant.only_team else None,
        addresses=None if grant.addresses is None else [str(_network(address)) for address in grant.addresses],
        documents=None if grant.documents is None else sorted(set(grant.documents)),
    )
    # Its last characters are shown beside its name, and are nowhere else.
    after = {"name": made.name, "scopes": made.scopes, "expiresAt": made.expires_at, "restricted": grant.is_restricted}
    record("token:create", made.pk, actor_id=actor.pk, after=after)
    return made, token


@transaction.atomic(savepoint=False)
def revoke_personal_token(token: PersonalToken, *, actor: User) -> PersonalToken:
    """End the actor's token, for the very next request with it. Raise NotFound if it has ended, or is another's."""
    now = timezone.now()
    live = PersonalToken.objects.filter(pk=token.pk, user=actor, revoked_at=None, expires_at__gt=now)
    if not live.update(revoked_at=now):
        raise NotFound
    with inside(actor.account_id):
        record("token:revoke", token.pk, actor_id=actor.pk)
    token.revoked_at = now
    return token


def _wrong(grant: Grant) -> Iterator[Refusal]:
    """Yield what is wrong with a grant, field by field."""
    name = grant.name.strip()
    if not name or len(name) > NAME_LENGTH_MAX or not is_text(name):
        yield _invalid("name", f"A token needs a name of 1 to {NAME_LENGTH_MAX} characters.")
    if not grant.scopes:
        yield Refusal(RefusalCode.BLANK, "scopes", "A token without a scope can do nothing.")
    for number, scope in enumerate(grant.scopes):
        if scope not in SCOPES:
            yield _invalid(f"scopes.{number}", "There is no such scope.")
    if not 1 <= grant.days <= DAYS_MAX:
        yield _invalid("expiresInDays", f"A token lasts 1 to {DAYS_MAX} days.")
    yield from _wrong_lists(grant)


def _wrong_lists(grant: Grant) -> Iterator[Refusal]:
    for field, given, most in (
        ("addresses", grant.addresses, ADDRESSES_MAX),
        ("documents", grant.documents, DOCUMENTS_MAX),
    ):
        if given is not None and not 1 <= len(given) <= most:
            yield _invalid(field, f"Give 1 to {most}, or leave them out.")
    for number, address in enumerate(grant.addresses or ()):
        if _network(address) is None:
            yield _invalid(f"addresses.{number}", "Give an address or a network: 192.0.2.0/24, 2001:db8::/32.")
    for number, document in enumerate(grant.documents or ()):
        if not secret.is_digest(document.removeprefix("sha256:")) or not document.startswith("sha256:"):
            yield _invalid(f"documents.{number}", 'Give ids of documents: "sha256:" and 64 hexadecimal digits.')


def _too_many(actor: User) -> Iterator[Refusal]:
    live = PersonalToken.objects.filter(user=actor, revoked_at=None, expires_at__gt=timezone.now())
    if live.count() >= LIVE_MAX:
        yield _invalid(None, f"There are {LIVE_MAX} tokens already; revoke one that is not needed.")


def _network(address: str) -> object | None:
    try:
        return ip_network(address)
    except ValueError:
        return None


def _invalid(field: str | None, message: str) -> Refusal:
    return Refusal(RefusalCode.INVALID, field, message)
