"""Who asks? The first expression of every statement: no live credential, no row; and with the row comes the wall.

Everything else in a statement depends on its row, so the order of evaluation is fixed and a mistake fails closed.
Nothing about a person is kept in memory between requests: what is revoked is gone for the very next statement.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from accounts import allowances
from accounts.models import User
from audit.models import Credential
from audit.origin import Origin
from database.context import SETTING
from database.statements import Parameters, fetch
from permissions.credentials import FOUND, Kind

# What actions need of their actor, by the names of columns; passwords are not it.
OF_A_PERSON = ("id", "account_id", "username", "email", "name", "role", "is_active")
READ_ONLY_REASON = (
    "(SELECT b.reason FROM billing_accountsubscription b WHERE b.id = viewer.account_id AND NOT b.is_open)"
)
# As what each kind is written down (platform/audit/).
CREDENTIALS = {
    Kind.SESSION: Credential.SESSION,
    Kind.PERSONAL: Credential.PERSONAL_TOKEN,
    Kind.RESTRICTED: Credential.PERSONAL_TOKEN,
    Kind.OAUTH: Credential.APPLICATION,
    Kind.SUPPORT: Credential.SUPPORT,
}
# What a token needs: a scope, "" for none, and to be of a generation of the API (graph/scopes.py).
Need = tuple[str, int]


class Inputs(NamedTuple):
    """What a statement is run with: the credential's key, the operation's variables, the record of a payload.

    `requested` are the points the operation costs, `spent` these and what the credential was not yet charged. `address`
    is where the request came from, and `document` the id of what it runs: a token may be bound to some.
    """

    key: str
    variables: Mapping[str, object]
    kind: Kind = Kind.SESSION
    record: UUID | None = None
    requested: int = 0
    spent: int = 0
    address: str = ""
    document: str = ""
    request: UUID | None = None  # of support


class Shown(NamedTuple):
    """Which fields of rows of one kind a place in an answer shows, by the names of the API."""

    kind: str
    fields: frozenset[str]


class ViewerParameters(Parameters):
    """The parameters of a statement for whoever comes with a kind of credential."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.shown: list[Shown] = []  # of rows that are marked (permissions/disclosures.py)


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person at work in a transaction of their account, or a token of theirs."""

    user: User
    inputs: Inputs  # of statements about this viewer alone
    credential_id: UUID | None = None  # which token, or application
    read_only_reason: str | None = None  # why the account's Data cannot be changed now (permissions/standing.py)

    @property
    def kind(self) -> Kind:
        """What they came with."""
        return self.inputs.kind

    @property
    def origin(self) -> Origin:
        """Where what they do comes from."""
        address = self.inputs.address or None
        return Origin(address=address, credential=CREDENTIALS[self.kind], credential_id=self.credential_id)

    def parameters(self) -> ViewerParameters:
        """Return the parameters of a statement that this viewer asks."""
        return ViewerParameters(self.kind)


@dataclass(frozen=True)
class StoredKey:
    """The slot of the credential's key."""

    def __call__(self, inputs: Inputs) -> str:
        return inputs.key


def spent(inputs: Inputs) -> int:
    """The slot of the points spent."""
    return inputs.spent


def address(inputs: Inputs) -> str | None:
    """The slot of where the request came from; null if the server does not say, which is no allowed place."""
    return inputs.address or None


def request(inputs: Inputs) -> UUID | None:
    """The slot of the key of the request of support."""
    return inputs.request


def document(inputs: Inputs) -> str:
    """The slot of the id of the document that is run."""
    return inputs.document


