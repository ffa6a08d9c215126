"""May free texts of the viewer's account hold the numbers of cards? Asked only for a request that has one in them."""

from collections.abc import Callable
from functools import cache

from permissions.credentials import Kind
from permissions.viewer import Inputs, ViewerParameters, who


@cache
def allowed(kind: Kind) -> tuple[str, tuple[Callable[[Inputs], object], ...]]:
    """Return a statement and its slots; one row, one column: a boolean. No row if nobody is there."""
    parameters = ViewerParameters(kind)
    sql = f"""{who(parameters)}
SELECT (SELECT a.allows_card_numbers FROM accounts_account a WHERE a.id = viewer.account_id) FROM viewer"""
    return sql, parameters.slots
