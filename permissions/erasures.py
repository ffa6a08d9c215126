"""What may somebody have erased for good? A contact of theirs, themselves, or their account; the verb is erasure's."""

from uuid import UUID

from accounts.models import Account, User
from contacts.models import Contact
from database import ids
from database.refusals import Invalid, NotFound, Refusal, RefusalCode
from erasure.models import Subject
from permissions import access
from permissions.catalogue import LEVELS, Action, require, scope_of
from permissions.viewer import Viewer

NOTHING = Refusal(RefusalCode.INVALID, "id", "That is nothing that can be erased: delete it.")


def subject(viewer: Viewer, given: str) -> tuple[str, UUID]:
    """ "con_0192f3…" -> ("CONTACT", UUID("0192f3…")): what is to be erased, for `erasure.actions`.

    Raise NotFound for what the viewer does not know of, Invalid for what cannot be erased.
    """
    try:
        prefix, key = ids.decode(given)
    except ValueError as error:
        raise Invalid(Refusal(RefusalCode.INVALID, "id", str(error))) from error
    match prefix:
        case Contact.ID_PREFIX:
            access.record(viewer, Contact, key, LEVELS[Action.CONTACT_ERASE], scope=scope_of(Action.CONTACT_ERASE))
            return Subject.CONTACT, key
        case User.ID_PREFIX:
            access.record(viewer, User, key, LEVELS[Action.USER_VIEW], scope=scope_of(Action.USER_VIEW))
            require(viewer, Action.USER_ERASE)
            return Subject.USER, key
        case Account.ID_PREFIX:
            if key != viewer.user.account_id:
                raise NotFound
            require(viewer, Action.ACCOUNT_ERASE)
            return Subject.ACCOUNT, key
    raise Invalid(NOTHING)
