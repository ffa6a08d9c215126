"""People who work for the operator, and sessions that were begun with a second factor."""

import database.constraints
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_card_numbers'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='user',
            name='accounts_user_role',
        ),
        migrations.AddField(
            model_name='account',
            name='is_operator',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='session',
            name='has_second_factor',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='is_agent',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.lookups.Exact(models.F('role'), models.Value('AGENT')), output_field=models.BooleanField()),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='role',
            field=models.TextField(choices=[('ADMIN', 'Admin'), ('MEMBER', 'Member'), ('BILLING', 'Billing'), ('AGENT', 'Agent')]),
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.TextField(choices=[('ADMIN', 'Admin'), ('MEMBER', 'Member'), ('BILLING', 'Billing'), ('AGENT', 'Agent')], default='MEMBER'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(models.F('is_operator'), condition=models.Q(('is_operator', True)), name='accounts_account_operator'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('id', 'is_operator'), name='accounts_account_kind'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['ADMIN', 'MEMBER', 'BILLING', 'AGENT'])), name='accounts_user_role'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=database.constraints.UnderOperator(name='accounts_user_under_operator'),
        ),
    ]
