"""What has every record? An owner, a version, who changed it when, and who may do what with it."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from accounts.models import Team as TeamModel
from accounts.models import User as UserModel
from audit.models import Disclosure as DisclosureModel
from audit.models import HistoryEntry as HistoryEntryModel
from graph import sources
from graph.sources import Made, Pages, Right, ToOne
from graph.types.disclosures import Disclosure, DisclosureFilter, DisclosureOrder
from graph.types.fields import CLOSED, NO_SCOPE, column, opened, sourced
from graph.types.history import HistoryEntry, HistoryEntryFilter, HistoryEntryOrder
from graph.types.pages import Connection, pages
from permissions.levels import Level

if TYPE_CHECKING:
    from graph.types.accounts import Team, User

LazyUser = Annotated["User", strawberry.lazy("graph.types.accounts")]
LazyTeam = Annotated["Team", strawberry.lazy("graph.types.accounts")]


@strawberry.interface(description="Whatever has an id.")
class Node:
    """Relay's Node."""

    id: strawberry.ID = column("id", "Opaque, unique across all types, and the same for ever.")


strawberry.enum(Level, name="GrantLevel", description="VIEW: read. EDIT: change. MANAGE: share, transfer and delete.")


@strawberry.enum(description="Why somebody may see a record.")
class AccessReason(Enum):
    """Reasons of access."""

    OWNER = "OWNER"
    USER_GRANT = "USER_GRANT"
    TEAM_GRANT = "TEAM_GRANT"


@opened(NO_SCOPE)
@strawberry.type(description="What the viewer may do with a record, and why.")
class Access:
    """The viewer's rights on one record."""

    view: bool = sourced(Right(Level.VIEW), "May read it.")
    edit: bool = sourced(Right(Level.EDIT), "May change it.")
    manage: bool = sourced(Right(Level.MANAGE), "May share, transfer and delete it.")
    reasons: list[AccessReason] = sourced(sources.REASONS, "Why the viewer may see it.")


@opened("sharing")
@strawberry.type(description="Somebody a record is shared with: a user or a team.")
class Grant:
    """One grant."""

    level: Level = sourced(Made("level"), "What they may do.")
    user: LazyUser | None = sourced(ToOne(model=UserModel, column="user_id"), "The user, if it is one.")
    team: LazyTeam | None = sourced(ToOne(model=TeamModel, column="group_id", to="group_id"), "The team, if it is one.")


@strawberry.interface(description="Data that a user owns.")
class Record(Node):
    """What contacts, companies, tags and notes have in common."""

    owner: LazyUser | None = sourced(ToOne(model=UserModel, column="owner_id"), "Whose it is.")
    version: int = column("version", "Grows with each change; name it in `expectedVersion` to not undo another's.")
    created_at: datetime = column("created_at", "When it was made.")
    created_by: LazyUser | None = sourced(ToOne(model=UserModel, column="created_by_id"), "Who made it.")
    updated_at: datetime = column("updated_at", "When it was last changed.")
    updated_by: LazyUser | None = sourced(ToOne(model=UserModel, column="updated_by_id"), "Who last changed it.")
    access: Access = sourced(sources.SAME_ROW, "What the viewer may do with it.")
    shared_with: list[Grant] | None = sourced(
        sources.SHARED_WITH,
        "Whom it is shared with, users before teams; null for who may not manage it. A note's are its record's.",
        resource="sharing",
    )
    history: Connection[HistoryEntry] = pages(
        Pages(model=HistoryEntryModel, link="record_id", inherits=True),
        "What was done with it, and what changed; whom it is shared with only for who may manage it.",
        of=HistoryEntry,
        filter=HistoryEntryFilter,
        order=HistoryEntryOrder,
    )
    disclosures: Connection[Disclosure] = pages(
        Pages(model=DisclosureModel, link="record_id", inherits=True, owned=True),
        "To whom of all tokens, applications and agents it was shown; for its owner alone.",
        of=Disclosure,
        filter=DisclosureFilter,
        order=DisclosureOrder,
        resource=CLOSED,
    )
