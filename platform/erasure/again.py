"""What if a backup is brought back from before something was erased? It is erased again, before anybody is served."""

from collections.abc import Iterable

from accounts.models import User
from database.context import account_context
from erasure.erasing import erase
from erasure.subjects import MODELS
from erasure.tombstones import Tombstone


def erase_again(tombstones: Iterable[Tombstone]) -> int:
    """Erase what is there of all that was erased; return how many of them there were."""
    found = 0
    for tombstone in tombstones:
        with account_context(tombstone.account):
            is_there = MODELS[tombstone.subject]._default_manager.filter(pk=tombstone.id).exists()
            found += is_there
            if is_there:
                erase(tombstone.subject, tombstone.id, actor=User(pk=tombstone.by, account_id=tombstone.account))
    return found
