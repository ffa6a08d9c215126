"""What copies the database elsewhere while we serve? A process beside us, where a place for it is named."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from config import children
from database import address
from database.backups.address import store_at
from database.backups.receiving import Receiver
from database.backups.store import BackupError
from database.place import place

TOMBSTONES = "tombstones.jsonl"  # in the store: no part of any backup, so that it tells of what was erased since


@contextmanager
def beside() -> Iterator[None]:
    """Hold a block within which backups are made, if STEWARD_BACKUPS says where to. Raise BackupError if that is no
    address; whether anything answers there is found out beside us.
    """
    if settings.BACKUPS is None:
        yield
        return
    refuse_others()
    store_at(settings.BACKUPS)  # else the process beside us would tell, again and again
    with children.beside("backup", _receive, settings.BACKUPS):
        yield


def refuse_others() -> None:
    """Raise BackupError if the database is not the one that comes with us."""
    if not address.is_embedded():
        raise BackupError("The database that DATABASE_URL names is backed up, and brought back, where it runs.")


def _receive(to: str) -> None:
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    receiver = Receiver(
        place=place(settings.STEWARD_DATA),
        store=store_at(to),
        kept=settings.BACKUPS_KEPT,
        beside={settings.TOMBSTONES: TOMBSTONES},
    )
    receiver.receive(stopping)
