"""A session tells when it was last seen, and no longer whose account it is of (P22, P24). There was no release before."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_allowance")]

    operations = [
        migrations.RemoveField(model_name="session", name="account"),
        migrations.AddField(model_name="session", name="seen_at", field=models.DateTimeField(db_default=Now())),
    ]
