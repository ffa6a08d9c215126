"""How do members become one file? A ZIP that ends with its seal, so that whatever is less is no archive."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exports.layout import DATA, MANIFEST, SIGNATURE, File, Manifest
from exports.signing import OF_ARCHIVE, OF_MANIFEST, STATEMENT_OCTETS, statement

CHUNK_OCTETS = 1 << 16
PRIVATE = 0o600


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file on its way into an archive, in chunks."""

    name: str
    records: int
    chunks: Iterable[bytes]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Whose archive it is, by public ids, and of when."""

    archive: str
    account: str
    owner: str
    created: str


def pack(target: Path, members: Iterable[Member], origin: Origin) -> Manifest:
    """Write an archive to `target` and to the disk; the members of DATA come first. Return its manifest."""
    with _created(target) as file:
        with ZipFile(file, "w") as archive:
            files = [_add(archive, member) for member in members]
            data, evidence = (tuple(f for f in files if (f.name in DATA) is is_data) for is_data in (True, False))
            manifest = Manifest(**vars(origin), data=data, evidence=evidence)
            octets = manifest.octets()
            archive.writestr(_info(MANIFEST), octets)
            archive.writestr(_info(SIGNATURE), statement(OF_MANIFEST, hashlib.sha256(octets).digest()))
            archive.comment = bytes(STATEMENT_OCTETS)  # where the seal will be
        _seal(file)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def digest(file: IO[bytes], octets: int) -> bytes:
    """Return the SHA-256 of the first octets of a file."""
    sha256 = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(min(CHUNK_OCTETS, octets)):
        sha256.update(chunk)
        octets -= len(chunk)
    return sha256.digest()


def chunks(path: Path) -> Iterator[bytes]:
    """Yield what a file holds."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_OCTETS):
            yield chunk


def _created(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, PRIVATE), "w+b")


def _info(name: str) -> ZipInfo:
    """Return what a ZIP says of a member: always the same time, so that it depends on the member alone."""
    info = ZipInfo(name)
    info.compress_type, info.external_attr = ZIP_DEFLATED, PRIVATE << 16
    return info


def _add(archive: ZipFile, member: Member) -> File:
    sha256, octets = hashlib.sha256(), 0
    with archive.open(_info(member.name), "w", force_zip64=True) as target:
        for chunk in member.chunks:
            target.write(chunk)
            sha256.update(chunk)
            octets += len(chunk)
    return File(name=member.name, sha256=sha256.hexdigest(), bytes=octets, records=member.records)


def _seal(file: IO[bytes]) -> None:
    before = file.seek(0, os.SEEK_END) - STATEMENT_OCTETS
    seal = statement(OF_ARCHIVE, digest(file, before))
    file.seek(before)
    file.write(seal)
