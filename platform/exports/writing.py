"""How is an archive written? Step by step to files of its own, resumed after whatever kills it, and packed in the end.

Each batch is read at one moment, added to its file and fsynced; then the row has the checkpoint: up to which key, and
how long the files are. What a killed worker wrote beyond it is cut off by the next. The packed file is looked at as
anybody would (exports.verifying) before it has its name, and has its name before its row says COMPLETE. If records
moved while it was written, so that it does not fit together, it is begun anew.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from accounts.models import Account, User
from activities.models import Note
from contacts.models import Company, Contact, Tag
from database.context import account_context, snapshot
from database.ids import encode
from exports import evidence, lines, reading
from exports.cards import cards
from exports.files import appended, archive_file, cut, exclusively, parts_folder, put
from exports.layout import (
    CARDS,
    COMPANIES,
    CONTACTS,
    DATA,
    GRANTS,
    HISTORY,
    NOTES,
    NOTES_ELSEWHERE,
    TABLE,
    TAGS,
    Fault,
    canonical,
)
from exports.models import Archive, State
from exports.packing import Member, Origin, chunks, pack
from exports.reading import KINDS, Rows, Scope
from exports.tables import table
from exports.verifying import verify

Lines = Callable[[Scope, Sequence[Any]], list[lines.Line]]


@dataclass(frozen=True, kw_only=True)
class Step:
    """Rows that are looked at, and what of them is added to which file."""

    member: str
    rows: Rows
    lines: Lines


STEPS = (
    Step(member=TAGS, rows=reading.owned(Tag), lines=lines.tags),
    Step(member=COMPANIES, rows=reading.owned(Company), lines=lines.companies),
    Step(member=CONTACTS, rows=reading.owned(Contact), lines=lines.contacts),
    Step(member=NOTES, rows=reading.owned(Note), lines=lines.notes),
    *(Step(member=GRANTS, rows=reading.owned(kind), lines=evidence.grants) for kind in (Tag, Company, Contact)),
    *(Step(member=HISTORY, rows=reading.owned(kind), lines=evidence.history) for kind in KINDS),
    Step(member=NOTES_ELSEWHERE, rows=reading.notes_elsewhere, lines=lines.notes_elsewhere),
)
WRITTEN = tuple(dict.fromkeys(step.member for step in STEPS))


def _nothing() -> dict[str, int]:
    return dict.fromkeys(WRITTEN, 0)


@dataclass(kw_only=True)
class Checkpoint:
    """How far an archive is: the step, the key that its last row had, and of each file its octets and records."""

    step: int = 0
    after: str | None = None
    octets: dict[str, int] = field(default_factory=_nothing)
    records: dict[str, int] = field(default_factory=_nothing)


def write(archive: Archive) -> None:
    """Write an archive to its end, from its last checkpoint on. Raise Fault if it does not fit together."""
    scope = Scope(account_id=archive.account_id, owner_id=archive.owner_id, until=archive.requested_at)
    with exclusively(archive.pk):
        checkpoint = _resumed(archive, scope)
        while checkpoint.step < len(STEPS):
            _write_batch(archive, scope, checkpoint)
        _pack(archive, checkpoint)


def _resumed(archive: Archive, scope: Scope) -> Checkpoint:
    """Return where to go on; at the beginning, if the files are not as long as they were."""
    checkpoint = Checkpoint(**archive.checkpoint)
    if not cut(archive.pk, checkpoint.octets):
        checkpoint = Checkpoint()
        cut(archive.pk, checkpoint.octets)
    if checkpoint == Checkpoint():
        with snapshot(scope.account_id):
            total = sum(step.rows(scope).count() for step in STEPS)
        _note(archive, state=State.RUNNING, done=0, total=total, checkpoint=asdict(checkpoint))
    return checkpoint


def _write_batch(archive: Archive, scope: Scope, checkpoint: Checkpoint) -> None:
    step = STEPS[checkpoint.step]
    with snapshot(scope.account_id):
        rows = reading.batch(step.rows, scope, UUID(checkpoint.after) if checkpoint.after else None)
        told = step.lines(scope, rows)
    octets = b"".join(canonical(line) + b"\n" for line in told)
    checkpoint.octets[step.member] = appended(archive.pk, step.member, octets)
    checkpoint.records[step.member] += len(told)
    is_last = len(rows) < reading.RECORDS_AT_ONCE
    checkpoint.step, checkpoint.after = (checkpoint.step + 1, None) if is_last else (checkpoint.step, rows[-1].pk.hex)
    archive.done += len(rows)
    _note(archive, state=State.RUNNING, done=archive.done, checkpoint=asdict(checkpoint))


def _pack(archive: Archive, checkpoint: Checkpoint) -> None:
    made = parts_folder(archive.pk) / "archive.zip"
    origin = Origin(
        archive=encode(Archive.ID_PREFIX, archive.pk),
        account=encode(Account.ID_PREFIX, archive.account_id),
        owner=encode(User.ID_PREFIX, archive.owner_id),
        created=lines.moment(archive.requested_at),
    )
    pack(made, _members(parts_folder(archive.pk), checkpoint), origin)
    try:
        verify(made)
    except Fault:
        _note(archive, done=0, checkpoint={})
        raise
    put(made, archive_file(archive.pk))


def _members(folder: Path, checkpoint: Checkpoint) -> Iterator[Member]:
    for name in DATA:
        yield Member(name=name, records=checkpoint.records[name], chunks=chunks(folder / Path(name).name))
    names = {line["id"]: line["name"] for of in (TAGS, COMPANIES) for line in _lines(folder, of)}
    for name, make in ((TABLE, table), (CARDS, cards)):
        made = make(_lines(folder, CONTACTS), names)
        yield Member(name=name, records=checkpoint.records[CONTACTS], chunks=made)
    for name in WRITTEN[len(DATA) :]:
        yield Member(name=name, records=checkpoint.records[name], chunks=chunks(folder / Path(name).name))


def _lines(folder: Path, name: str) -> Iterator[lines.Line]:
    with (folder / Path(name).name).open("rb") as file:
        yield from map(json.loads, file)


def _note(archive: Archive, **columns: Any) -> None:
    """Write down how far it is, in a transaction of its own."""
    with account_context(archive.account_id):
        Archive.objects.filter(pk=archive.pk).update(**columns)


def discard_parts(archive_id: UUID) -> None:
    """Remove what an archive was packed from."""
    shutil.rmtree(parts_folder(archive_id), ignore_errors=True)
