"""What grows old by no rule? What stays until somebody wants it gone, or for good; and what has its own clock.

With privacy/rules.py it is all that there is: a test looks for tables that are in neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings

from accounts.ownership import Record
from database.jobs import KEPT_HOURS
from exports import actions as archives


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Something that is kept, until when, and in which tables."""

    what: str
    until: str
    tables: frozenset[str] = field(default=frozenset())


def _data() -> Iterator[str]:
    """Yield the tables of records, of their parts, and of who may see them."""
    records = {model for model in apps.get_models() if issubclass(model, Record)}
    for model in apps.get_models():
        if model in records or any(column.related_model in records for column in model._meta.concrete_fields):
            yield model._meta.db_table


KEPT = (
    Kept(
        what="Records, their parts, and with whom they are shared",
        until="Until whoever may deletes or erases them.",
        # A token that is restricted to a tag is none of it.
        tables=frozenset(_data()) - {"tokens_personaltoken"},
    ),
    Kept(
        what="People, their addresses, second factors and memberships",
        until="Until they, or their account, are erased.",
        tables=frozenset(
            {"account_emailaddress", "accounts_membership", "accounts_user"}
            | {"account_emailconfirmation", "mfa_authenticator"}
        ),
    ),
    Kept(
        what="The account, its teams and applications, what was handed over, and who it is at the payment processor",
        until="Until the account is erased; at the processor, until it is closed.",
        tables=frozenset(
            {"accounts_account", "accounts_team", "auth_group", "auth_group_permissions", "permissions_transfer"}
            | {"billing_customer", "billing_subscription", "tokens_application"}
        ),
    ),
    Kept(
        what="That something was done, when and by whom (the audit log)",
        until="For good: it is a chain, of which no link can go.",
        tables=frozenset({"audit_entry", "audit_link"}),
    ),
    Kept(
        what="What was changed",
        until="Until what it is about is deleted or erased.",
        tables=frozenset({"audit_detail"}),
    ),
    Kept(
        what="What was told to a token, by ids, on its way to the register",
        until="For half a minute; for two minutes at most, if whoever told it was ended.",
        tables=frozenset({"audit_told"}),
    ),
    Kept(
        what="That no optional mail is to go to an address, as a hash of it; and that a letter to all was sent",
        until="For good: else such mail would go out again.",
        tables=frozenset({"mail_campaign", "mail_optout", "mail_optoutkey"}),
    ),
    Kept(
        what="Archives of what somebody owns, and what became of those that were brought back",
        until=f"{archives.KEPT.days} days after they were asked for.",
        tables=frozenset({"exports_archive", "exports_archiveimport"}),
    ),
    Kept(
        what="What is to be done after an answer, by ids",
        until=f"{KEPT_HOURS // 24} days after it was done.",
        tables=frozenset(f"procrastinate_{name}" for name in ("events", "jobs", "periodic_defers", "workers")),
    ),
    Kept(
        what="How often somebody tried to sign in, by hashes",
        until="Until they may try again; 20,000 of them at most.",
        tables=frozenset({"database_cache"}),
    ),
    Kept(what="That something was erased, by ids", until="For good: else a backup would bring it back."),
    Kept(what="Backups", until=f"{settings.BACKUPS_KEPT.days} days, of a database that comes with us."),
    Kept(
        what="What the service knows of itself: kinds of tables and rights, what was migrated, when it last asked",
        until="For good: there is nothing of anybody in it.",
        tables=frozenset({"guardian_groupobjectpermission", "guardian_userobjectpermission"})
        | {"auth_permission", "billing_reconciliation", "django_content_type", "django_migrations", "erasure_clock"}
        | {"tokens_idtoken"},
    ),
)
