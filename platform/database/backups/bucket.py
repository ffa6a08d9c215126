"""How are backups kept in a bucket? By the API of S3, which many stores speak, with obstore.

Where it is and with which key is said by the variables that all programs for S3 know: AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION (https://developmentseed.org/obstore/latest/api/store/aws/).
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from database.backups.store import BackupError, NotKeptError, Store

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[\w.=-]+)*)/?", re.ASCII)
ENDPOINT = re.compile(r"https?://([\w.-]+|\[[\da-fA-F:]+\])(:\d+)?(/[\w./-]*)?", re.ASCII)
ENDPOINT_NAMES = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT")
PART_BYTES = 8 * 1024 * 1024
PARTS_MAX = 10_000  # https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
PARTS_AT_ONCE = 4  # with their size, what an upload takes of the memory
# A file of many gigabytes may take long; one of its parts, or an answer to come, may not.
CLIENT: "ClientConfig" = {"connect_timeout": "5s", "read_timeout": "2m", "timeout": "2days"}
RETRY: "RetryConfig" = {"max_retries": 5, "retry_timeout": timedelta(minutes=1)}
CODE = re.compile(r"<Code>(\w{1,64})</Code>", re.ASCII)
STATUS = re.compile(r"non-2xx status code: (\d{3})")


class Bucket(Store):
    """s3://bucket/prefix. What is put there is checked by its hash as it comes (Signature Version 4)."""

    def __init__(self, address: str) -> None:
        """Ask nothing yet. Raise BackupError for an address or a setting that is none."""
        if not (found := ADDRESS.fullmatch(address)):
            # It is not repeated: somebody may have written a key into it.
            raise BackupError("An address of backups in a bucket is like s3://bucket/prefix, and has no key in it.")
        self._address = address.rstrip("/")
        try:
            self._objects = S3Store(
                found[1],
                prefix=found[2].strip("/") or None,
                client_options=CLIENT | {"allow_http": _is_plain_http()},
                retry_config=RETRY,
                disable_bulk_delete=True,  # which not every store has
            )
        except BaseError:
            raise BackupError(f"{self} cannot be asked with what the variables AWS_… say.") from None

    def __str__(self) -> str:
        return self._address

    def put(self, name: str, file: Path) -> None:
        part = max(PART_BYTES, file.stat().st_size // (PARTS_MAX - 1))
        with self._asking():
            obstore.put(self._objects, name, file, chunk_size=part, max_concurrency=PARTS_AT_ONCE)

    def add(self, name: str, file: Path) -> bool:
        # Looks first: some stores take no notice of the condition.
        if self._has(name):
            return False
        with self._asking():
            try:
                obstore.put(self._objects, name, file, mode="create")
            except AlreadyExistsError:
                return False
            except NotImplementedError:  # AWS_CONDITIONAL_PUT=disabled
                obstore.put(self._objects, name, file)
        return True

    def get(self, name: str, to: Path) -> None:
        with to.open("wb") as copy, self._asking(name):
            for chunk in obstore.get(self._objects, name):
                copy.write(chunk)

    def names(self, folder: str) -> list[str]:
        with self._asking():
            return sorted(found["path"] for page in obstore.list(self._objects, folder) for found in page)

    def delete(self, name: str) -> None:
        with self._asking():
            obstore.delete(self._objects, name)

    def _has(self, name: str) -> bool:
        try:
            with self._asking(name):
                obstore.head(self._objects, name)
        except NotKeptError:
            return False
        return True

    @contextmanager
    def _asking(self, name: str = "") -> Iterator[None]:
        """Hold a block that asks the store, for what is under the name; what it says is told in our words.

        Its own quote addresses, and what was sent with them.
        """
        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            code = _code(str(error))
            if name and isinstance(error, FileNotFoundError) and code != "NoSuchBucket":
                raise NotKeptError(f"{name} is not in {self}.") from None
            raise BackupError(f"{self} {_told(code)}") from None


def _is_plain_http() -> bool:
    """Whether the store is asked without TLS, as its address says. Raise BackupError if that is none."""
    endpoints = [os.environ[name] for name in ENDPOINT_NAMES if os.environ.get(name)]
    if not all(ENDPOINT.fullmatch(endpoint) for endpoint in endpoints):
        raise BackupError("AWS_ENDPOINT_URL is like https://s3.example.org, and has no key in it.")
    return any(endpoint.startswith("http:") for endpoint in endpoints)


def _code(said: str) -> str:
    """Return why a store refused: "NoSuchBucket", or "403" if it said no more; "" if it did not answer."""
    found = CODE.search(said) or STATUS.search(said)
    return found[1] if found else ""


def _told(code: str) -> str:
    if code:
        return f"refuses: {code}."
    if not os.environ.get("AWS_ACCESS_KEY_ID"):
        return "cannot be asked: AWS_ACCESS_KEY_ID is not set."
    return "does not answer."
