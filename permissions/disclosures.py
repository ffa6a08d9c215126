"""What does a token take along? Each record and person in its answer is marked there, and told of before that goes.

The mark is a pair of the object's JSON, which is taken out of the answer again: so what is written down is what leaves,
no more and no less, and costs no second look at a row. No answer of a client's can look like one: its key is no name of
GraphQL's, and a text cannot hold the quote before it.
"""

import re
from collections.abc import Iterable, Sequence

from accounts.models import User
from audit.models import Recipient
from audit.register import Part, Reader, text
from permissions.carriers import CARRIERS, Model
from permissions.credentials import FOUND, Kind
from permissions.viewer import Shown, StoredKey, ViewerParameters

KEY = "#"
_UUID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
MARK = re.compile(rb'"#" : "([0-9]+ ' + _UUID + b" " + _UUID + rb')", ')
RECIPIENTS = {
    Kind.PERSONAL: Recipient.PERSONAL_TOKEN,
    Kind.RESTRICTED: Recipient.PERSONAL_TOKEN,
    Kind.OAUTH: Recipient.APPLICATION,
}
# Whose a row is: a person is their own.
OWNERS: dict[Model, str] = dict.fromkeys(CARRIERS, "owner_id") | {User: "id"}


def mark(model: Model | None, row: str, fields: Iterable[str], parameters: ViewerParameters) -> list[tuple[str, str]]:
    """Return the pair, key and SQL, that marks the JSON of a row of which these fields are shown; none to a session."""
    if model not in OWNERS or not parameters.kind.is_token:
        return []
    parameters.shown.append(Shown(str(model._meta.model_name), frozenset(fields)))
    place = len(parameters.shown) - 1
    return [(KEY, f"concat('{place} ', {row}.id, ' ', {row}.{OWNERS[model]})")]


def reader(parameters: ViewerParameters) -> str:
    """Return SQL for who is given the answer, as `taken` reads it."""
    named = FOUND[parameters.kind].named.format(key=parameters.add(StoredKey()))
    return f"concat_ws(' ', viewer.account_id, viewer.user_id, {named})"


def read(by: str, kind: Kind) -> Reader:
    """Return who that was."""
    account_id, user_id, recipient_id = by.split()
    return Reader(account_id, user_id, RECIPIENTS[kind], recipient_id)


def taken(answer: bytes, shown: Sequence[Shown], who: Reader) -> tuple[bytes, str | None]:
    """Return an answer without its marks, and the text of what these say that it discloses; None if that is nothing."""
    parts = MARK.split(answer)  # what is between the marks, and every other the mark
    if len(parts) == 1:
        return answer, None
    places: dict[bytes, list[bytes]] = {}  # by record and owner, all in which it is shown
    for marked in dict.fromkeys(parts[1::2]):
        place, _, record = marked.partition(b" ")
        places.setdefault(record, []).append(place)
    records: dict[tuple[bytes, ...], list[str]] = {}
    for record, of in places.items():
        record_id, owner_id = record.split()
        records.setdefault((owner_id, *of), []).append(record_id.decode())
    told = (_part(owner_id, of, ids, shown) for (owner_id, *of), ids in records.items())
    return b"".join(parts[::2]), text(who, told)


def _part(owner_id: bytes, places: list[bytes], record_ids: list[str], shown: Sequence[Shown]) -> Part:
    in_each = [shown[int(place)] for place in places]
    fields = sorted(set[str]().union(*(one.fields for one in in_each)))
    return Part(in_each[0].kind, owner_id.decode(), fields, record_ids)
