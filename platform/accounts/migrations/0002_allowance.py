from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("holder", models.UUIDField(primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField()),
            ],
        ),
        # Half of each page is left free, so that an update stays on its page and touches no index.
        migrations.RunSQL(
            "ALTER TABLE accounts_allowance SET UNLOGGED; ALTER TABLE accounts_allowance SET (fillfactor = 50)",
            migrations.RunSQL.noop,
        ),
    ]
