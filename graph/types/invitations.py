"""Who was invited, and has not come yet? Shown to administrators."""

from datetime import datetime
from enum import Enum

import strawberry

from accounts import models
from graph.sources import ToOne
from graph.types.accounts import User
from graph.types.fields import column, sourced, table
from graph.types.filters import DateTimeFilter, IDFilter, TextFilter, combinable, optional
from graph.types.pages import order_by
from graph.types.records import Node


@table(models.Invitation)
@strawberry.type(description="Somebody was invited by e-mail, and has not come yet. Shown to administrators alone.")
class Invitation(Node):
    """An open invitation."""

    email: str = column("email", "Where the mail went.")
    username: str = column("username", "The user name that is proposed to them.")
    role: models.Role = column("role", "What they are to do in the account.")
    created_at: datetime = column("created_at", "When they were invited.")
    created_by: User | None = sourced(ToOne(model=models.User, column="created_by_id"), "Who invited them.")
    expires_at: datetime = column("expires_at", "Until when the link works; to send it again makes it longer.")


@combinable("Narrows invitations.")
class InvitationFilter:
    """Filters of invitations."""

    id: IDFilter | None = optional()
    email: TextFilter | None = optional()
    username: TextFilter | None = optional()
    created_at: DateTimeFilter | None = optional()
    expires_at: DateTimeFilter | None = optional()


@strawberry.enum(description="What invitations can be ordered by.")
class InvitationOrderField(Enum):
    """Columns to order invitations by."""

    CREATED_AT = "created_at"
    EXPIRES_AT = "expires_at"


InvitationOrder = order_by("InvitationOrder", InvitationOrderField, "One key to order invitations by.")
