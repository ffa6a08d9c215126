"""How long is what kept, and why? One row for each type of thing that grows old: what, since when, how many days.

Everybody is told these rules (/privacy, PROMISES.md), and they are what is applied (privacy/retention.py): so they are
true. What is in none of them stays as long as privacy/kept.py says.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.db.models.functions import Least

from accounts import invitations, joining
from accounts.models import Allowance, Invitation, KnownDevice, ReservedName, Session
from audit import recording, register
from audit.models import Disclosure
from billing.models import Event
from erasure.models import Erasure
from exports.actions import KEPT
from mail.models import MailLogEntry, Message
from permissions.models import OpenCase, SupportAccess, SupportMessage, SupportRequest
from permissions.support import cases
from privacy.things import Files, Rows, Things, each
from tokens.models import AccessToken, Authorization, DeviceGrant, Grant, PersonalToken, RefreshToken

VOID = Q(version__isnull=False) & ~Q(version=F("user__session_version"))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Things of a type go so many days after a moment of theirs."""

    name: str  # as the setting has it
    what: str
    since: str  # "30 days after …"
    days: int
    days_min: int  # with less, something that is promised would break
    why: str
    things: Things


RULES = (
    Rule(
        name="access_tokens",
        what="Tokens that an application got for itself",
        since="they expired",
        days=1,
        days_min=1,
        why="They open nothing; people's go with what they let in.",
        things=Rows(partial(AccessToken.objects.filter, authorization=None), "expires"),
    ),
    Rule(
        name="allowances",
        what="How much of their budget of points somebody has spent",
        since="all of it was there again",
        days=1,
        days_min=1,
        why="It is as if there was none.",
        things=Rows(Allowance.objects.all, "full_at"),
    ),
    Rule(
        name="archive_files",
        what="Archives that are of nobody any more, since whoever wrote them or took them in was killed",
        since="they were written",
        days=KEPT.days + 1,
        days_min=KEPT.days + 1,
        why="All others have gone by then, after they were asked for.",
        things=Files(Path(settings.ARCHIVES), "*.zip"),
    ),
    Rule(
        name="authorizations",
        what="Which application somebody let in on which device, with all its codes and tokens",
        since="it ended, or was last used before a new password ended it",
        days=1,
        days_min=1,
        why="It opens nothing.",
        things=Rows(Authorization.objects.all, Case(When(VOID, then="last_used_at"), default="expires_at")),
    ),
    Rule(
        name="billing_events",
        what="That the payment processor told us of something: ids, and nothing else",
        since="it happened",
        days=58,
        days_min=31,
        why="The processor lists what has happened for thirty days, and nothing may count twice.",
        things=Rows(Event.objects.all, "created_at"),
    ),
    Rule(
        name="codes",
        what="Codes by which applications got tokens",
        since="they expired",
        days=1,
        days_min=1,
        why="So that it is noticed if one is used again.",
        things=Rows(Grant.objects.all, "expires"),
    ),
    Rule(
        name="device_codes",
        what="Codes by which devices got tokens",
        since="they expired",
        days=1,
        days_min=1,
        why="So that it is told that one has expired.",
        things=Rows(DeviceGrant.objects.all, "expires"),
    ),
    Rule(
        name="disclosures",
        what="The register of what left, and to whom",
        since="it last left",
        days=1095,
        days_min=register.DAYS_MIN,
        why="Whom it is about can look back for three years; whoever runs the service cannot end that sooner than "
        "after one.",
        things=Rows(Disclosure.objects.all, "last_at", delete=register.forget, is_of_account=True, locks=False),
    ),
    Rule(
        name="erasure_requests",
        what="That somebody asked for an erasure, and did not confirm it",
        since="the link in the mail ran out",
        days=7,
        days_min=1,
        why="Nothing is erased by it any more.",
        things=Rows(partial(Erasure.objects.filter, confirmed_at=None), "expires_at", is_of_account=True),
    ),
    Rule(
        name="invitations",
        what="Invitations that nobody answered, with the address that they went to",
        since="the link in the mail ran out",
        days=30,
        days_min=7,
        why="For so long they can be sent again.",
        things=Rows(Invitation.objects.all, "expires_at", delete=each(invitations.expire), is_of_account=True),
    ),
    Rule(
        name="known_devices",
        what="On which devices somebody has signed in, as a hash",
        since="they last did",
        days=365,
        days_min=30,
        why="So that a sign-in on another is told.",
        things=Rows(KnownDevice.objects.all, "seen_at"),
    ),
    Rule(
        name="mail_files",
        what="Mails that went to files, where there is no mail server",
        since="they were written",
        days=30,
        days_min=1,
        why="They are read there, and nowhere else.",
        things=Files(Path(settings.EMAIL_FILE_PATH), "*.log"),
    ),
    Rule(
        name="mail_log",
        what="Which mail went to whom: its subject, and whether it was wanted",
        since="it was sent",
        days=365,
        days_min=30,
        why="So that you can see what we sent you.",
        things=Rows(MailLogEntry.objects.all, "sent_at", is_of_account=True),
    ),
    Rule(
        name="origins",
        what="From which network address somebody did something",
        since="they did",
        days=365,
        days_min=recording.ORIGIN_DAYS_MIN,
        why="So that what a stranger did in somebody's name can be looked into.",
        things=Rows(recording.origins, "entry__at", delete=recording.forget_origins, is_of_account=True, locks=False),
    ),
    Rule(
        name="personal_tokens",
        what="Personal tokens: their name and what they opened",
        since="they expired or were revoked",
        days=1095,
        days_min=30,
        why="As long as the register names them.",
        things=Rows(PersonalToken.objects.all, Least("expires_at", "revoked_at")),
    ),
    Rule(
        name="refresh_tokens",
        what="Refresh tokens that were used",
        since="they were",
        days=30,
        days_min=30,
        why="Whoever uses one again has stolen it: then all that it opened ends.",
        things=Rows(partial(RefreshToken.objects.exclude, revoked=None), "revoked"),
    ),
    Rule(
        name="registrations",
        what="Registrations of people who never followed their link: all that they told us",
        since="they registered",
        days=7,
        days_min=2,
        why="The link is good for a day, and may be asked for again.",
        things=Rows(joining.unproven, "created_at", delete=joining.forget),
    ),
    Rule(
        name="reserved_names",
        what="User names that somebody asked for and did not take",
        since="others can have them",
        days=1,
        days_min=1,
        why="They are kept from others no longer.",
        things=Rows(ReservedName.objects.all, "until"),
    ),
    Rule(
        name="sessions",
        what="Sessions in a browser",
        since="they ended",
        days=1,
        days_min=1,
        why="They open nothing.",
        things=Rows(Session.objects.all, "expire_date"),
    ),
    Rule(
        name="support_cases",
        what="Support cases, with what was said; if support read a record for one, what was said alone, for the ledger "
        "of that stays",
        since="they were closed",
        days=730,
        days_min=90,
        why="So that one can come back to it.",
        things=Rows(
            cases.forgettable,
            "closed_at",
            delete=each(cases.expire),
            is_of_account=True,
            goes_along=(SupportMessage, SupportRequest, OpenCase, SupportAccess),
        ),
    ),
    Rule(
        name="unsent_mail",
        what="Mail on its way, sealed",
        since="it could not be sent",
        days=3,
        days_min=1,
        why="So that it goes out when the mail server is back.",
        things=Rows(Message.objects.all, "created_at"),
    ),
)
