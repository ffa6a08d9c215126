"""What ends when somebody leaves? Beside their sessions all that acts for them, for good: also if they come back."""

from django.db import transaction
from django.utils import timezone

from accounts import members
from accounts.models import User
from tokens.models import PersonalToken
from tokens.oauth_models import Authorization, end


@transaction.atomic(savepoint=False)
def deactivate(user: User, *, actor: User) -> User:
    """Return the person deactivated, and all tokens in their name ended. Raise Invalid as the verb of members does."""
    user = members.deactivate(user, actor=actor)
    PersonalToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    end(Authorization.objects.filter(user=user))
    return user
