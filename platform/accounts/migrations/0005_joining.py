"""What people may tell of themselves, invitations, and user names that are kept for who asked for them."""

import database.columns
import database.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_devices_and_sessions'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('username', models.CharField(max_length=150)),
                ('role', models.TextField(choices=[('ADMIN', 'Admin'), ('MEMBER', 'Member'), ('BILLING', 'Billing')])),
                ('secret_hash', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ReservedName',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='account',
            name='city',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='phone',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='postal_code',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='region',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='street',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='updated_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='account',
            name='updated_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='user',
            name='phone',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='updated_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='user',
            name='updated_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=database.constraints.WithinAccount(field='updated_by', name='accounts_user_updated_by', on_delete='SET NULL', to='accounts.User', to_field='id'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='account',
            field=models.ForeignKey(db_default=database.columns.CurrentAccount(), db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='created_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='reservedname',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='accounts_reservedname_name'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=database.constraints.AccountWall(name='accounts_invitation_wall'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(models.F('account'), django.db.models.functions.text.Lower('email'), name='accounts_invitation_email'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('account', 'secret_hash'), name='accounts_invitation_secret'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['ADMIN', 'MEMBER', 'BILLING'])), name='accounts_invitation_role'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=database.constraints.WithinAccount(field='created_by', name='accounts_invitation_created_by', on_delete='RESTRICT', to='accounts.User', to_field='id'),
        ),
    ]
