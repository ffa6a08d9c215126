"""Grants that are older than the marks: account by account, since only rows within one are there, and in batches."""

from typing import Any

from django.db import migrations, transaction

ROWS_AT_ONCE = 10_000
MARK = """
UPDATE contacts_{record} SET has_{principal}_grants = true WHERE id IN (
    SELECT r.id FROM contacts_{record} r WHERE NOT r.has_{principal}_grants
        AND EXISTS (SELECT FROM permissions_{record}{principal}grant g WHERE g.content_object_id = r.id)
    LIMIT %s)
"""


def mark(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    for account in apps.get_model("accounts", "Account").objects.using(alias).values_list("pk", flat=True):
        for record in ("company", "contact", "tag"):
            for principal in ("team", "user"):
                sql = MARK.format(record=record, principal=principal)
                while _run(schema_editor.connection, str(account), sql) == ROWS_AT_ONCE:
                    pass


def _run(connection: Any, account: str, sql: str) -> int:
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('steward.account_id', %s, true)", [account])
        cursor.execute(sql, [ROWS_AT_ONCE])
        return int(cursor.rowcount)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0001_initial"), ("permissions", "0002_mark_what_is_granted")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
