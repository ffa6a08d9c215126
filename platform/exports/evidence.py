"""What can be shown and not restored? To whom records are shared, and what was done with them by whom.

    {"record": "con_…", "level": "EDIT", "user": "usr_…", "name": "ann"}              of a team: "team": "team_…"
    {"record": "con_…", "at": "…", "action": "contact:update", "user": "usr_…", "before": {…}, "after": {…}}

Changes name no record of anybody else's, as the history that the API shows does not to who cannot see it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from accounts.models import Team, User
from accounts.ownership import Shareable
from audit.models import Detail, DetailKind, Entry
from contacts.models import Company, Tag
from database.ids import decode, encode
from exports.layout import canonical
from exports.lines import Line, moment
from exports.reading import Scope

LEVELS = ("VIEW", "EDIT", "MANAGE")  # as permissions/levels.py has them; each implies those before it
NAMED: dict[str, Any] = {"company": Company, "tags": Tag}  # as permissions/history.py has it


def grants(scope: Scope, rows: Sequence[Shareable]) -> list[Line]:
    """Return a line for everybody, and every team, that these records are shared with, with the highest level."""
    found: dict[bytes, Line] = {}
    for line in _grants(type(rows[0]), rows) if rows else ():
        found[canonical(line | {"level": None})] = line
    return [found[key] for key in sorted(found)]


def history(scope: Scope, rows: Sequence[Any]) -> list[Line]:
    """Return a line for each entry of what was done with these records."""
    public = {row.pk: encode(row.ID_PREFIX, row.pk) for row in rows}
    entries = list(Entry.objects.filter(record_id__in=public, at__lte=scope.until).order_by("record_id", "pk"))
    told = _details([entry.pk for entry in entries])
    mine = _mine(scope, told.values())
    return [
        {"record": entry.record_id and public[entry.record_id], "at": moment(entry.at), "action": entry.action}
        | {"user": entry.user_id and encode(User.ID_PREFIX, entry.user_id)}
        | {side: _named(told.get(entry.pk, {}).get(side, {}), mine) for side in ("before", "after")}
        for entry in entries
    ]


def _grants(model: Any, rows: Sequence[Shareable]) -> Iterator[Line]:
    keys = [row.pk for row in rows]
    # By the names of the relations, since the tables of grants are in a layer above.
    of_users, of_teams = (model._meta.get_field(name).related_model.objects for name in ("user_grants", "team_grants"))
    for grant in _lowest_first(of_users.filter(content_object__in=keys).select_related("user", "permission")):
        user = {"user": encode(User.ID_PREFIX, grant.user_id), "name": grant.user.username}
        yield _grant(model, grant) | user
    for grant in _lowest_first(of_teams.filter(content_object__in=keys).select_related("group__team", "permission")):
        team = {"team": encode(Team.ID_PREFIX, grant.group.team.pk), "name": grant.group.team.name}
        yield _grant(model, grant) | team


def _lowest_first(grants: Iterable[Any]) -> list[Any]:
    return sorted(grants, key=lambda grant: LEVELS.index(_level(grant)))


def _level(grant: Any) -> str:
    return str(grant.permission.codename.partition("_")[0].upper())


def _grant(model: Any, grant: Any) -> Line:
    return {"record": encode(model.ID_PREFIX, grant.content_object_id), "level": _level(grant)}


def _details(entries: list[UUID]) -> dict[UUID, dict[str, Any]]:
    found = Detail.objects.filter(entry__in=entries, kind=DetailKind.CHANGES)
    return {entry: json.loads(text) for entry, text in found.values_list("entry_id", "text")}


def _mine(scope: Scope, told: Iterable[dict[str, Any]]) -> set[str]:
    """Return the ids of the owner's, of those that changes name."""
    ids = {text for changes in told for side in changes.values() for name in NAMED for text in _ids(side.get(name))}
    keys = [decode(text)[1] for text in ids]
    return {
        encode(model.ID_PREFIX, key)
        for model in NAMED.values()
        for key in model._default_manager.filter(scope.owned(), pk__in=keys).values_list("pk", flat=True)
    }


def _ids(named: Any) -> list[str]:
    return [named] if isinstance(named, str) else list(named or ())


def _named(side: dict[str, Any], mine: set[str]) -> dict[str, Any]:
    return {name: _visible(value, mine) if name in NAMED else value for name, value in side.items()}


def _visible(value: Any, mine: set[str]) -> Any:
    if isinstance(value, list):
        return [text for text in value if text in mine]
    return value if value in mine else None
