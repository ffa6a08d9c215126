"""Where do backups go? To a folder, or for s3://bucket/prefix to a bucket."""

from pathlib import Path

from database.backups.bucket import Bucket
from database.backups.folder import Folder
from database.backups.store import BackupError, Store


def store_at(address: str) -> Store:
    """Return the store. Raise BackupError for an address of any other kind."""
    if address.startswith("s3:"):
        return Bucket(address)
    if "://" in address:
        raise BackupError("Backups go to a folder or to s3://bucket/prefix.")
    return Folder(Path(address).resolve())
