"""How are the heads of all chains kept elsewhere? Each account's, once a day, and whenever somebody wants it."""

from pathlib import Path

from accounts.models import Account
from audit import anchors, chain


def anchor(file: Path) -> int:
    """Add the head of each account's chain to the file; return how many there are. Raise OSError."""
    accounts = Account.objects.order_by("pk").values_list("pk", flat=True)
    heads = {account_id: head for account_id in accounts if (head := chain.head(account_id))}
    anchors.keep(file, heads)
    return len(heads)
