"""Where could a value be? In every table, file and log, and in whatever was answered or mailed: each has a name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import mails
from database.place import place
from tests.billing.canary import forms
from tests.billing.canary.values import MARK

TABLE = re.compile(r"^COPY \w+\.(\w+) ", re.MULTILINE)
NUMBER = re.compile(r"[0-9A-F]{8,}|\d+")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Octets, and what they are; `is_text` if people could read them, so that a short value there means something."""

    name: str
    octets: bytes
    is_text: bool = True


@dataclass(frozen=True, kw_only=True)
class Canary:
    """A value as it was said; `token` is the part of it that no encoding changes. None: the value is a short word.

    `told_by` names the place where it belongs, if there is one: the answer that hands it out.
    """

    name: str
    text: str
    token: str | None
    told_by: str | None = None


@dataclass(frozen=True, order=True)
class Finding:
    """What is where, and in which form."""

    what: str
    where: str
    form: str


def search(places: Iterable[Place], canaries: list[Canary]) -> list[Finding]:
    """Return every finding, each once."""
    return sorted({finding for place in places for finding in _in(place, canaries)})


def tables(dumped: str) -> Iterator[Place]:
    """Yield the rows of each table, and what is said of them all."""
    starts = [*(match.start() for match in TABLE.finditer(dumped)), len(dumped)]
    yield Place(name="schema", octets=dumped[: starts[0]].encode())
    for start, end in pairwise(starts):
        rows = dumped[start:end]
        yield Place(name=f"table {rows.split()[1].partition('.')[2]}", octets=rows.encode())


def files(data: Path) -> Iterator[Place]:
    """Yield all files of a data folder, and of the database's if that is elsewhere; the write-ahead log among them."""
    for root in {data, place(data).home}:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield Place(name=_file(path.relative_to(root)), octets=path.read_bytes(), is_text=False)


def sent(data: Path) -> Iterator[Place]:
    """Yield every mail, decoded."""
    for mail in mails.all_mails(data / "mail"):
        yield Place(name="mail", octets=f"{mail.items()}\n{mails.body(mail)}".encode())


def _file(path: Path) -> str:
    """Return "postgres/pg_wal/…" without what is another name each time."""
    return "write-ahead log" if "pg_wal" in path.parts else f"file {NUMBER.sub('…', str(path))}"


def _in(place: Place, canaries: list[Canary]) -> Iterator[Finding]:
    lower = place.octets.lower()
    is_marked = bool(forms.found(place.octets, lower, MARK))
    for canary in canaries:
        if place.name != canary.told_by:
            for form in _forms(place, lower, canary, is_marked=is_marked):
                yield Finding(canary.name, place.name, form)


def _forms(place: Place, lower: bytes, canary: Canary, *, is_marked: bool) -> list[str]:
    if canary.token is None:
        return _whole(place, canary.text.encode())
    is_possible = is_marked or MARK not in canary.token
    found = forms.found(place.octets, lower, canary.token) if is_possible else []
    return found + (forms.hashed(lower, canary.text) if place.is_text else [])


def _whole(place: Place, word: bytes) -> list[str]:
    """Find a word that stands by itself: as a column of a table, in quotes, in a tag, in an address."""
    pattern = rb"""[\t\n"'>=]""" + re.escape(word) + rb"""[\t\n"'<&]"""
    return ["word"] if place.is_text and re.search(pattern, place.octets) else []
