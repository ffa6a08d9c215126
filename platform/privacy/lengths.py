"""For how many days is what kept here? As its rule says, or as the operator does.

STEWARD_RETENTION="mail_log=90 sessions=7" makes some longer or shorter, but never shorter than what they are there for.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy.rules import RULES

SETTING = "STEWARD_RETENTION"
DAYS_MAX = 36_500  # a hundred years: what is longer is a mistake


def lengths(said: str | None = None) -> Mapping[str, int]:
    """Return how many days each rule has, by its name: its own, or as "mail_log=90 sessions=7" (the setting) says.

    Raise ImproperlyConfigured, with what is wrong, for anything else.
    """
    days = {rule.name: rule.days for rule in RULES}
    said = settings.RETENTION if said is None else said
    return days | dict(_length(part) for part in said.split())


def _length(said: str) -> tuple[str, int]:
    """ "mail_log=90" -> ("mail_log", 90)."""
    name, _, number = said.partition("=")
    rule = next((rule for rule in RULES if rule.name == name), None)
    if rule is None:
        raise ImproperlyConfigured(f"{SETTING}: there is no {name!r}; there are {', '.join(r.name for r in RULES)}.")
    if not (number.isascii() and number.isdecimal()) or int(number) > DAYS_MAX:
        raise ImproperlyConfigured(f"{SETTING}: {name} takes a number of days, as in {name}={rule.days}.")
    if int(number) < rule.days_min:
        raise ImproperlyConfigured(f"{SETTING}: {name} is kept for {rule.days_min} days at least. {rule.why}")
    return name, int(number)
