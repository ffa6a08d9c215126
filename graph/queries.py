"""What can be asked? The root fields of a query."""

from typing import Annotated

import strawberry
from strawberry import Info
from strawberry.scalars import JSON

from accounts import models as account_models
from contacts import models as contact_models
from graph import sources
from graph.sources import ById, Pages
from graph.types.accounts import Team, TeamFilter, TeamOrder, User, UserFilter, UserOrder
from graph.types.contacts import Company, Contact, Tag
from graph.types.fields import CLOSED, NO_SCOPE, asked, sourced
from graph.types.invitations import Invitation, InvitationFilter, InvitationOrder
from graph.types.limits import RateLimit
from graph.types.listing import CompanyFilter, CompanyOrder, ContactFilter, ContactOrder, TagFilter, TagOrder
from graph.types.pages import Connection, pages
from graph.types.records import Node
from graph.types.transfers import Transfer, TransferFilter, TransferOrder
from permissions import models as permission_models


def infer_scopes(
    info: Info,
    documents: Annotated[list[str], strawberry.argument(description="GraphQL documents, at most 50.")],
    variables: Annotated[
        list[JSON] | None,
        strawberry.argument(description="For each document the values of its variables, as far as they are known."),
    ] = None,
) -> list[str]:
    """Have it told by whoever executes this (graph/execution.py)."""
    scopes: list[str] = info.context(documents, variables or [])
    return scopes


@strawberry.type(description="What can be asked.")
class Query:
    """The query root."""

    viewer: User = sourced(sources.VIEWER, "Who asks.", resource=NO_SCOPE)
    rate_limit: RateLimit = sourced(sources.SAME_ROW, "What the viewer may still ask for.", resource=NO_SCOPE)

    infer_scopes: list[str] = strawberry.field(
        resolver=infer_scopes,
        description="The scopes that a token needs to run these documents: the least it can be given. Ask for nothing"
        " else beside it. What filters and directives take from variables is known if the variables are.",
        metadata={"source": sources.ALONE, "resource": NO_SCOPE},
    )
    node: Node | None = asked(
        sources.NODE,
        "Whatever has this id; null if there is none, or none for the viewer.",
        returns=Node | None,
        resource=NO_SCOPE,
        required=True,
        id=strawberry.ID,
    )
    nodes: list[Node | None] = asked(
        sources.NODES,
        "Whatever has these ids, at most 100, in their order, with null as in `node`.",
        returns=list[Node | None],
        resource=NO_SCOPE,
        required=True,
        ids=list[strawberry.ID],
    )
    contact: Contact | None = asked(
        ById(model=contact_models.Contact),
        "The contact with this id; null if there is none, or none for the viewer.",
        returns=Contact | None,
        resource="contacts",
        required=True,
        id=strawberry.ID,
    )
    contacts: Connection[Contact] = pages(
        Pages(model=contact_models.Contact),
        "The contacts the viewer owns, and those shared with them.",
        of=Contact,
        filter=ContactFilter,
        order=ContactOrder,
        resource="contacts",
    )
    companies: Connection[Company] = pages(
        Pages(model=contact_models.Company),
        "The companies the viewer owns, and those shared with them.",
        of=Company,
        filter=CompanyFilter,
        order=CompanyOrder,
        resource="companies",
    )
    tags: Connection[Tag] = pages(
        Pages(model=contact_models.Tag),
        "The tags the viewer owns, and those shared with them.",
        of=Tag,
        filter=TagFilter,
        order=TagOrder,
        resource="tags",
    )
    users: Connection[User] = pages(
        Pages(model=account_models.User),
        "The people of the account.",
        of=User,
        filter=UserFilter,
        order=UserOrder,
        resource="users",
    )
    teams: Connection[Team] = pages(
        Pages(model=account_models.Team),
        "The teams of the account.",
        of=Team,
        filter=TeamFilter,
        order=TeamOrder,
        resource="teams",
    )
    invitations: Connection[Invitation] = pages(
        Pages(model=account_models.Invitation),
        "Who was invited and has not come yet; empty for all but administrators.",
        of=Invitation,
        filter=InvitationFilter,
        order=InvitationOrder,
        resource=CLOSED,
    )
    transfers: Connection[Transfer] = pages(
        Pages(model=permission_models.Transfer),
        "What was handed over from one person to another; empty for all but administrators.",
        of=Transfer,
        filter=TransferFilter,
        order=TransferOrder,
        resource=CLOSED,
    )
