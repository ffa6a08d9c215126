"""What can be asked for in somebody's name? Two scopes for each resource, in plain words; none is everything.

A scope opens what its user may do anyway, and nothing else. To write implies to read. The names are a contract.
"""

from collections.abc import Iterable

READ, WRITE = "read", "write"
# Of the API. A scope opens the fields that there were when it was given (graph/scopes.py), so what is made notes this.
GENERATION = 1

# A resource, what reading it shows, and what writing it does.
RESOURCES: dict[str, tuple[str, str]] = {
    "account": ("See your organisation's name and address.", "Change your organisation's name and address."),
    "companies": (
        "See the companies that you see, with their e-mail addresses, phone numbers and addresses.",
        "Make companies, and change and delete those that you may change and delete.",
    ),
    "contacts": (
        "See the contacts that you see, with their e-mail addresses, phone numbers and addresses.",
        "Make contacts, and change and delete those that you may change and delete.",
    ),
    "notes": (
        "Read the notes on the contacts and companies that you see.",
        "Write, change and delete notes on contacts and companies that you may change.",
    ),
    "profile": ("See your own e-mail address and phone number.", "Change your own name and phone number."),
    "sharing": (
        "See whom the records that you manage are shared with.",
        "Share the records that you manage with others, and take that back.",
    ),
    "tags": ("See the tags that you see.", "Make tags, and change and delete those that you may change and delete."),
    "teams": ("See the teams of your organisation.", "Make teams, and add people to yours and remove them."),
    "users": (
        "See the people of your organisation, by user name and name.",
        "Change people's roles, if you are an administrator.",
    ),
}

# By name, sorted: {"account:read": "See …", "account:write": …}.
SCOPES: dict[str, str] = {
    f"{resource}:{verb}": words
    for resource, both in RESOURCES.items()
    for verb, words in zip((READ, WRITE), both, strict=True)
}


def held(scopes: Iterable[str]) -> frozenset[str]:
    """Return the scopes, and what they imply: ["tags:write"] -> {"tags:read", "tags:write"}."""
    given = frozenset(scopes)
    return given | {f"{resource}:{READ}" for resource in RESOURCES if f"{resource}:{WRITE}" in given}
