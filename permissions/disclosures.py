"""What does a token take along? Each record and person in its answer is marked there, and told of before that goes.

The mark is a pair of the object's JSON, which is taken out of the answer again: so what is written down is what leaves,
no more and no less, and costs no second look at a row. No answer of a client's can look like one: its key is no name of
GraphQL's, and a text cannot hold the quote before it.
"""

import json
import re
from collections.abc import Iterable

from accounts.models import User
from audit.models import Recipient
from audit.register import line
from permissions.carriers import CARRIERS, Model
from permissions.credentials import FOUND, Kind
from permissions.viewer import Shown, ViewerParameters

KEY = "#"
_UUID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# What is shown without any field of it has nothing behind its mark.
MARK = re.compile(rb'"#" : "([0-9]+ ' + _UUID + b" " + _UUID + rb')"(?:, )?')
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
    """Return SQL for who is given the answer: a Recipient, the keys of account, person, and token or application."""
    named = FOUND[parameters.kind].named
    return f"concat_ws(' ', '{RECIPIENTS[parameters.kind]}', viewer.account_id, viewer.user_id, {named})"


def shown(parameters: ViewerParameters) -> bytes:
    """Return what the places of a statement's marks show, as a journal has it; nothing if nothing is marked."""
    places = [[place.kind, sorted(place.fields)] for place in parameters.shown]
    return json.dumps(places).encode() if places else b""


def taken(answer: bytes, shown: bytes, reader: bytes) -> tuple[bytes, bytes | None]:
    """Return an answer without its marks, and the line that says what it discloses to whom; None if that is nothing."""
    parts = MARK.split(answer)  # what is between the marks, and every other the mark
    if len(parts) == 1:
        return answer, None
    return b"".join(parts[::2]), line(reader, shown, b",".join(parts[1::2]))
