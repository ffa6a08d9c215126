"""May somebody still do what they asked for a while ago? Asked by the job that does it, when there is no session."""

from accounts.models import User
from billing.models import AccountSubscription
from database.refusals import Forbidden
from permissions.catalogue import Action, require
from permissions.standing import require_open
from permissions.viewer import Inputs, Viewer


def require_still(user: User, action: Action) -> None:
    """Return if somebody who can sign in may do it now, in an account that may be changed; raise Refused otherwise."""
    if not user.is_active:
        raise Forbidden("Whoever asked for this cannot sign in any more.")
    closed = AccountSubscription.objects.filter(pk=user.account_id, is_open=False)
    # With the key of no credential: a statement of such a viewer's has no row.
    viewer = Viewer(
        user=user,
        inputs=Inputs(key="", variables={}),
        read_only_reason=closed.values_list("reason", flat=True).first(),
    )
    require(viewer, action)
    require_open(viewer)
