"""Is an archive whole, and as it was signed? Every octet is looked at, none is trusted, and little of it is held.

The seal comes first, and what a member says of itself is believed only as far as the manifest says the same: so nothing
is unpacked that was not declared, and nothing is longer than declared. No name is ever used as a path.
"""

import csv
import hashlib
import os
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from exports.layout import (
    DATA,
    LINE_OCTETS_MAX,
    MANIFEST,
    MANIFEST_OCTETS_MAX,
    SIGNATURE,
    Fault,
    File,
    Manifest,
    parsed,
)
from exports.packing import digest
from exports.references import References, read_line
from exports.signing import OF_ARCHIVE, OF_MANIFEST, STATEMENT_OCTETS, signer

ENCRYPTED = 0x1
BROKEN = (BadZipFile, EOFError, NotImplementedError, OSError, OverflowError, RuntimeError, struct.error, zlib.error)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """An archive in which nothing is wrong: what it says of itself, and the public key that signed it."""

    manifest: Manifest
    key: str


def verify(path: Path, *, keys: Collection[str] = ()) -> Verified:
    """Return what an archive says, signed by one of the keys if there are some.

    Raise Fault, or Newer, for the first thing that is wrong.
    """
    with _opened(path) as file:
        key = _sealed_by(file)
        if keys and key not in keys:
            raise Fault(f"It is signed by a key that is not trusted: {key}.")
        with ZipFile(file) as archive:
            manifest = _manifest(archive, key)
            references = References()
            for declared in manifest.files:
                _check(archive, declared, references)
    return Verified(manifest=manifest, key=key)


def lines(path: Path, name: str) -> Iterator[bytes]:
    """Yield the lines of a member of an archive that was verified."""
    with _opened(path) as file, ZipFile(file) as archive, archive.open(name) as member:
        yield from _bounded(member, name)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            yield file
    except BROKEN as error:
        raise Fault("It is not a ZIP file, or not a whole one.") from error


def _sealed_by(file: IO[bytes]) -> str:
    before = file.seek(0, os.SEEK_END) - STATEMENT_OCTETS
    if before <= 0:
        raise Fault("It is too short for an archive.")
    file.seek(before)
    return signer(file.read(), OF_ARCHIVE, digest(file, before))


def _manifest(archive: ZipFile, key: str) -> Manifest:
    octets = _small(archive, MANIFEST)
    if signer(_small(archive, SIGNATURE), OF_MANIFEST, hashlib.sha256(octets).digest()) != key:
        raise Fault("Its manifest is signed by another key than the archive.")
    manifest = parsed(octets)
    expected = [*(file.name for file in manifest.files), MANIFEST, SIGNATURE]
    if archive.namelist() != expected or len(set(expected)) != len(expected):
        raise Fault("Its members are not those of its manifest, in their order.")
    return manifest


def _small(archive: ZipFile, name: str) -> bytes:
    if name not in archive.NameToInfo:
        raise Fault(f"There is no {name} in it.")
    with archive.open(_plain(archive.getinfo(name))) as member:
        octets = member.read(MANIFEST_OCTETS_MAX + 1)
    if len(octets) > MANIFEST_OCTETS_MAX:
        raise Fault(f"{name} is longer than any.")
    return octets


def _plain(info: ZipInfo) -> ZipInfo:
    if info.compress_type != ZIP_DEFLATED or info.flag_bits & ENCRYPTED or info.is_dir():
        raise Fault(f"{info.filename} is not packed as archives are.")
    return info


def _check(archive: ZipFile, declared: File, references: References) -> None:
    """Raise Fault unless a member is what the manifest says, and each of its records can be read."""
    info = _plain(archive.getinfo(declared.name))
    if info.file_size != declared.bytes:
        raise Fault(f"{declared.name} has {info.file_size} octets, and {declared.bytes} in the manifest.")
    sha256 = hashlib.sha256()
    with archive.open(info) as member:
        records = _records(declared.name, _hashed(_bounded(member, declared.name), sha256.update), references)
    if sha256.hexdigest() != declared.sha256:
        raise Fault(f"{declared.name} is not what the manifest has the hash of.")
    if records != declared.records:
        raise Fault(f"{declared.name} has {records} records, and {declared.records} in the manifest.")


def _hashed(lines: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for line in lines:
        update(line)
        yield line


def _bounded(member: IO[bytes], name: str) -> Iterator[bytes]:
    while line := member.readline(LINE_OCTETS_MAX + 1):
        if len(line) > LINE_OCTETS_MAX:
            raise Fault(f"{name} has a line that is longer than any.")
        yield line


def _records(name: str, lines: Iterator[bytes], references: References) -> int:
    """Return how many records the lines hold; raise Fault for a line that is none."""
    kind = name.rpartition(".")[2]
    try:
        if kind == "csv":
            return sum(1 for _ in csv.reader(line.decode() for line in lines)) - 1
        if kind == "vcf":
            return sum(line == b"BEGIN:VCARD\r\n" for line in lines)
        return sum(1 for line in lines if references.note(name, read_line(line)) or name in DATA)
    except (ValueError, csv.Error) as error:
        raise error if isinstance(error, Fault) else Fault(f"{name} has a line that cannot be read.") from error
