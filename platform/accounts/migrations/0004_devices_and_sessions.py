"""Sessions have a name that opens nothing, and tell on which device and when last proved; devices are known again."""

import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.models import Func


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sealed_sessions")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="public_id",
            # The database makes one for each session there is, and for those that code of before begins.
            field=models.UUIDField(
                db_column="id",
                db_default=Func(function="gen_random_uuid"),
                default=uuid_utils.compat.uuid7,
                editable=False,
                unique=True,
            ),
        ),
        migrations.AddField(model_name="session", name="device", field=models.TextField(null=True)),
        migrations.AddField(model_name="session", name="authenticated_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="accounts_known_device")],
            },
        ),
    ]
