"""Who writes to us that they want no mail? The sender of a mail to the support address that asks for it (P7).

A mail asks if its subject, or the first line that its sender wrote, says so: "unsubscribe", "opt out", "stop the
mails", or nothing but "stop". Words decide and no reader does: taken for a wish by mistake, it costs its sender mail
that they need not have, until they choose again.

Nothing proves who has sent a mail, and nothing is asked but its From address. So all that a forged one can do is to end
optional mail to somebody, who undoes it by one click. Mail that a program wrote is left alone (RFC 3834), and no mail
is ever answered, so that nothing can go round in circles.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils.html import strip_tags

from database.columns import is_text

OCTETS_MAX = 262_144  # what is looked at: who asks does so at the beginning
ADDRESS_LENGTH_MAX = 254  # RFC 5321, errata 1690
ASKS = re.compile(
    r"\b(?:un-?subscrib\w+|opt(?:ing|ed)?[\s-]?out|(?:do not|don't|don’t) (?:contact|e?-?mail|write)"
    r"|stop (?:(?:all|any|the|these|those|your|sending|me|to|with) )*(?:contact|e?-?mail|news|updat|writ)\w*"
    r"|(?:take|remove) me\b)|^\W*(?:stop|remove)\W*$",
    re.IGNORECASE,
)
BULK = {"bulk", "junk", "list"}


def who_opts_out(octets: bytes) -> str | None:
    """Return the address whose owner wants no mail; None for all other mail, and for what is none."""
    try:
        message = message_from_bytes(octets[:OCTETS_MAX], policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101  # as the policy says
        return None if _is_automatic(message) or not _asks(message) else _sender(message)
    except Exception:  # noqa: BLE001  # the parser lets out whatever happens to it: python/cpython issues 151857, 148518
        return None


def _is_automatic(message: EmailMessage) -> bool:
    """Whether a program sent it: an answer, a list, or a bounce."""
    if str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower() != "no":
        return True
    if str(message.get("Precedence", "")).strip().lower() in BULK or "List-Id" in message:
        return True
    is_bounce = str(message.get("Return-Path", "?")).strip() in ("", "<>")
    return is_bounce or message.get_content_type() == "multipart/report"


def _asks(message: EmailMessage) -> bool:
    return any(ASKS.search(line) for line in (str(message.get("Subject", "")), _first_line(message)))


def _first_line(message: EmailMessage) -> str:
    """Return the first line that its sender wrote: none of those that they quote."""
    part = message.get_body(("plain", "html"))
    text = part.get_content() if part else ""
    written = strip_tags(text) if part and part.get_content_subtype() == "html" else text
    lines = (line.strip() for line in written.splitlines())
    return next((line for line in lines if line and not line.startswith(">")), "")


def _sender(message: EmailMessage) -> str | None:
    """Return the one address that it says it is from."""
    [header] = message.get_all("From", [])
    [address] = header.addresses
    spec = str(address.addr_spec)
    is_one = address.username and address.domain and is_text(spec) and len(spec) <= ADDRESS_LENGTH_MAX
    return spec if is_one else None
