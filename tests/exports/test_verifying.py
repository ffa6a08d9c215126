"""Is whatever was done to an archive found?"""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.conf import settings as of_steward
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from exports import layout, packing
from exports.layout import DATA, Fault, Newer
from exports.packing import Member, Origin
from exports.signing import public_keys
from exports.verifying import verify
from tests.exports.asking import exported
from tests.exports.belongings import furnished

SECRET = of_steward.SECRET_KEY
BYTES = settings(max_examples=200, deadline=None, database=None)
ORIGIN = Origin(archive="arc_1", account="acc_1", owner="usr_1", created="2026-01-02T03:04:05+00:00")


@pytest.fixture(scope="module")
def archive() -> Path:
    """Somebody's archive, which no test may alter."""
    [zoe] = worlds.people("zoe")
    furnished(zoe)
    return exported(zoe)


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """`made(members)` is an archive of whatever octets, sealed as ours are: by somebody who has a key."""

    def make(*members: tuple[str, bytes, int]) -> Path:
        given = dict.fromkeys(DATA, (b"", 0)) | {name: (octets, records) for name, octets, records in members}
        target = tmp_path / "made.zip"
        packed = (Member(name=name, records=records, chunks=[octets]) for name, (octets, records) in given.items())
        packing.pack(target, packed, ORIGIN)
        return target

    return make


def test_p16_what_nothing_was_done_to_is_whole(archive: Path) -> None:
    verified = verify(archive, keys=public_keys())
    assert verified.key == public_keys()[0]
    assert verified.manifest.data_sha256 == verify(archive).manifest.data_sha256


@BYTES
@given(st.data())
def test_one_flipped_bit_is_found(archive: Path, data: st.DataObject) -> None:
    octets = bytearray(archive.read_bytes())
    place, bit = data.draw(st.integers(0, len(octets) - 1)), data.draw(st.integers(0, 7))
    octets[place] ^= 1 << bit
    refused(archive, octets)


@BYTES
@given(st.data())
def test_what_is_cut_or_longer_is_found(archive: Path, data: st.DataObject) -> None:
    octets = archive.read_bytes()
    refused(archive, octets[: data.draw(st.integers(0, len(octets) - 1))])
    refused(archive, octets + data.draw(st.binary(min_size=1, max_size=300)))


def refused(archive: Path, octets: bytes) -> None:
    altered = archive.with_suffix(".altered")
    altered.write_bytes(octets)
    with pytest.raises(Fault):
        verify(altered)


def rebuilt(archive: Path, change: Callable[[list[tuple[str, bytes]]], Iterable[tuple[str, bytes]]]) -> Path:
    """Return an archive with other members, whose seal is right, as if somebody had our key to do that with."""
    with ZipFile(archive) as old:
        members = [(name, old.read(name)) for name in old.namelist()]
    altered = archive.with_suffix(".rebuilt")
    with altered.open("w+b") as file:
        with ZipFile(file, "w") as new:
            for name, octets in change(members):
                new.writestr(packing._info(name), octets)
            new.comment = bytes(packing.STATEMENT_OCTETS)
        packing._seal(file)
    return altered


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "change",
    [
        lambda members: members[1:],
        lambda members: [*members, members[0]],
        lambda members: [members[1], members[0], *members[2:]],
        lambda members: [*members, ("../../etc/passwd", b"")],
        lambda members: [*members[:-2], ("evidence/more.jsonl", b""), *members[-2:]],
        lambda members: [(members[0][0], members[0][1] + b"{}\n"), *members[1:]],
        lambda members: [(members[0][0], members[0][1].replace(b"VIP", b"VIC")), *members[1:]],
    ],
    ids=["dropped", "twice", "reordered", "outside", "not listed", "longer", "other"],
)
def test_other_members_than_the_manifest_says_are_found(archive: Path, change: Callable) -> None:
    assert verify(rebuilt(archive, lambda members: members)).manifest == verify(archive).manifest
    with pytest.raises(Fault):
        verify(rebuilt(archive, change))


TAG = '{"id":"tag_%032x","name":"A"}\n'


