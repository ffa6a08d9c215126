"""Where could a value be? In every column, file and log, and in whatever was answered or mailed: each has a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import mails
from database.place import place

TABLE = re.compile(r"^COPY \w+\.(?P<table>\w+) \((?P<columns>.*)\) FROM stdin;$", re.MULTILINE)
END = "\n\\.\n"  # of the rows of a table
ZEROS = re.compile(rb"\0{16,}")  # of which a database's files have many
NUMBER = re.compile(r"[0-9A-F]{8,}|\d+")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Octets, and what they are; `is_text` if people could read them, so that a short value there means something."""

    name: str
    octets: bytes
    is_text: bool = True


def columns(dumped: str) -> Iterator[Place]:
    """Yield each column of each table of a dump, a value a line; and what is said of them all."""
    starts = list(TABLE.finditer(dumped))
    yield Place(name="schema", octets=dumped[: starts[0].start()].encode())
    for start, end in pairwise([*(found.start() for found in starts), len(dumped)]):
        found = TABLE.match(dumped, start)
        assert found
        rows = dumped[found.end() : dumped.index(END, found.end() - 1, end)].split("\n")[1:]
        names = found["columns"].replace('"', "").split(", ")
        values = zip(*(row.split("\t") for row in rows), strict=True) if rows else [()] * len(names)
        for name, of in zip(names, values, strict=True):
            yield Place(name=f"column {found['table']}.{name}", octets="\n".join(["", *of, ""]).encode())


def files(data: Path) -> Iterator[Place]:
    """Yield all files of a data folder but mails, and of the database's if that is elsewhere; its log among them."""
    for root in {data, place(data).home}:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.parent != data / "mail":
                yield Place(
                    name=_file(path.relative_to(root)), octets=ZEROS.sub(b"\0", path.read_bytes()), is_text=False
                )


def sent(data: Path) -> Iterator[Place]:
    """Yield every mail, decoded."""
    for mail in mails.all_mails(data / "mail"):
        yield Place(name=f"mail to {mail['To']}", octets=f"{mail.items()}\n{mails.body(mail)}".encode())


def _file(path: Path) -> str:
    """Return "postgres/pg_wal/…" without what is another name each time."""
    return "write-ahead log" if "pg_wal" in path.parts else f"file {NUMBER.sub('…', str(path))}"
