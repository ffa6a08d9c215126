"""Do the records of an archive fit together? Each once, by id, and no reference leads out of it."""

import json
from typing import Any
from uuid import UUID

from database.ids import decode
from exports.layout import COMPANIES, CONTACTS, DATA, NOTES, TAGS, Fault

PREFIXES = {TAGS: "tag", COMPANIES: "com", CONTACTS: "con", NOTES: "note"}


def read_line(line: bytes) -> dict[str, Any]:
    """Return the object in a line of JSON; raise ValueError."""
    try:
        said = json.loads(line)
    except RecursionError as error:
        raise ValueError("That is nested too deep.") from error
    if not isinstance(said, dict) or not line.endswith(b"\n"):
        raise ValueError("That is no line with an object.")
    return said


class References:
    """What was read so far: 16 octets for each record."""

    def __init__(self) -> None:
        self._keys: dict[str, set[bytes]] = {name: set() for name in DATA}
        self._last: dict[str, str] = {}

    def note(self, name: str, said: dict[str, Any]) -> bool:
        """Note a record of a member; raise Fault if it is out of its order, or refers to what was not read before."""
        if name not in DATA:
            return True
        written = said.get("id")
        key = _key(PREFIXES[name], written)
        if str(written) <= self._last.get(name, ""):
            raise Fault(f"{name} does not have its records once each, by their ids.")
        for member, other in _referred(name, said):
            if _key(PREFIXES[member], other) not in self._keys[member]:
                raise Fault(f"{name} refers to {other}, which is not in the archive.")
        self._last[name] = str(written)
        self._keys[name].add(key)
        return True


def _referred(name: str, said: dict[str, Any]) -> list[tuple[str, Any]]:
    if name == NOTES:
        return [(CONTACTS if said.get("contact") else COMPANIES, said.get("contact") or said.get("company"))]
    found = [(TAGS, tag) for tag in said.get("tags") or ()]
    return [*found, (COMPANIES, said["company"])] if said.get("company") else found


def _key(prefix: str, written: Any) -> bytes:
    """Return the 16 octets of an id; raise ValueError for that of another kind."""
    kind, key = decode(written) if isinstance(written, str) else ("", UUID(int=0))
    if kind != prefix:
        raise ValueError(f"That is no id of a {prefix}.")
    return key.bytes
