"""What may somebody do, for what is shown to them? `{% if user|may:"support_case:open" %}`."""

from django import template

from accounts.models import User
from config.pages import people
from permissions.catalogue import Action

register = template.Library()


@register.filter
def may(user: User, action: str) -> bool:
    """Whether it is somebody whose role allows the action."""
    return bool(user.is_authenticated) and people.may(user, Action(action))
