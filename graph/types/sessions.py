"""Where is the viewer signed in? Their browser sessions; those of others are in no answer."""

from datetime import datetime

import strawberry

from accounts import models
from graph import sources
from graph.types.fields import column, sourced, table


@table(models.Session)
@strawberry.type(description="A browser in which its user is signed in.")
class Session:
    """A session."""

    id: strawberry.ID = column("public_id", "Opaque; it signs nobody in.")
    device: str | None = column("device", 'What it is, as far as the browser says: "Firefox on Linux".')
    created_at: datetime = column("created_at", "When they signed in.")
    seen_at: datetime = column("seen_at", "When it was last used, to the minute.")
    expires_at: datetime = column("expire_date", "When it ends at the latest.")
    is_current: bool = sourced(sources.IS_CURRENT, "Whether the request came with it.")
