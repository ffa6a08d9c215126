"""The log of what was handed over."""

import database.columns
import database.constraints
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_joining'),
        ('permissions', '0003_mark_what_was_granted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField()),
                ('companies', models.IntegerField()),
                ('contacts', models.IntegerField()),
                ('notes', models.IntegerField()),
                ('tags', models.IntegerField()),
                ('teams', models.IntegerField()),
                ('account', models.ForeignKey(db_default=database.columns.CurrentAccount(), db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('from_user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(models.F('account'), models.OrderBy(models.F('id'), descending=True), name='permissions_transfer_newest')],
                'constraints': [database.constraints.AccountWall(name='permissions_transfer_wall'), database.constraints.WithinAccount(field='made_by', name='permissions_transfer_made_by', on_delete='RESTRICT', to='accounts.User', to_field='id'), database.constraints.WithinAccount(field='from_user', name='permissions_transfer_from_user', on_delete='RESTRICT', to='accounts.User', to_field='id'), database.constraints.WithinAccount(field='to_user', name='permissions_transfer_to_user', on_delete='RESTRICT', to='accounts.User', to_field='id')],
            },
        ),
    ]
