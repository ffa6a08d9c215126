"""What was handed over, by whom, and to whom? Shown to administrators."""

from datetime import datetime
from enum import Enum

import strawberry

from accounts.models import User as UserModel
from graph.sources import ToOne
from graph.types.accounts import User, UserFilter
from graph.types.fields import column, sourced, table
from graph.types.filters import DateTimeFilter, IDFilter, combinable, optional
from graph.types.pages import order_by
from graph.types.records import Node
from permissions import models


@table(models.Transfer)
@strawberry.type(description="All that somebody owned became somebody else's. Shown to administrators alone.")
class Transfer(Node):
    """An entry of the log of transfers."""

    made_at: datetime = column("made_at", "When.")
    made_by: User | None = sourced(ToOne(model=UserModel, column="made_by_id"), "Who did it.")
    from_user: User | None = sourced(ToOne(model=UserModel, column="from_user_id"), "Whose it was.")
    to_user: User | None = sourced(ToOne(model=UserModel, column="to_user_id"), "Whose it is.")
    companies: int = column("companies", "How many companies.")
    contacts: int = column("contacts", "How many contacts.")
    notes: int = column("notes", "How many notes.")
    tags: int = column("tags", "How many tags.")
    teams: int = column("teams", "How many teams.")


@combinable("Narrows transfers.")
class TransferFilter:
    """Filters of transfers."""

    id: IDFilter | None = optional()
    made_at: DateTimeFilter | None = optional()
    made_by: UserFilter | None = optional()
    from_user: UserFilter | None = optional()
    to_user: UserFilter | None = optional()


@strawberry.enum(description="What transfers can be ordered by.")
class TransferOrderField(Enum):
    """Columns to order transfers by."""

    MADE_AT = "made_at"


TransferOrder = order_by("TransferOrder", TransferOrderField, "One key to order transfers by.")
