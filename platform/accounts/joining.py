"""How does somebody join? A customer registers; a mail proves the address. Verbs; each is atomic.

Whoever registers learns nothing about addresses: a known one is answered as an unknown one, after the same work, and
its mail tells its owner. User names are no secret: that one is taken is said (P8).
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts import links, mail, preferences
from accounts.actions import found_account
from accounts.models import Account, ReservedName, Role, User
from audit.recording import record
from database.checks import Checks
from database.constraints import violated
from database.context import inside
from database.refusals import Invalid, Refusal, RefusalCode

LINK_LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
EMAIL_LENGTH_MAX = 254
NAME_TAKEN = Refusal(RefusalCode.TAKEN, "username", "A user with that username already exists.")

# In SQL, since Django would look through every table, guardian's too, for what depends on them: there is nothing.
FORGET = """
WITH addresses AS (DELETE FROM account_emailaddress WHERE user_id = ANY(%(users)s)),
     people AS (DELETE FROM accounts_user WHERE id = ANY(%(users)s) RETURNING account_id)
DELETE FROM accounts_account WHERE id IN (SELECT account_id FROM people)
"""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What a customer and its first user tell, in lower case where case does not count. Three are required (P2)."""

    account: str
    username: str
    email: str
    name: str | None = None
    phone: str | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


@transaction.atomic(savepoint=False)
def register(said: Registration) -> None:
    """Found an account with its first user, and send the one mail; or, to an address that is known, one that says so.

    Raise Invalid if somebody else takes the user name at the same moment.
    """
    _reserve(said.username)
    try:
        with transaction.atomic():
            user, template = _found(said), "mail/registered"
    except IntegrityError as error:
        if violated(error) == "accounts_user_username":
            raise Invalid(NAME_TAKEN) from error
        user, template = User.objects.get(_has_address(said.email)), "mail/known"
    hours = int(LINK_LASTS / timedelta(hours=1))
    context = {"username": user.username, "url": links.password_link(user), "hours": hours}
    mail.send(template, user.email, context, user=user)


def join(
    account_id: UUID, *, username: str, email: str, role: str, name: str | None = None, user_id: UUID | None = None
) -> User:
    """Return a new user of an account, without a password: the only way in. Raise IntegrityError if one is there.

    That a seat more is taken is noted where somebody joins others, and not by who founds an account: nobody charges for
    it yet, and a new address would cause more work than a known one (P8).
    """
    key = user_id or uuid7()
    user = User(pk=key, account_id=account_id, username=username, email=email, role=role, name=name, updated_by_id=key)
    user.set_unusable_password()
    preferences.recall(user)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user


def clean_address(email: str, checks: Checks) -> str:
    """ " Zoe@Example.org" -> "zoe@example.org"; "" for what is no address, which is noted."""
    return checks.run("email", lambda: _address(email)) or ""


def clean_name(username: str, checks: Checks) -> str | None:
    """Return the user name as it can be had; None for one that cannot, which is noted."""
    try:
        return str(get_adapter().clean_username(username))
    except ValidationError as error:
        code = RefusalCode.TAKEN if error.code == "username_taken" else RefusalCode.INVALID
        checks.refuse(code, "username", error.messages[0])
        return None


def of_address(email: str) -> User | None:
    """Return whose the address is, in any case."""
    return User.objects.filter(_has_address(email)).first()


def free_expired(username: str, email: str) -> None:
    """Free a user name and an address that registrations claim whose links have run out."""
    expired = Q(created_at__lte=timezone.now() - LINK_LASTS)
    forget(unproven().filter(expired, Q(_has_name(username)) | Q(_has_address(email))))
    ReservedName.objects.filter(Exact(Lower("name"), username.lower()), until__lte=timezone.now()).delete()


def is_reserved(username: str) -> bool:
    """Return whether a user name is kept for somebody."""
    kept = ReservedName.objects.filter(Exact(Lower("name"), username.lower()), until__gt=timezone.now())
    return kept.exists()


@transaction.atomic
def yield_address(email: str, *, to: User | None = None) -> None:
    """Free an address, which somebody has just proven, from a registration that only claims it."""
    claims = unproven().filter(_has_address(email))
    forget(claims.exclude(pk=to.pk) if to else claims)


def unproven() -> "QuerySet[User]":
    """Return who registered and has never set a password: alone in an account where nobody could do anything."""
    alone = Account.objects.alias(people=Count("users")).filter(people=1, is_operator=False)
    never = {"password__startswith": UNUSABLE_PASSWORD_PREFIX, "last_login": None, "account__in": alone}
    return User.objects.filter(emailaddress__verified=False, **never).exclude(emailaddress__verified=True)


def forget(users: "QuerySet[User]") -> None:
    """Delete people who registered and never came, each with their account."""
    keys = list(users.values_list("pk", flat=True))
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(FORGET, {"users": keys})


def confirm_email(user: User) -> None:
    """Note that the user has proven the address they registered with."""
    EmailAddress.objects.filter(user=user, email=user.email).update(verified=True, primary=True)


def prove(user: User) -> None:
    """Note that whoever registered has proven the address, as they set their first password.

    The account is written down to be registered now and not when somebody said so: then a new address would take more
    work than a known one (P8), and it is for nobody to keep who never came. The operator's account is nobody's who
    registers: there somebody joins.
    """
    confirm_email(user)
    done = ("user:join", user.pk) if user.role == Role.AGENT else ("account:register", user.account_id)
    with inside(user.account_id):
        record(*done, actor_id=user.pk)


def note_address(user: User, former: str) -> None:
    """Note that the user has another address; what was not sent to the former one is not sent to it either."""
    preferences.carry_over(user, former)
    User.objects.filter(pk=user.pk).update(updated_at=timezone.now(), updated_by=user)
    with inside(user.account_id):
        record("user:change_email", user.pk, actor_id=user.pk)


def _reserve(username: str) -> None:
    try:
        with transaction.atomic():
            ReservedName.objects.create(name=username, until=timezone.now() + LINK_LASTS)
    except IntegrityError as error:
        raise Invalid(NAME_TAKEN) from error


def _found(said: Registration) -> User:
    columns: dict[str, Any] = asdict(said)
    person = {name: columns.pop(name) for name in ("username", "email", "name")}
    key = uuid7()
    account = found_account(columns.pop("account"), founder_id=key, **columns)
    return join(account.pk, role=Role.ADMIN, user_id=key, **person)


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError("Not an e-mail address.") from error
    if len(address) > EMAIL_LENGTH_MAX:
        raise ValueError(f"At most {EMAIL_LENGTH_MAX} characters.")
    return address


def _has_name(username: str) -> Exact:
    return Exact(Lower("username"), username.lower())


def _has_address(email: str) -> Exact:
    return Exact(Lower("email"), email.lower())
