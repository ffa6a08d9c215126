"""Who may bring an archive back, and which lines of it? As a request is asked, so is the job that imports it."""

from functools import partial

from accounts.models import User
from billing.cards import holds_card
from exports.layout import NOTES
from exports.restoring import Refuses
from permissions.catalogue import Action
from permissions.later import require_still


def rights(actor: User) -> Refuses:
    """Return which lines are refused to somebody; raise Refused if they may import nothing any more."""
    require_still(actor, Action.ARCHIVE_IMPORT)
    return partial(_refuses, actor.account.allows_card_numbers)


def _refuses(allows_in_notes: bool, member: str, line: str) -> bool:
    """Whether a line holds the number of a card where the API would take none (graph/cards.py)."""
    return not (member == NOTES and allows_in_notes) and holds_card(line)
