from django.db import migrations

import database.constraints


def marks(record: str, principal: str) -> migrations.AddConstraint:
    model = f"{record}{principal}grant"
    constraint = database.constraints.Marks(
        name=f"permissions_{model}_marks",
        field="content_object",
        to=f"contacts.{record.capitalize()}",
        mark=f"has_{principal}_grants",
    )
    return migrations.AddConstraint(model, constraint)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_marks_of_grants"), ("permissions", "0001_initial")]

    operations = [
        marks(record, principal) for record in ("company", "contact", "tag") for principal in ("team", "user")
    ]
