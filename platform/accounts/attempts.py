"""How often may a password be tried? So often for each person, and so often from each address.

Who guesses must not lock others out, neither those behind the same address nor the one whose password is guessed:
- on a device where a person has signed in before, only the attempts from there count, and those of others do not;
- elsewhere, the person's attempts from everywhere count together, and the failed ones of all people from that address.
A person is counted by the name that was given, whatever its case and accents; and once more by who it is, so that user
name and e-mail address are one. Who has only spent the second count is refused like a wrong password: that there are
too many attempts would tell that the two names are of one person.
"""

import unicodedata
from dataclasses import dataclass, field

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest

from accounts import devices
from accounts.models import User

ELSEWHERE = "elsewhere"
LIMITS = {"person": "5/5m/key,50/d/key", "address": "100/5m/ip"}


class TooManyError(Exception):
    """Too many attempts, for this person ("person") or from this address ("address")."""


@dataclass(kw_only=True)
class Attempt:
    """One attempt. Unless it `may_succeed`, the password is wrong, whatever it is."""

    may_succeed: bool = True
    counted: list[RateLimitUsage] = field(default_factory=list)

    def succeeded(self) -> None:
        """Count only those that fail: who signs in often is no guesser."""
        for usage in self.counted:
            usage.rollback()


def begin(request: HttpRequest, name: str, person: User | None, device: str | None, address: str) -> Attempt:
    """Count an attempt for the name, which is the person's if there is one. Raise TooManyError.

    The same is done for a name that nobody has, so that it takes as long.
    """
    who = str(person.pk) if person else f"nobody: {folded(name)}"
    is_known = devices.is_known(person.pk if person else User().pk, device, address)
    where = devices.digest(who, device, address) if is_known else ELSEWHERE
    attempt = Attempt()
    if not is_known:
        _count(request, attempt, "address")
    _count(request, attempt, "person", _by_name(name, where))
    if usage := _consume(request, "person", _by_person(who, where)):
        attempt.counted.append(usage)
    else:
        attempt.may_succeed = False
    return attempt


def forget(request: HttpRequest, person: User, device: str | None, address: str) -> None:
    """Forget the attempts at a person's password, on this device and elsewhere."""
    who = str(person.pk)
    for where in (ELSEWHERE, devices.digest(who, device, address)):
        for key in (_by_person(who, where), _by_name(person.username, where), _by_name(person.email, where)):
            ratelimit.clear(request, app="accounts", action="person", config=LIMITS, key=key)


def folded(name: str) -> str:
    """Return a name without case and accents, in one of the forms that Unicode has for it."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold().strip()


def _by_name(name: str, where: str) -> str:
    return f"name {folded(name)} {where}"


def _by_person(who: str, where: str) -> str:
    return f"person {who} {where}"


def _count(request: HttpRequest, attempt: Attempt, limit: str, key: str | None = None) -> None:
    usage = _consume(request, limit, key)
    if usage is None:
        attempt.succeeded()  # what is refused here is not counted elsewhere
        raise TooManyError(limit)
    attempt.counted.append(usage)


def _consume(request: HttpRequest, limit: str, key: str | None) -> RateLimitUsage | None:
    return ratelimit.consume(request, app="accounts", action=limit, config=LIMITS, key=key)
