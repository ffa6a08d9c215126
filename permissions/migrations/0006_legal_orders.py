"""Cases that a legal order has opened, and who confirmed it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('permissions', '0005_support'),
    ]

    operations = [
        migrations.AddField(
            model_name='supportcase',
            name='legal_order',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='supportrequest',
            name='confirmed_by',
            field=models.TextField(null=True),
        ),
    ]
