"""How does a mail say where it is ended? By a link that takes no login, and the headers of RFC 8058 (one click).

The link holds the address, sealed: nothing is looked up, and one that was altered leads nowhere. It is good for as long
as the secret that it was sealed under (database/sealing.py). RFC 8058 wants the two headers covered by a DKIM
signature, which the mail server makes.
"""

from urllib.parse import quote

from django.conf import settings

from database.sealing import UNSUBSCRIBING, seal, unseal

# RFC 8058, section 3.1: the header, and the body of the POST that a click sends.
POSTED = ("List-Unsubscribe", "One-Click")


def link(address: str) -> str:
    """Return where mail to an address is ended."""
    return f"{settings.STEWARD_URL}/mail/unsubscribe/{seal(address, purpose=UNSUBSCRIBING)}"


def address_of(token: str) -> str | None:
    """Return the address that a link is about; None for what is no token of ours, to the last bit."""
    return unseal(token, purpose=UNSUBSCRIBING)


def headers(address: str) -> dict[str, str]:
    """Return the headers of a mail that its reader can end: one HTTPS URI, and one for those who write (RFC 2369)."""
    by_mail = f"mailto:{quote(settings.SUPPORT_ADDRESS, safe='@')}?subject=unsubscribe"
    return {
        "List-Unsubscribe": f"<{link(address)}>, <{by_mail}>",
        "List-Unsubscribe-Post": "=".join(POSTED),
    }
