"""Who works for the operator? Agents: people of the operator's one account, who own no Data and see none (P17). Verbs.

They sign in as everybody does. For what they do for support it takes a second factor, and a session that was begun
with it; the same rule stands in SQL before each of their reads (permissions/credentials.py).
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts import joining, links, mail, sessions
from accounts.models import Account, Role, User
from audit.recording import record
from database.checks import Checks
from database.context import inside
from database.refusals import Invalid, NotFound, Refusal, RefusalCode

TAKEN = Refusal(RefusalCode.TAKEN, "email", "There is a user with this address or user name.")
LINK_LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def agents() -> "QuerySet[User]":
    """Return the agents who can sign in, the oldest first."""
    return User.objects.filter(role=Role.AGENT, is_active=True).order_by("pk")


def signed_in(session_key: str) -> User | None:
    """Return the agent of a live session, by its stored key; None for all who may do nothing for support."""
    factor = Authenticator.objects.filter(user=OuterRef("user"), type__in=sessions.DEVICES)
    live = sessions.live(session_key).filter(Exists(factor), user__role=Role.AGENT, has_second_factor=True).first()
    return live.user if live else None


@transaction.atomic
def invite(email: str, username: str) -> User:
    """Return a new agent, and mail them a link to set their password; for one who never did, a new link.

    Raise Invalid for what is no address or user name, or is somebody else's.
    """
    checks = Checks()
    address, name = joining.clean_address(email, checks), username.strip().lower()
    known = agents().filter(username=name, email=address).first()
    if known is None:
        joining.clean_name(name, checks)
    checks.finish()
    if known and known.has_usable_password():
        raise Invalid(TAKEN)
    agent = known or _joined(address, name)
    said = {
        "username": agent.username,
        "url": links.password_link(agent),
        "hours": int(LINK_LASTS / timedelta(hours=1)),
    }
    mail.send("mail/agent_invited", agent.email, said, user=agent)
    return agent


@transaction.atomic
def remove(username: str) -> User:
    """Return the agent of that name deactivated: their sessions have ended. Raise NotFound if there is none."""
    agent = agents().select_for_update(of=("self",)).filter(username=username.lower()).first()
    if agent is None:
        raise NotFound("username")
    agent.is_active, agent.session_version = False, F("session_version") + 1
    agent.save(update_fields=["is_active", "session_version"])
    with inside(agent.account_id):
        record("user:deactivate", agent.pk, actor_id=None)
    return agent


def _joined(email: str, username: str) -> User:
    try:
        with transaction.atomic():
            return joining.join(_operator().pk, username=username, email=email, role=Role.AGENT)
    except IntegrityError as error:
        raise Invalid(TAKEN) from error


def _operator() -> Account:
    """Return the operator's account, made with the first agent."""
    return Account.objects.get_or_create(is_operator=True, defaults={"name": "Operator", "updated_at": timezone.now()})[
        0
    ]
