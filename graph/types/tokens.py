"""What acts for the viewer? Personal tokens, and the token that asks just now."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from accounts.models import Team as TeamModel
from accounts.models import User as UserModel
from contacts.models import Tag as TagModel
from graph import sources
from graph.sources import ToOne
from graph.types.fields import NO_SCOPE, column, opened, sourced, table
from tokens import models

if TYPE_CHECKING:
    from graph.types.accounts import Team, User
    from graph.types.contacts import Tag

LazyTag = Annotated["Tag", strawberry.lazy("graph.types.contacts")]
LazyTeam = Annotated["Team", strawberry.lazy("graph.types.accounts")]
LazyUser = Annotated["User", strawberry.lazy("graph.types.accounts")]


@opened(NO_SCOPE)
@strawberry.type(description="What a token is restricted to, of what its scopes open. What is null does not restrict.")
class TokenRestrictions:
    """Restrictions of a token; all of them hold."""

    read_only: bool = column("is_read_only", "It changes nothing, whatever its scopes say.")
    owner: LazyUser | None = sourced(
        ToOne(model=UserModel, column="only_owner_id"), "Only records of this person, and the notes on them."
    )
    tag: LazyTag | None = sourced(
        ToOne(model=TagModel, column="only_tag_id"),
        "Only records with this tag on them, the notes on them, and the tag.",
    )
    team: LazyTeam | None = sourced(
        ToOne(model=TeamModel, column="only_group_id", to="group_id"),
        "Only records that are shared with this team, and the notes on them.",
    )
    addresses: list[str] | None = column("addresses", "Only from these networks, in CIDR notation.")
    documents: list[str] | None = column("documents", 'Only these documents, by their ids: "sha256:…".')


@opened(NO_SCOPE)
@strawberry.type(description="The token that a request came with.")
class Token:
    """The viewer's token."""

    name: str = column("name", "What its owner, or the application, is called.")
    scopes: list[str] = column("scopes", "What it opens, of what its user may do. To write implies to read.")
    restrictions: TokenRestrictions = sourced(sources.SAME_ROW, "What it is restricted to.")
    expires_at: datetime = column("expires_at", "When it ends.")


@table(models.PersonalToken)
@strawberry.type(description="A token that its user made for a program of theirs. What it is, was shown once.")
class PersonalToken:
    """A personal token."""

    id: strawberry.ID = column("id", "Opaque, and the same for ever.")
    name: str = column("name", "What its user calls it.")
    hint: str = column("hint", "Its last characters, for telling it from others.")
    scopes: list[str] = column("scopes", "What it opens, of what its user may do. To write implies to read.")
    restrictions: TokenRestrictions = sourced(sources.SAME_ROW, "What it is restricted to.")
    created_at: datetime = column("created_at", "When it was made.")
    expires_at: datetime = column("expires_at", "When it ends.")
    last_used_at: datetime | None = column("last_used_at", "When it was last used, to the minute.")
