"""Which mails were sent? In this process Django's outbox has them; of another, the files that it writes them to."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.core import mail

END = b"-" * 79 + b"\n"  # Django's
KEY = re.compile(r"/account/(?:password/reset/key|confirm-email|invitation|erasure)/([^/\s]+)/")


def mails(to: str, folder: Path | None = None) -> list[EmailMessage]:
    """Return the mails to an address, the oldest first."""
    return [one for one in all_mails(folder) if one["To"].lower() == to.lower()]


def all_mails(folder: Path | None = None) -> list[EmailMessage]:
    """Return the mails to everybody, the oldest first."""
    return [_read(octets) for octets in _sent(folder)]


def body(of: EmailMessage) -> str:
    """Return the text of a mail."""
    return str(of.get_content())


def key(of: EmailMessage) -> str:
    """Return the key in the one link to us that a mail has."""
    [found] = KEY.findall(body(of))
    return found.replace("%3A", ":")


def _sent(folder: Path | None) -> Iterator[bytes]:
    if folder is None:
        yield from (one.message().as_bytes() for one in mail.outbox)
        return
    for path in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
        yield from path.read_bytes().split(END)[:-1]


def _read(octets: bytes) -> EmailMessage:
    return message_from_bytes(octets, policy=policy.default)  # type: ignore[return-value]  # as its policy says
