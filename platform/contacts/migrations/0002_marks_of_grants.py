from django.db import migrations, models


def mark(model: str, name: str) -> migrations.AddField:
    return migrations.AddField(model, name, models.BooleanField(db_default=False, editable=False))


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [
        mark(model, name) for model in ("company", "contact", "tag") for name in ("has_team_grants", "has_user_grants")
    ]
