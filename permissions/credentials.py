"""With what does somebody come? A session's cookie, a personal token, or an access token of OAuth2: three tables.

An agent may come with a session and a request of theirs, which somebody has approved (permissions/support/).

Which it is, its form tells; whether it is live, the first expression of the statement (permissions/viewer.py). What is
known of any of them is the key under which it is stored, a SHA-256.
"""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from accounts.cookies import KEPT_MAX, stored_key
from database import ids
from permissions.support.models import SupportRequest
from tokens import secret


class Kind(Enum):
    """The kinds of credentials. Each has statements of its own, for what they look up is not the same."""

    SESSION = "session"
    PERSONAL = "personal token"
    RESTRICTED = "restricted personal token"
    OAUTH = "access token"
    SUPPORT = "request of support"

    @property
    def is_token(self) -> bool:
        """Whether one of this kind has scopes."""
        return self not in (Kind.SESSION, Kind.SUPPORT)

    @property
    def is_restricted(self) -> bool:
        """Whether one of this kind opens less than its scopes: some records, documents or addresses, or no writes."""
        return self is Kind.RESTRICTED


class Credential(NamedTuple):
    """What a request came with: its kind, and the key that it would be stored under; which request of support."""

    kind: Kind
    key: str
    request: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """How a credential is looked up: FROM `source` WHERE `condition`, with `{key}` for its key; u is its user.

    What is `behind` the wall is looked up when that is up, by what was found of the credential, the row i.
    """

    source: str
    condition: str
    account: str = "u.account_id"
    before: str = ""  # what is done first, each with a comma behind it
    behind: str = ""
    named: str = "NULL::uuid"  # SQL for which token or application it is written down to be of
    columns: str = ""  # that are known of it beside its user, each behind a comma
    names: tuple[str, ...] = ()


_OF_PERSON = "tokens_personaltoken t JOIN accounts_user u ON u.id = t.user_id"
_LIVE = "t.digest = {key}::text AND t.expires_at > now() AND t.revoked_at IS NULL AND u.is_active"

_LIVE_SESSION = f"""s.session_key = {{key}}::text AND s.expire_date > now()
    AND s.seen_at > now() - interval '{settings.SESSION_IDLE_SECONDS} seconds'
    AND s.version = u.session_version AND u.is_active"""
# The rule of accounts.agents.signed_in.
_OF_AGENT = """u.role = 'AGENT' AND s.has_second_factor
    AND EXISTS (SELECT FROM mfa_authenticator f WHERE f.user_id = u.id AND f.type IN ('totp', 'webauthn'))"""

