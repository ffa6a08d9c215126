"""Which applications may act for people, and whom did the viewer let in?"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from accounts.models import User as UserModel
from graph.sources import ToOne
from graph.types.fields import column, sourced, table
from tokens import models

if TYPE_CHECKING:
    from graph.types.accounts import User

LazyUser = Annotated["User", strawberry.lazy("graph.types.accounts")]


@table(models.Application)
@strawberry.type(description="An application (an OAuth 2 client), which people of the account may let in.")
class Application:
    """An application."""

    id: strawberry.ID = column("id", "Opaque, and the same for ever.")
    name: str = column("name", "What people are asked about.")
    client_id: str = column("client_id", "What it says it is; no secret.")
    is_confidential: bool = column(
        "is_confidential", "It keeps a secret, on a server; else it runs on people's devices."
    )
    redirect_uris: list[str] = column("redirect_uris", "Where people may be sent back to.")
    scopes: list[str] = column("scopes", "What it may ask for.")
    is_open: bool = column("is_open", "It may ask people of other accounts too; the operator alone opens one.")
    created_at: datetime = column("created", "When it was registered.")
    owner: LazyUser | None = sourced(ToOne(model=UserModel, column="owner_id"), "Who registered it.")
    service_user: LazyUser | None = sourced(
        ToOne(model=UserModel, column="service_user_id"),
        "Who acts when it acts for itself (client credentials): share with them what it shall see.",
    )


@table(models.Authorization)
@strawberry.type(description="An application that its user let in, on one device. With it end all its tokens.")
class Authorization:
    """An application that was let in."""

    id: strawberry.ID = column("id", "Opaque, and the same for ever.")
    application: Application | None = sourced(
        ToOne(model=models.Application, column="application_id"), "Which application."
    )
    device: str | None = column("device", "What the device calls itself.")
    scopes: list[str] = column("scopes", "What it opens, of what its user may do. To write implies to read.")
    created_at: datetime = column("created_at", "When it was let in.")
    last_used_at: datetime = column("last_used_at", "When it last got a token, which is good for fifteen minutes.")
    expires_at: datetime = column("expires_at", "When it ends, unless it gets a token before.")