@pytest.mark.parametrize(
    ("member", "octets", "records"),
    [
        (layout.TAGS, (TAG % 1).encode(), 2),
        (layout.TAGS, (TAG % 1 + TAG % 1).encode(), 2),
        (layout.TAGS, (TAG % 2 + TAG % 1).encode(), 2),
        (layout.TAGS, b"[]\n", 1),
        (layout.TAGS, b'{"id": "tag_1"}\n', 1),
        (layout.TAGS, b"[" * 100_000 + b"\n", 1),
        (layout.TAGS, (TAG % 1).encode().rstrip(), 1),
        (layout.CONTACTS, b'{"id":"con_%032x","company":"com_%032x"}\n' % (1, 1), 1),
        (layout.NOTES, b'{"id":"note_%032x","contact":"con_%032x"}\n' % (1, 1), 1),
        (layout.TAGS, b" " * (layout.LINE_OCTETS_MAX + 1), 1),
        ("evidence/../../outside.jsonl", b"", 0),
        ("/evidence/outside.jsonl", b"", 0),
    ],
    ids=[
        *("counts", "twice", "order", "no object", "no id", "nested", "no end", "company", "contact", "long line"),
        *("outside", "from the root"),
    ],
)
def test_what_is_signed_and_is_no_archive_is_refused(made: Callable, member: str, octets: bytes, records: int) -> None:
    verify(made((layout.TAGS, (TAG % 1).encode(), 1)))
    with pytest.raises(Fault):
        verify(made((member, octets, records)))


def test_a_member_that_unpacks_to_more_than_it_says_is_not_unpacked(made: Callable, tmp_path: Path) -> None:
    bomb = made((layout.TAGS, bytes(10_000_000), 1))
    octets = bomb.read_bytes()
    declared, less = (10_000_000).to_bytes(8, "little"), (100).to_bytes(8, "little")
    assert bomb.stat().st_size < 20_000
    bomb.write_bytes(octets.replace(declared, less).replace(declared[:4], less[:4]))
    with bomb.open("r+b") as file:
        packing._seal(file)
    with pytest.raises(Fault, match=r"has 100 octets, and 10000000 in the manifest"):
        verify(bomb)


def test_what_is_packed_in_another_way_is_refused(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = packing._info

    def stored(name: str):
        made = info(name)
        made.compress_type = ZIP_STORED
        return made

    monkeypatch.setattr(packing, "_info", stored)
    with pytest.raises(Fault, match="not packed as archives are"):
        verify(rebuilt(archive, lambda members: members))


def test_an_archive_of_a_newer_schema_says_so(made: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "SCHEMA", 2)
    newer = made()
    verify(newer)
    monkeypatch.setattr(layout, "SCHEMA", 1)
    with pytest.raises(Newer, match="its schema is 2, and this reads up to 1"):
        verify(newer)


def test_who_signed_it_is_compared(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = public_keys()
    verify(archive, keys=ours)
    monkeypatch.setattr(of_steward, "SECRET_KEY", "another" * 10)
    with pytest.raises(Fault, match="a key that is not trusted"):
        verify(archive, keys=public_keys())
    monkeypatch.setattr(of_steward, "SECRET_KEY_FALLBACKS", [SECRET])
    assert public_keys()[1:] == ours
    verify(archive, keys=public_keys())


def test_the_command_tells_what_an_archive_holds(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("archive", "verify", str(archive), key=public_keys()[0])
    told = capsys.readouterr().out
    assert "is whole" in told and f"{verify(archive).manifest.data_sha256}" in told and "as it should be" in told


def test_the_command_names_the_first_fault(archive: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.zip"
    shutil.copy(archive, short)
    with short.open("r+b") as file:
        file.truncate(short.stat().st_size - 1)
    with pytest.raises(CommandError, match=r"short\.zip: The archive is not as it was signed, or not whole\."):
        call_command("archive", "verify", str(short))
    with pytest.raises(CommandError, match=r"missing\.zip"):
        call_command("archive", "verify", str(tmp_path / "missing.zip"))