# `{address}` is where the request came from. The scopes that others imply are kept beside them.
FOUND: dict[Kind, Found] = {
    Kind.SESSION: Found(
        source="accounts_session s JOIN accounts_user u ON u.id = s.user_id",
        condition=_LIVE_SESSION,
    ),
    Kind.PERSONAL: Found(
        source=_OF_PERSON,
        # That it is not restricted its prefix has said; it opens nothing if that is not so.
        condition=f"""{_LIVE} AND NOT t.is_read_only
    AND num_nonnulls(t.only_owner_id, t.only_tag_id, t.only_group_id, t.addresses, t.documents) = 0""",
        named="viewer.token_id",
        columns=""",
         t.scopes, t.generation, t.id AS token_id""",
        names=("scopes", "generation", "token_id"),
    ),
    Kind.RESTRICTED: Found(
        source=_OF_PERSON,
        condition=_LIVE,
        named="viewer.token_id",
        columns=""",
         CASE WHEN t.is_read_only THEN ARRAY(SELECT o FROM unnest(t.scopes) o WHERE o LIKE '%:read')
              ELSE t.scopes END AS scopes, t.generation, t.documents,
         t.addresses IS NULL OR coalesce({address}::inet <<= ANY(t.addresses::inet[]), false) AS is_here,
         num_nonnulls(t.only_owner_id, t.only_tag_id, t.only_group_id) = 0 AS is_whole,
         t.only_owner_id, t.only_tag_id, t.only_group_id, t.id AS token_id""",
        names=(
            *("scopes", "generation", "documents", "is_here", "is_whole"),
            *("only_owner_id", "only_tag_id", "only_group_id", "token_id"),
        ),
    ),
    Kind.OAUTH: Found(
        source="tokens_accesstoken t JOIN accounts_user u ON u.id = t.user_id",
        condition="""t.token_checksum = {key}::text AND t.expires > now()
    AND (t.version IS NULL OR t.version = u.session_version) AND u.is_active""",
        named="viewer.application_id",
        columns=""",
         string_to_array(t.scope, ' ') AS scopes, t.generation, t.application_id""",
        names=("scopes", "generation", "application_id"),
    ),
    # What has expired goes for good: a clock that is set back does not bring it back.
    Kind.SUPPORT: Found(
        source="""permissions_supportaccess q JOIN accounts_user u ON u.id = q.agent_id
  JOIN accounts_session s ON s.user_id = q.agent_id""",
        condition=f"""{_LIVE_SESSION} AND {_OF_AGENT}
    AND q.id = {{request}}::uuid AND q.expires_at > now()""",
        named="{request}::uuid",
        account="q.account_id",
        before="gone AS (DELETE FROM permissions_supportaccess WHERE expires_at <= now()), ",
        columns=""",
         q.id AS request_id, q.owner_id""",
        names=("request_id", "owner_id"),
        behind=""",
         ARRAY(SELECT right(r.id, 32)::uuid FROM permissions_supportrequest q CROSS JOIN unnest(q.records) r(id)
               WHERE q.id = i.request_id AND q.state = 'APPROVED') AS record_ids""",
    ),
}
# What a token says of itself: a SELECT of the columns of a personal token, of the one with this key.
TOKENS: dict[Kind, str] = {
    **dict.fromkeys((Kind.PERSONAL, Kind.RESTRICTED), "SELECT * FROM tokens_personaltoken WHERE digest = {key}::text"),
    Kind.OAUTH: """SELECT a.name, string_to_array(t.scope, ' ') AS scopes, t.expires AS expires_at,
  false AS is_read_only, NULL::uuid AS only_owner_id, NULL::uuid AS only_tag_id, NULL::int AS only_group_id,
  NULL::text[] AS addresses, NULL::text[] AS documents
FROM tokens_accesstoken t JOIN tokens_application a ON a.id = t.application_id WHERE t.token_checksum = {key}::text""",
}
_KINDS = {secret.PERSONAL: Kind.PERSONAL, secret.RESTRICTED: Kind.RESTRICTED, secret.ACCESS: Kind.OAUTH}


def of_session(cookie: str) -> Credential | None:
    """Return the credential in a session's cookie; None if it is not as we made it."""
    key = stored_key(cookie)
    return Credential(Kind.SESSION, key) if key else None


def of_support(cookie: str, request_id: str) -> Credential | None:
    """Return the credential of an agent, in their session's cookie and the id of a request; None if either is none."""
    session, request = of_session(cookie), _key_of_request(request_id)
    return Credential(Kind.SUPPORT, session.key, request) if session and request else None


def _key_of_request(request_id: str) -> UUID | None:
    try:
        prefix, key = ids.decode(request_id)
    except ValueError:
        return None
    return key if prefix == SupportRequest.ID_PREFIX else None


def of_token(token: str) -> Credential | None:
    """Return the credential in a token; None if it cannot be one of ours, to the last character."""
    return _of_token(token) if len(token) == secret.LENGTH else None


@lru_cache(maxsize=KEPT_MAX)
def _of_token(token: str) -> Credential | None:
    # As with a session's cookie: what a token stands for does not change, and whether it is live is not kept.
    kind = _KINDS.get(secret.prefix_of(token) or "")
    return Credential(kind, secret.digest(token)) if kind else None
