"""Whose backups are in a store? Those of one database: another that came along would take the place of its log.

A database has its number from initdb (`pg_control_system()`), and keeps it when it is brought back.
"""

import sys
import tempfile
from pathlib import Path

from database.backups.store import BackupError, NotKeptError, Store

OWNER = "database"  # the name of the file that holds the number


def claim(store: Store, number: int) -> None:
    """Have the store be that database's from now on. Raise BackupError if it is another's."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(f"{number}\n")
        file.flush()
        if not store.add(OWNER, Path(file.name)):
            refuse_other(store, number)


def refuse_other(store: Store, number: int) -> None:
    """Raise BackupError if the store is another database's."""
    with tempfile.NamedTemporaryFile() as file:
        try:
            store.get(OWNER, Path(file.name))
        except NotKeptError:
            return
        if Path(file.name).read_text().strip() != str(number):
            raise BackupError(f"{store} keeps the backups of another database.")


def number_in(file: Path) -> int | None:
    """Return the number of the database that has written a file of the log; None if nothing is in it yet.

    The names of such files are numbers too; a history of timelines names no database.
    """
    if file.suffix == ".history":
        return None
    with file.open("rb") as opened:
        return int.from_bytes(opened.read(32)[24:], sys.byteorder) or None  # XLogLongPageHeaderData