def who(parameters: ViewerParameters) -> str:
    """Return the WITH clause: one row `viewer` (user_id, account_id, remaining, group_ids), none if nobody is there.

    The account's wall is raised by `identity`; the teams are read behind it. `remaining` are the points that the viewer
    has left after this, below zero if it is too much. Of a token there is besides what it opens. With a request of
    support the account is the one of whoever approved it.
    """
    remaining = allowances.remaining("a.full_at", f"{parameters.add(spent)}::int")
    found, is_restricted = FOUND[parameters.kind], parameters.kind.is_restricted
    columns = found.columns.format(address=parameters.add(address)) if is_restricted else found.columns
    return f"""WITH {found.before}identity AS MATERIALIZED (
  SELECT u.id AS user_id, {found.account}, set_config('{SETTING}', {found.account}::text, true) AS wall,
         {remaining} AS remaining{columns}
  FROM {found.source} LEFT JOIN accounts_allowance a ON a.holder = u.id
  WHERE {found.condition.format(**_came_with(parameters))}
), viewer AS MATERIALIZED (
  SELECT i.user_id, i.account_id, i.remaining,
         ARRAY(SELECT m.group_id FROM accounts_membership m WHERE m.user_id = i.user_id) AS group_ids{
        "".join(f", i.{name}" for name in found.names)
    }{found.behind}
  FROM identity i WHERE i.wall IS NOT NULL
)"""


def _came_with(parameters: ViewerParameters) -> dict[str, str]:
    """Return the placeholders of what the viewer came with, by their names in permissions.credentials.FOUND."""
    named = {"request": parameters.add(request)} if parameters.kind is Kind.SUPPORT else {}
    return {"key": parameters.add(StoredKey())} | named


def refusal(needs: Collection[Need], parameters: ViewerParameters) -> str | None:
    """Return SQL for why the viewer may not run a document that has these needs, null if they may; None if none could.

    It is "ADDRESS", "DOCUMENT", or "SCOPES" and those that are missing.
    """
    if not parameters.kind.is_token:
        return None
    cases = ["WHEN NOT viewer.is_here THEN 'ADDRESS'"] if parameters.kind.is_restricted else []
    if parameters.kind.is_restricted:
        cases.append(f"WHEN {parameters.add(document)}::text <> ALL(viewer.documents) THEN 'DOCUMENT'")
    if needs:
        lacking = ", ".join(_lacking(*need) for need in sorted(needs))
        cases.append(f"WHEN {_lacks(needs)} THEN concat_ws(' ', 'SCOPES', {lacking})")
    return f"CASE {' '.join(cases)} END" if cases else "NULL::text"


def _lacking(scope: str, since: int) -> str:
    """Return SQL for the scope if it is lacking, "" for what is newer than the token; null if nothing is."""
    missing = f"'{scope}' <> ALL(viewer.scopes) OR " if scope else ""
    return f"CASE WHEN {missing}viewer.generation < {since} THEN '{scope}' END"


def _lacks(needs: Iterable[Need]) -> str:
    scopes = ", ".join(f"'{scope}'" for scope in sorted({scope for scope, _ in needs if scope}))
    return f"NOT (viewer.scopes @> ARRAY[{scopes}]::text[] AND viewer.generation >= {max(since for _, since in needs)})"


def authenticate(inputs: Inputs, needs: frozenset[Need]) -> tuple[Viewer | None, float, str | None]:
    """Return who is there, by `who`; the points they have left, and a refusal; the transaction is in their account."""
    parameters = ViewerParameters(inputs.kind)
    columns = ", ".join(f"u.{column}" for column in OF_A_PERSON)
    somebody = who(parameters)
    named = FOUND[parameters.kind].named.format(**_came_with(parameters))
    sql = f"""{somebody}
SELECT viewer.remaining, {refusal(needs, parameters) or "NULL"}, {READ_ONLY_REASON}, {named}, {columns}
FROM viewer JOIN accounts_user u ON u.id = viewer.user_id"""
    rows = fetch(sql, [slot(inputs) for slot in parameters.slots])
    if not rows:
        return None, 0, None
    [(remaining, refused, read_only_reason, credential_id, *values)] = rows
    user = User.from_db(DEFAULT_DB_ALIAS, OF_A_PERSON, values)
    own = inputs._replace(variables={}, requested=0, spent=0)
    viewer = Viewer(user=user, inputs=own, credential_id=credential_id, read_only_reason=read_only_reason)
    return viewer, remaining, refused
