"""To whom did something go, in words? Tokens, applications and agents by what they are called, also those of before."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from audit.models import Recipient
from config.pages.people import at_work
from graph.ids import RECIPIENTS, decode, encode
from permissions.models import SupportRequest
from tokens.models import Application, PersonalToken

SOMEBODY = "somebody who is gone"
UNNAMED: dict[str, str] = {
    Recipient.APPLICATION: "an application",
    Recipient.ARCHIVE: "an archive that was downloaded",
    Recipient.PERSONAL_TOKEN: "a personal token",
    Recipient.PROCESSOR: "the payment processor",
    Recipient.SUPPORT: "an agent of our support",
}


def named(request: HttpRequest, recipient_ids: Iterable[str | None]) -> dict[str, str]:
    """Return what recipients are called: one's own tokens, any application, who looked by one's own consent."""
    keys = [decode(each)[1] for each in recipient_ids if each]
    with at_work(request) as viewer:
        tokens = PersonalToken.objects.filter(pk__in=keys, user=viewer.user)
        looks = SupportRequest.objects.filter(pk__in=keys, owner=viewer.user)
        called: dict[Any, str] = {
            **{each: f"the application {each.name}" for each in Application.objects.filter(pk__in=keys)},
            **{each: f"the personal token {each.name} (…{each.hint})" for each in tokens},
            **{each: f"{each.agent_name} of our support, because: {each.reason}" for each in looks},
        }
    return {encode(type(each), each.pk): words for each, words in called.items()}


def in_words(entry: dict[str, Any], called: dict[str, str]) -> str:
    """Return to whom an entry of the register says that something went, and on whose behalf."""
    recipient = called.get(entry["recipientId"] or "", UNNAMED[entry["recipient"]])
    if entry["recipient"] not in RECIPIENTS or entry["recipient"] == Recipient.SUPPORT:
        return recipient
    return f"{recipient}, on behalf of {entry['user']['username'] if entry['user'] else SOMEBODY}"
