"""What do all settings pages say about paying, to those who see to it? What is wrong, if something is."""

from django import template
from django.db import transaction

from accounts.models import User
from billing.models import AccountSubscription
from config.pages.money import money
from config.pages.people import may
from config.pages.standings import warning
from database.context import set_account
from permissions.catalogue import Action

register = template.Library()
register.filter("money", money)


@register.filter
def pays(user: User) -> bool:
    """Whether it is somebody who sees to paying."""
    return bool(user.is_authenticated) and may(user, Action.BILLING_UPDATE)


@register.simple_tag
def warning_for(user: User) -> str | None:
    """Return what is wrong with an account, for who sees to paying; None if all is well."""
    if not pays(user):
        return None
    # Some pages are written while a transaction of the account is open, and some are not.
    with transaction.atomic():
        set_account(user.account_id)
        return warning(AccountSubscription.objects.get(pk=user.account_id))
