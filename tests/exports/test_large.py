"""Does a large archive come back to the octet? `--many 100000` is the long run, and tells what each part of it took."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

import worlds
from aloud import sayer
from exports import layout
from exports.models import State
from exports.packing import Member, Origin, pack
from exports.verifying import verify
from tests.exports.asking import as_it_is, exported, sent
from tests.exports.test_importing import data
from work import do_jobs

ORIGIN = Origin(archive=f"arc_{'1' * 32}", account="acc_1", owner="usr_1", created="2026-01-02T03:04:05+00:00")
KNOWN = {"version": 3} | dict.fromkeys(("createdAt", "updatedAt"), "2020-01-02T03:04:05.000006+00:00")
NOTED_EACH = 4
NOTE = {"company": None, "body": "Called back."}
Say = Callable[[str], None]


def line(said: dict) -> bytes:
    return layout.canonical(KNOWN | said) + b"\n"


def contact(number: int, first: int) -> bytes:
    email = {"address": f"somebody.{number}@example.org", "label": "work"}
    phone = {"number": f"020 7946 {number % 10_000:04}", "e164": f"+44207946{number % 10_000:04}", "label": None}
    address = {"street": f"High St {number}", "city": "Oslo", "region": None, "country": "NO", "label": None}
    names = {"firstName": f"Zoë {number}", "middleName": None, "lastName": "Ångström", "prefix": None, "suffix": None}
    others = {"nickname": None, "jobTitle": "Captain", "birthday": "1990-02-28", "source": None}
    links = {"company": f"com_{first:032x}", "tags": [f"tag_{first:032x}"], "website": "https://example.org/"}
    parts = {"emails": [email], "phones": [phone], "addresses": [address | {"postalCode": "0150"}]}
    return line({"id": f"con_{first + number:032x}"} | names | others | links | parts)


def large(file: Path, many: int) -> None:
    """Write an archive of so many contacts, and a note on each fourth."""
    first = worlds.uuid.uuid4().int >> 8 << 8  # room for all, and nobody else's
    hung = {"tags": [], "emails": [], "phones": [], "addresses": []}
    company = line({"id": f"com_{first:032x}", "name": "Acme", "website": None, "industry": None} | hung)
    notes = (
        line({"id": f"note_{first + number:032x}", "contact": f"con_{first + number:032x}"} | NOTE)
        for number in range(0, many, NOTED_EACH)
    )
    members = (
        Member(name=layout.TAGS, records=1, chunks=[line({"id": f"tag_{first:032x}", "name": "VIP"})]),
        Member(name=layout.COMPANIES, records=1, chunks=[company]),
        Member(name=layout.CONTACTS, records=many, chunks=(contact(number, first) for number in range(many))),
        Member(name=layout.NOTES, records=len(range(0, many, NOTED_EACH)), chunks=notes),
    )
    pack(file, members, ORIGIN)


@contextmanager
def told(what: str, say: Say) -> Iterator[None]:
    began = time.monotonic()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{what}: {time.monotonic() - began:.1f} s; the most memory that this process had so far: {peak:.0f} MiB")


def test_p15_a_large_archive_comes_back_to_the_octet(tmp_path: Path, many: int, pytestconfig: pytest.Config) -> None:
    file, zoe = tmp_path / "large.zip", worlds.user(worlds.account(country=None))
    large(file, many)
    say = sayer(pytestconfig)
    with told("verified", say):
        verify(file)
    asked = sent(zoe, file)
    with told("imported by a worker", say):
        do_jobs()
    assert as_it_is(asked).state == State.COMPLETE
    with told("exported", say):
        again = exported(zoe)
    assert UUID(again.stem)
    manifest = verify(again).manifest
    assert [one.records for one in manifest.data] == [1, 1, many, -(-many // NOTED_EACH)]
    assert manifest.data_sha256 == verify(file).manifest.data_sha256
    if many < 10_000:
        assert data(again) == data(file)
