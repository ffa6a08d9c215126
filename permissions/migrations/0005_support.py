"""Cases of support, requests, and what was read with them."""

import database.columns
import database.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


# With the rights, and behind the wall, of whoever asks it. What was told of a record goes with the record.
READS = """
CREATE VIEW permissions_supportread WITH (security_invoker = true) AS
SELECT e.id, e.at, e.action, e.record_id, q.owner_id, q.id AS request_id, q.agent_name, q.reason, (
  SELECT ARRAY(SELECT json_array_elements_text(d.text::json #> '{after,fields}'))
  FROM audit_detail d WHERE d.account_id = e.account_id AND d.entry_id = e.id AND d.kind = 'CHANGES') AS fields
FROM permissions_supportrequest q JOIN audit_entry e ON e.account_id = q.account_id AND e.credential_id = q.id
WHERE e.credential = 'SUPPORT'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_support'),
        ('audit', '0004_support'),
        ('permissions', '0004_transfers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SupportRead',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('action', models.TextField()),
                ('record_id', models.UUIDField()),
                ('request_id', models.UUIDField()),
                ('agent_name', models.TextField()),
                ('reason', models.TextField()),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
            ],
            options={
                'managed': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OpenCase',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.UUIDField()),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SupportAccess',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.UUIDField()),
                ('case_id', models.UUIDField()),
                ('owner_id', models.UUIDField()),
                ('expires_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SupportCase',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.TextField()),
                ('records', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_default=database.columns.CurrentAccount(), db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SupportMessage',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('agent_id', models.UUIDField(null=True)),
                ('agent_name', models.TextField(null=True)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(db_default=database.columns.CurrentAccount(), db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='permissions.supportcase')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SupportRequest',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('agent_id', models.UUIDField()),
                ('agent_name', models.TextField()),
                ('reason', models.TextField()),
                ('records', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('hours', models.IntegerField()),
                ('state', models.TextField(choices=[('REQUESTED', 'Requested'), ('APPROVED', 'Approved'), ('DECLINED', 'Declined'), ('REVOKED', 'Revoked')])),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_default=database.columns.CurrentAccount(), db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account')),
                ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='permissions.supportcase')),
                ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='supportcase',
            index=models.Index(models.F('account'), models.F('owner'), models.OrderBy(models.F('id'), descending=True), name='permissions_supportcase_newest'),
        ),
        migrations.AddConstraint(
            model_name='supportcase',
            constraint=database.constraints.AccountWall(name='permissions_supportcase_wall'),
        ),
        migrations.AddConstraint(
            model_name='supportcase',
            constraint=models.UniqueConstraint(fields=('account', 'id'), name='permissions_supportcase_key'),
        ),
        migrations.AddConstraint(
            model_name='supportcase',
            constraint=database.constraints.WithinAccount(field='owner', name='permissions_supportcase_owner', on_delete='RESTRICT', to='accounts.User', to_field='id'),
        ),
        migrations.AddIndex(
            model_name='supportmessage',
            index=models.Index(models.F('account'), models.F('case'), models.OrderBy(models.F('id'), descending=True), name='permissions_supportmessage_of'),
        ),
        migrations.AddConstraint(
            model_name='supportmessage',
            constraint=database.constraints.AccountWall(name='permissions_supportmessage_wall'),
        ),
        migrations.AddConstraint(
            model_name='supportmessage',
            constraint=database.constraints.WithinAccount(field='case', name='permissions_supportmessage_case', on_delete='CASCADE', to='permissions.SupportCase', to_field='id'),
        ),
        migrations.AddIndex(
            model_name='supportrequest',
            index=models.Index(models.F('account'), models.F('case'), models.OrderBy(models.F('id'), descending=True), name='permissions_supportrequest_of'),
        ),
        migrations.AddIndex(
            model_name='supportrequest',
            index=models.Index(models.F('account'), models.F('owner'), name='permissions_supportrequest_own'),
        ),
        migrations.AddConstraint(
            model_name='supportrequest',
            constraint=database.constraints.AccountWall(name='permissions_supportrequest_wall'),
        ),
        migrations.AddConstraint(
            model_name='supportrequest',
            constraint=models.UniqueConstraint(fields=('account', 'id'), name='permissions_supportrequest_key'),
        ),
        migrations.AddConstraint(
            model_name='supportrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('REQUESTED', 'APPROVED', 'DECLINED', 'REVOKED'))), name='permissions_supportrequest_state'),
        ),
        migrations.AddConstraint(
            model_name='supportrequest',
            constraint=models.CheckConstraint(condition=models.Q(('hours__range', (1, 24))), name='permissions_supportrequest_hours'),
        ),
        migrations.AddConstraint(
            model_name='supportrequest',
            constraint=database.constraints.WithinAccount(field='case', name='permissions_supportrequest_case', on_delete='CASCADE', to='permissions.SupportCase', to_field='id'),
        ),
        migrations.AddConstraint(
            model_name='supportrequest',
            constraint=database.constraints.WithinAccount(field='owner', name='permissions_supportrequest_owner', on_delete='RESTRICT', to='accounts.User', to_field='id'),
        ),
        migrations.RunSQL(READS, "DROP VIEW permissions_supportread"),
    ]
