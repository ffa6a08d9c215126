"""What if somebody writes a whole chain anew? Heads that were kept outside the database tell.

A file of ours that is only ever added to, with a line of JSON for each head: {"at", "account", "sequence", "hash"}. It
is worth as much as the place is safe from whoever owns the database.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from audit.chain import Head


def keep(file: Path, heads: Mapping[UUID, Head]) -> None:
    """Add the heads of accounts to the file, and have them on the disk before this returns."""
    at = timezone.now().isoformat()
    lines = [
        json.dumps({"at": at, "account": str(account), "sequence": head.sequence, "hash": head.hash.hex()})
        for account, head in heads.items()
    ]
    file.touch(mode=0o600)
    with file.open("a") as kept:
        kept.write("".join(f"{line}\n" for line in lines))
        kept.flush()
        os.fsync(kept.fileno())


def read(file: Path) -> dict[UUID, list[Head]]:
    """Return what was kept, by account, oldest first; nothing if there is no file. Raise ValueError for a bad line."""
    kept: dict[UUID, list[Head]] = defaultdict(list)
    for number, line in enumerate(file.read_text().splitlines() if file.exists() else (), start=1):
        try:
            said = json.loads(line)
            kept[UUID(said["account"])].append(Head(int(said["sequence"]), bytes.fromhex(said["hash"])))
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"Line {number} of {file} is no head of a chain.") from None
    return kept
