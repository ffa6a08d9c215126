"""What does the schema say of limits? What the viewer may still ask for (accounts/allowances.py, graph/limits.py)."""

import strawberry

from graph.sources import Limit
from graph.types.fields import NO_SCOPE, opened, sourced


@opened(NO_SCOPE)
@strawberry.type(description="A budget of points that fills up again at a steady rate; every operation costs some.")
class RateLimit:
    """The viewer's allowance."""

    requested: int = sourced(Limit("requested"), "What this operation costs.")
    budget: int = sourced(Limit("budget"), "The points there are at most, and the most that one operation may cost.")
    remaining: int = sourced(Limit("remaining"), "The points that are left after this operation.")
    restore_rate: int = sourced(Limit("restoreRate"), "The points that come back each second.")
