"""What may the app's database role do? Its rows, never more: it can neither leave the account wall nor move it."""

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

# The links of the audit chain, and the register of disclosures, are the database's own doing. And views.
READ_ONLY = {"audit_disclosure", "audit_link", "django_migrations"}
# What happened to a job, which goes with its job; and what was done in an account, which never goes.
ADDED_TO = {"audit_detail", "audit_entry", "procrastinate_events"}
# guardian's grants on a text key: nothing of ours uses them, so nothing of ours can. And what functions alone see.
CLOSED = {"audit_told", "guardian_userobjectpermission", "guardian_groupobjectpermission"}

OURS = """
SELECT relname, relkind FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relowner = current_user::regrole AND relkind IN ('r', 'p', 'S', 'v')
"""


class RoleError(Exception):
    """The role that serves could see every account's rows: one sentence for whoever set it up."""


def current_role(connection: BaseDatabaseWrapper) -> str:
    """The role that `connection` speaks as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def refuse_to_bypass(connection: BaseDatabaseWrapper) -> None:
    """Raise RoleError if row-level security does not bind the role of `connection`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, is_superuser, bypasses = cursor.fetchone()
    if is_superuser or bypasses:
        power = "is a superuser" if is_superuser else "has BYPASSRLS"
        raise RoleError(
            f"Steward does not serve as the database role {name}, which {power}: row-level security, the wall between "
            "accounts, would not bind it. Let DATABASE_URL name an ordinary role, and DATABASE_OWNER_URL the one that "
            "owns the tables."
        )


def grant_to_app(owner: BaseDatabaseWrapper, app_role: str) -> None:
    """Let `app_role` work with the rows of every table that the owner's migrations have made, except as above."""
    if current_role(owner) == app_role:
        return
    with owner.cursor() as cursor:
        cursor.execute(OURS)
        kinds = dict(cursor.fetchall())
        for privileges, names in _privileges(kinds).items():
            if names:
                cursor.execute(_grant(privileges, names, app_role))


def _privileges(kinds: dict[str, str]) -> dict[str, list[str]]:
    """{"SELECT ON TABLE": ["django_migrations"], …} for relations by their kind."""
    sequences = {name for name, kind in kinds.items() if kind == "S"}
    read_only = READ_ONLY | {name for name, kind in kinds.items() if kind == "v"}
    tables = set(kinds) - sequences - CLOSED
    return {
        "SELECT ON TABLE": sorted(tables & read_only),
        "SELECT, INSERT ON TABLE": sorted(tables & ADDED_TO),
        "SELECT, INSERT, UPDATE, DELETE ON TABLE": sorted(tables - read_only - ADDED_TO),
        "USAGE ON SEQUENCE": sorted(sequences),
    }


def _grant(privileges: str, names: list[str], role: str) -> sql.Composed:
    relations = sql.SQL(", ").join(sql.Identifier("public", name) for name in names)
    return sql.SQL("GRANT {} {} TO {}").format(sql.SQL(privileges), relations, sql.Identifier(role))
