"""What does the database itself see to? The wall around accounts, references that stay within it, marks on records.

All are model constraints, so they stand beside the columns they are about and `makemigrations` finds them.
"""

from typing import Any

from django.db import IntegrityError
from django.db.models.constraints import BaseConstraint

from database.context import CURRENT_ACCOUNT_SQL


def violated(error: IntegrityError) -> str | None:
    """Return the name of the constraint that a statement broke."""
    name: str | None = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return name


class _TableConstraint(BaseConstraint):
    """A constraint that only the database checks. It is added last in its migration, when all it needs stands."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        schema_editor.deferred_sql.append(self.sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """The same for a constraint that is added to a table there is."""
        self.constraint_sql(model, schema_editor)

    def sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statements that add the constraint."""
        raise NotImplementedError

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the database alone can tell."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]  # as Django's own constraints


class AccountWall(_TableConstraint):
    """Row-level security, forced on the owner of the table too: only rows of the current account exist.

    The setting is read by a subquery, which the planner does not look into: planning happens before the statement has
    set it, and with NULL for an estimate ("no row has that account") every index looks as good as any other.
    """

    def sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        policy = schema_editor.quote_name(self.name)
        return (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
            f"CREATE POLICY {policy} ON {table} USING (account_id = (SELECT {CURRENT_ACCOUNT_SQL}))"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        policy = schema_editor.quote_name(self.name)
        return f"DROP POLICY {policy} ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"


class WithinAccount(_TableConstraint):
    """FOREIGN KEY (account_id, FIELD) REFERENCES TO (account_id, TO_FIELD): a row cannot point out of its account.

    The target has a unique constraint on (account, TO_FIELD). `on_delete` is CASCADE, RESTRICT or SET NULL; the
    last clears the field alone and keeps the account.
    """

    def __init__(self, *, name: str, field: str, to: str, to_field: str = "id", on_delete: str = "RESTRICT") -> None:
        super().__init__(name=name)
        self.field, self.to, self.to_field, self.on_delete = field, to, to_field, on_delete

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"field": self.field, "to": self.to, "to_field": self.to_field, "on_delete": self.on_delete}
        return path, args, kwargs

    def sql(self, model: Any, schema_editor: Any) -> str:
        quote, target = schema_editor.quote_name, model._meta.apps.get_model(self.to)
        column = quote(_column(model, self.field))
        action = f"SET NULL ({column})" if self.on_delete == "SET NULL" else self.on_delete
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (account_id, {column}) REFERENCES {quote(target._meta.db_table)} "
            f"(account_id, {quote(_column(target, self.to_field))}) ON DELETE {action}"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"


class UnderOperator(_TableConstraint):
    """FOREIGN KEY (account_id, is_agent) REFERENCES the accounts (id, is_operator).

    An agent works for the operator, and nobody else does: no customer's person can become one, whatever writes it.
    """

    def sql(self, model: Any, schema_editor: Any) -> str:
        account = model._meta.apps.get_model("accounts.Account")
        return (
            f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} "
            f"ADD CONSTRAINT {schema_editor.quote_name(self.name)} FOREIGN KEY (account_id, is_agent) "
            f"REFERENCES {schema_editor.quote_name(account._meta.db_table)} (id, is_operator) ON DELETE CASCADE"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"


class Marks(_TableConstraint):
    """Whatever row FIELD references has MARK set, from the moment there is a reference to it; for good.

    A trigger, since every way to write a reference must set it, libraries' and bulk loads' too: who trusts the mark
    does not see what was not marked.
    """

    def __init__(self, *, name: str, field: str, to: str, mark: str) -> None:
        super().__init__(name=name)
        self.field, self.to, self.mark = field, to, mark

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field, "to": self.to, "mark": self.mark}

    def sql(self, model: Any, schema_editor: Any) -> str:
        quote, target = schema_editor.quote_name, model._meta.apps.get_model(self.to)
        name, table, column = quote(self.name), quote(model._meta.db_table), quote(_column(model, self.field))
        marked, mark = quote(target._meta.db_table), quote(_column(target, self.mark))
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"UPDATE {marked} SET {mark} = true WHERE id = NEW.{column} AND NOT {mark}; RETURN NULL; END $$; "
            f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {column} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()"


def _column(model: Any, field: str) -> str:
    column: str = model._meta.get_field(field).column
    return column
