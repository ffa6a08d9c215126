"""What ends when somebody leaves? Beside their sessions all that acts for them, for good: also if they come back."""

from django.db import transaction
from django.utils import timezone

from accounts import members
from accounts.models import User
from audit.recording import record
from tokens.models import PersonalToken
from tokens.oauth_models import Authorization, revoke


@transaction.atomic(savepoint=False)
def deactivate(user: User, *, actor: User) -> User:
    """Return the person deactivated, and all tokens in their name ended. Raise Invalid as the verb of members does."""
    user = members.deactivate(user, actor=actor)
    now = timezone.now()
    live = PersonalToken.objects.filter(user=user, revoked_at=None, expires_at__gt=now)
    for token in live.select_for_update().order_by("pk"):
        record("token:revoke", token.pk, actor_id=actor.pk)
    PersonalToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    revoke(Authorization.objects.filter(user=user), actor=actor)
    return user
