"""Where does what was said belong? In its own columns, with those who may see it, and nowhere else.

Of Data the columns follow from the models; what people tell of themselves has them written down here.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

from activities.models import Note
from contacts.actions import PART_MODELS
from contacts.models import Company, Contact, Email, Phone, Tag
from tests.privacy.canary.people import ADMIN, AGENT, MEMBER, OWNER, READER, STRANGER, TOKEN
from tests.privacy.canary.said import Said

HOSTED: dict[str, type[models.Model]] = {
    f"{verb}{model.__name__}Input": model for verb in ("Create", "Update") for model in (Company, Contact, Note, Tag)
}
# What is made of a column, beside what the database makes of it.
FOLLOWS: dict[tuple[type[models.Model], str], str] = {
    **{(Contact, part): "display_name" for part in ("prefix", "first_name", "middle_name", "last_name", "suffix")},
    (Email, "address"): "normalized",
    (Phone, "number"): "e164",
}
# The files of the database hold all that its tables do.
CLUSTER = ("write-ahead log", "file postgres/*")
HISTORY = "column audit_detail.text"
ARCHIVES = "file archives/*"


def told(*people: str) -> tuple[str, ...]:
    """Return the places that answers to these people are."""
    return tuple(f"answer of * to {who}" for who in people)


COLLEAGUES = told(ADMIN, OWNER, READER, MEMBER)
SUPPORT = f"answer of /support/* to {AGENT}"
DATA = (*CLUSTER, HISTORY, ARCHIVES, *told(OWNER, READER))
INVITED = "mail to colleague-*"  # names who invites, and to which account
NOWHERE = (
    *("new password", "wrong password", "browser", "page before", "subject of a mail", "text of a mail"),
    *("path", "question", "no id"),
)
ACCOUNT = {"RegistrationInput.account": "name"} | {
    f"{takes}.{field}": field
    for takes in ("RegistrationInput", "UpdateAccountInput")
    for field in ("name", "phone", "street", "city", "region", "postal_code", "country")
    if (takes, field) != ("RegistrationInput", "name")  # that is the person's
}


def homes(said: dict[str, Said]) -> dict[str, tuple[str, ...]]:
    """Return the places where each piece belongs; patterns, as `Canary` has them."""
    of_people = {name: (*CLUSTER, *places) if places else () for name, places in _told(said).items()}
    of_records = {name: (*DATA, *_columns(name)) for name in said if name.partition(".")[0] in HOSTED}
    # By consent an agent reads a tag.
    of_records["UpdateTagInput.name"] += (SUPPORT,)
    return of_people | of_records


def _told(said: dict[str, Said]) -> dict[str, tuple[str, ...]]:
    """Return where that belongs which people tell of themselves, and what they call what is theirs."""
    admin, owner = (f"mail to {said[f'{takes}.email'].text}" for takes in ("RegistrationInput", "InvitePersonInput"))
    another = f"mail to {said['another address'].text}"
    user, address = "column accounts_user", "column account_emailaddress.email"
    invitation, message = "column accounts_invitation", "column permissions_supportmessage.text"
    application, subject = "column tokens_application.name", "column permissions_supportcase.subject"
    return {
        "AcceptInput.name": (f"{user}.name", *COLLEAGUES),
        "AcceptInput.password": (),
        "AcceptInput.username": (f"{user}.username", owner, another, *COLLEAGUES),
        "AddSupportMessageInput.text": (message, *told(OWNER), SUPPORT),
        "CreatePersonalTokenInput.name": ("column tokens_personaltoken.name", HISTORY, owner, *told(OWNER)),
        "CreateTeamInput.name": ("column accounts_team.name", HISTORY, *COLLEAGUES, *told(TOKEN)),
        # From an address a user name is proposed.
        "InvitePersonInput.email": (f"{invitation}.*", f"{user}.email", address, owner, *told(ADMIN, OWNER)),
        "InvitePersonInput.username": (f"{invitation}.username", owner, *told(ADMIN, OWNER)),
        "OpenSupportCaseInput.subject": (subject, *told(OWNER), SUPPORT),
        "OpenSupportCaseInput.text": (message, *told(OWNER), SUPPORT),
        # And to who acts for an application, its name is given.
        "RegisterApplicationInput.name": (application, f"{user}.name", HISTORY, *COLLEAGUES),
        "UpdateApplicationInput.name": (application, HISTORY, *COLLEAGUES),
        "RegistrationInput.email": (f"{user}.email", address, admin, *told(ADMIN)),
        "RegistrationInput.name": (f"{user}.name", owner, INVITED, *COLLEAGUES),
        "RegistrationInput.username": (
            *(f"{user}.username", "column accounts_reservedname.name"),
            *(admin, *COLLEAGUES),
        ),
        "another address": (address, another, *told(OWNER)),
        "answer of support": (message, *told(OWNER), SUPPORT),
        "reason of support": ("column permissions_supportrequest.reason", *told(OWNER), SUPPORT),
        "no field": told(OWNER),
        "unknown name": (f"answer of /account/login/ to {STRANGER}",),
        **dict.fromkeys(NOWHERE, ()),
        "UpdateProfileInput.name": (f"{user}.name", *COLLEAGUES),
        "UpdateProfileInput.phone": (f"{user}.phone", *told(ADMIN, OWNER)),
        **{name: (f"column accounts_account.{field}", *COLLEAGUES) for name, field in _of_account(said).items()},
        "UpdateAccountInput.name": ("column accounts_account.name", owner, *COLLEAGUES),
        "RegistrationInput.account": ("column accounts_account.name", owner, INVITED, *COLLEAGUES),
    }


def _of_account(said: dict[str, Said]) -> dict[str, str]:
    return {name: ACCOUNT[_snake(name)] for name in said if _snake(name) in ACCOUNT}


def _columns(name: str) -> Iterator[str]:
    """Yield the columns of what is hosted: its own, what is made of it by us, and by the database of both."""
    takes, *parts, field = name.split(".")
    model = PART_MODELS[parts[0]] if parts else HOSTED[takes]
    own = _snake(field)
    made = {own, FOLLOWS.get((model, own), own)}
    fields: Any = model._meta.concrete_fields
    made |= {each.name for each in fields if made & _sources(each)}  # of the keys to sort by nothing is made
    yield from (f"column {model._meta.db_table}.{model._meta.get_field(each).column}" for each in made)  # type: ignore[union-attr]  # columns


def _sources(field: Any) -> set[str]:
    """Return the names of the fields that a generated one is made of."""
    parts = field.expression.flatten() if isinstance(field, models.GeneratedField) else ()
    return {part.name for part in parts if isinstance(part, models.F)}


def _snake(name: str) -> str:
    """ "UpdateAccountInput.postalCode" -> "UpdateAccountInput.postal_code"."""
    before, _, field = name.rpartition(".")
    return f"{before}.{''.join(f'_{c.lower()}' if c.isupper() else c for c in field)}".lstrip(".")
