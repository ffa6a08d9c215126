"""What is in an archive? A ZIP file of members, a manifest that lists them, a signature of it, and a seal of it all.

    data/*.jsonl      what an import restores, a record in each line, by id
    evidence/*        what is derived (CSV, vCard), or can be shown and not restored (history, grants)
    manifest.json     canonical JSON: format, schema, whose it is, and of each file its SHA-256, octets and records
    manifest.sig      Ed25519 of the manifest
    the ZIP's comment Ed25519 of all octets before it: the seal, without which no file is an archive

Neither a database nor our secret is needed to read one.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = "steward-archive"
SCHEMA = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
TAGS, COMPANIES, CONTACTS, NOTES = (f"data/{name}.jsonl" for name in ("tags", "companies", "contacts", "notes"))
DATA = (TAGS, COMPANIES, CONTACTS, NOTES)  # what is referred to comes before what refers to it
GRANTS, HISTORY = "evidence/grants.jsonl", "evidence/history.jsonl"
NOTES_ELSEWHERE = "evidence/notes_elsewhere.jsonl"
TABLE, CARDS = "evidence/contacts.csv", "evidence/contacts.vcf"
MANIFEST_OCTETS_MAX = 1_000_000
LINE_OCTETS_MAX = 8_000_000  # an entry that a note was changed has two texts of 100,000 characters, perhaps escaped
# Relative, and no part of it begins with a dot.
_NAME = re.compile(r"(?:data|evidence)(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Fault(ValueError):  # noqa: N818  # an answer about a file, not a failure
    """What is wrong with an archive: one sentence."""


class Newer(Fault):
    """Nothing, but that it is of a schema which this version does not know yet."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A member as the manifest has it."""

    name: str
    sha256: str
    bytes: int
    records: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an archive says of itself. Ids are public ones: "arc_…", "acc_…", "usr_…"."""

    archive: str
    account: str
    owner: str
    created: str  # ISO 8601, UTC
    data: tuple[File, ...]
    evidence: tuple[File, ...]

    @property
    def files(self) -> tuple[File, ...]:
        """All members but the manifest and its signature, in their order."""
        return (*self.data, *self.evidence)

    @property
    def data_sha256(self) -> str:
        """The same for two archives whose Data is the same, to the octet."""
        return hashlib.sha256(canonical([asdict(file) for file in self.data])).hexdigest()

    def octets(self) -> bytes:
        """Return the member manifest.json."""
        said = {name: getattr(self, name) for name in ("archive", "account", "owner", "created")}
        data, evidence = ([asdict(file) for file in files] for files in (self.data, self.evidence))
        parts = {"data": {"files": data, "sha256": self.data_sha256}, "evidence": {"files": evidence}}
        return canonical({"format": FORMAT, "schema": SCHEMA, **said, **parts})


def canonical(value: Any) -> bytes:
    """Return JSON in its one form: sorted names, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def parsed(octets: bytes) -> Manifest:
    """Return what a manifest says; raise Newer or Fault."""
    said = _object(octets)
    if said.get("format") != FORMAT:
        raise Fault("It is no archive of Steward's: its manifest is of another format.")
    _check_schema(said.get("schema"))
    try:
        texts = {name: str(said[name]) for name in ("archive", "account", "owner", "created")}
        datetime.fromisoformat(texts["created"])
        data, evidence = (tuple(map(_file, said[part]["files"])) for part in ("data", "evidence"))
        manifest = Manifest(**texts, data=data, evidence=evidence)
    except (KeyError, TypeError, ValueError) as error:
        raise Fault("Its manifest does not say what a manifest says.") from error
    if manifest.octets() != octets or tuple(file.name for file in data) != DATA:
        raise Fault("Its manifest does not say what a manifest says.")
    return manifest


def _object(octets: bytes) -> dict[str, Any]:
    try:
        said = json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise Fault("Its manifest is not JSON.") from error
    if not isinstance(said, dict):
        raise Fault("Its manifest is no object.")
    return said


def _check_schema(schema: Any) -> None:
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise Fault("Its manifest names no schema.")
    if schema > SCHEMA:
        raise Newer(f"It was made by a newer version: its schema is {schema}, and this reads up to {SCHEMA}.")


def _file(said: Mapping[str, Any]) -> File:
    file = File(**said)
    is_sound = _NAME.fullmatch(file.name) and _SHA256.fullmatch(file.sha256)
    if (
        not is_sound
        or type(file.bytes) is not int
        or type(file.records) is not int
        or min(file.bytes, file.records) < 0
    ):
        raise ValueError("That is no file.")
    return file
