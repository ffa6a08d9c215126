"""Whether the notes of an account may hold the numbers of cards."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='allows_card_numbers',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
