"""The register of disclosures, and the one way into it."""

import database.constraints
import django.contrib.postgres.fields
import uuid_utils.compat
from django.db import migrations, models

# As the owner of the tables, which is behind the wall too: the app adds to the register, and never changes it. One call
# tells of several accounts, and puts the wall back where it was. In the order of a key, so that two never wait for each
# other.
DISCLOSE = """
CREATE FUNCTION audit_disclose(keys uuid[], accounts uuid[], owners uuid[], kinds text[], records uuid[],
  recipients text[], recipient_ids uuid[], users uuid[], shown text[], counts int[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  wall text := coalesce(current_setting('steward.account_id', true), '');
  one uuid;
BEGIN
  FOR one IN SELECT DISTINCT a FROM unnest(accounts) a ORDER BY a LOOP
    PERFORM set_config('steward.account_id', one::text, true);
    INSERT INTO public.audit_disclosure AS d (id, account_id, owner_id, kind, record_id, recipient, recipient_id,
      user_id, fields, hour, first_at, last_at, times)
    SELECT s.key, one, s.owner, s.kind, s.record, s.recipient, s.recipient_id, s.person, string_to_array(s.shown, ','),
      date_trunc('hour', now(), 'UTC'), now(), now(), s.count
    FROM unnest(keys, accounts, owners, kinds, records, recipients, recipient_ids, users, shown, counts)
      AS s (key, account, owner, kind, record, recipient, recipient_id, person, shown, count)
    WHERE s.account = one ORDER BY s.record, s.recipient, s.recipient_id, s.person
    ON CONFLICT (account_id, record_id, recipient, recipient_id, user_id, hour) DO UPDATE SET
      times = d.times + excluded.times, last_at = greatest(d.last_at, excluded.last_at), owner_id = excluded.owner_id,
      fields = CASE WHEN excluded.fields <@ d.fields THEN d.fields
        ELSE ARRAY(SELECT DISTINCT f FROM unnest(d.fields || excluded.fields) f ORDER BY f) END;
  END LOOP;
  PERFORM set_config('steward.account_id', wall, true);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_support'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.UUIDField()),
                ('owner_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('record_id', models.UUIDField()),
                ('recipient', models.TextField(choices=[('PERSONAL_TOKEN', 'Personal Token'), ('APPLICATION', 'Application'), ('SUPPORT', 'Support'), ('ARCHIVE', 'Archive'), ('PROCESSOR', 'Processor')])),
                ('recipient_id', models.UUIDField(null=True)),
                ('user_id', models.UUIDField()),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('hour', models.DateTimeField()),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('times', models.IntegerField()),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(models.F('account_id'), models.F('record_id'), models.OrderBy(models.F('id'), descending=True), name='audit_disclosure_of_record'), models.Index(models.F('account_id'), models.F('owner_id'), models.OrderBy(models.F('id'), descending=True), name='audit_disclosure_of_owner')],
                'constraints': [database.constraints.AccountWall(name='audit_disclosure_wall'), models.UniqueConstraint(fields=('account_id', 'record_id', 'recipient', 'recipient_id', 'user_id', 'hour'), name='audit_disclosure_once', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(
            DISCLOSE,
            "DROP FUNCTION audit_disclose(uuid[], uuid[], uuid[], text[], uuid[], text[], uuid[], uuid[], text[], int[])",
        ),
    ]
