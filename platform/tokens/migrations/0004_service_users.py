"""Those who act for applications are marked: no seat is paid for them."""

from typing import ClassVar

from django.db import migrations

# Also those of applications that are gone.
MARK = "UPDATE accounts_user SET is_service = true WHERE email LIKE '%@applications.invalid'"


class Migration(migrations.Migration):
    """The mark."""

    dependencies: ClassVar = [("tokens", "0003_generations"), ("accounts", "0006_people")]
    operations: ClassVar = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
