"""Which mails did the demo send? A page that only the demo has, and only for who sits at the machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from config import demo

SHOWN_MAX = 100
END = b"\n" + b"-" * 79 + b"\n"  # what Django's backend puts after each mail


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What is shown of a mail."""

    to: str
    subject: str
    date: str
    body: str


@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the mails, newest first. 404 where mail goes to a server, and for all but the demo at home."""
    if not (settings.MAILBOX and _is_at_home(request) and demo.is_loaded()):
        raise Http404
    return render(request, "pages/mailbox.html", {"mails": list(_mails(Path(settings.EMAIL_FILE_PATH)))[:SHOWN_MAX]})


def _is_at_home(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _mails(folder: Path) -> Iterator[Mail]:
    for path in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:SHOWN_MAX]:
        for octets in reversed(path.read_bytes().split(END)[:-1]):
            message = message_from_bytes(octets, policy=policy.default)
            assert isinstance(message, EmailMessage)  # noqa: S101  # as the policy says
            yield _shown(message)


def _shown(message: EmailMessage) -> Mail:
    headers = {name: str(message[header]) for name, header in (("to", "To"), ("subject", "Subject"), ("date", "Date"))}
    return Mail(body=message.get_content(), **headers)
