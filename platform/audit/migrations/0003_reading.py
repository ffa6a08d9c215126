"""How entries are read: by administrators in the order of time too, and by who sees the record they are about."""

from typing import Any, ClassVar

from django.db import migrations, models


def _proxy(name: str) -> Any:
    options = {"proxy": True, "default_permissions": (), "indexes": [], "constraints": []}
    return migrations.CreateModel(name=name, fields=[], options=options, bases=("audit.entry",))


class Migration(migrations.Migration):
    """An index, and two models of the same table."""

    dependencies: ClassVar = [("audit", "0002_chain")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                models.F("account_id"),
                models.OrderBy(models.F("at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="audit_entry_by_time",
            ),
        ),
        _proxy("AuditLogEntry"),
        _proxy("HistoryEntry"),
    ]
