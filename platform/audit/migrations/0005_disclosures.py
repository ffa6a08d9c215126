"""The register of disclosures, and the one way into it: what is told is folded into it."""

import database.constraints
import django.contrib.postgres.fields
import uuid_utils.compat
from django.db import migrations, models

# A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then chance.
KEY = """
CREATE FUNCTION audit_key() RETURNS uuid LANGUAGE sql VOLATILE SET search_path = pg_catalog
BEGIN ATOMIC
  SELECT encode(set_byte(set_byte(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(
    floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 6,
    112 + (get_byte(uuid_send(gen_random_uuid()), 0) & 15)), 8, 128 + (get_byte(uuid_send(gen_random_uuid()), 0) & 63)
    ), 'hex')::uuid;
END
"""
# As the owner of the tables: the app adds to what was told, and neither sees nor changes it.
TELL = """
CREATE FUNCTION audit_tell(text[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
  INSERT INTO public.audit_told (at, what) SELECT now(), told FROM unnest($1) told;
END
"""
# From what was told to the register, an account after the other, each behind its wall: so many octets of it at once, and
# at least one answer. Returns how many answers that were, 0 if there is nothing, or somebody else is at it. What is told
# meanwhile is for the next. Answers that tell the same, as those of who asks again and again, are taken apart once.
FOLD = """
CREATE FUNCTION audit_fold(most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  wall text := coalesce(current_setting('steward.account_id', true), '');
  taken bigint[];
  one uuid;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('audit_fold', 0)) THEN
    RETURN 0;
  END IF;
  taken := ARRAY(SELECT t.id FROM (
    SELECT told.id, sum(length(told.what)) OVER (ORDER BY told.id) - length(told.what) AS before
    FROM public.audit_told told) t WHERE t.before < most);
  FOR one IN SELECT DISTINCT (t.what::json ->> 'account')::uuid FROM public.audit_told t WHERE t.id = ANY(taken) LOOP
    PERFORM set_config('steward.account_id', one::text, true);
    WITH answer AS MATERIALIZED (
      SELECT t.what, date_trunc('hour', t.at, 'UTC') AS hour, min(t.at) AS first_at, max(t.at) AS last_at, count(*) AS times
      FROM public.audit_told t WHERE t.id = ANY(taken) AND t.what::json ->> 'account' = one::text GROUP BY 1, 2
    ), part AS MATERIALIZED (
      SELECT a.hour, a.first_at, a.last_at, a.times, a.what::json ->> 'recipient' AS recipient,
        (a.what::json ->> 'recipientId')::uuid AS recipient_id, (a.what::json ->> 'user')::uuid AS person,
        (told.part ->> 'owner')::uuid AS owner, told.part ->> 'kind' AS kind, told.part ->> 'fields' AS fields,
        told.part -> 'records' AS records
      FROM answer a CROSS JOIN LATERAL json_array_elements(a.what::json -> 'told') AS told(part)
    )
    INSERT INTO public.audit_disclosure AS d (id, account_id, owner_id, kind, record_id, recipient, recipient_id,
      user_id, fields, hour, first_at, last_at, times)
    SELECT public.audit_key(), one, max(p.owner::text)::uuid, p.kind, record.id::uuid, p.recipient, p.recipient_id,
      p.person, ARRAY(SELECT DISTINCT f FROM unnest(string_to_array(string_agg(DISTINCT p.fields, ','), ',')) f
        WHERE f <> '' ORDER BY f), p.hour, min(p.first_at), max(p.last_at), sum(p.times)
    FROM part p CROSS JOIN LATERAL json_array_elements_text(p.records) AS record(id)
    GROUP BY p.kind, record.id, p.recipient, p.recipient_id, p.person, p.hour
    ON CONFLICT (account_id, record_id, recipient, recipient_id, user_id, hour) DO UPDATE SET
      times = d.times + excluded.times, last_at = greatest(d.last_at, excluded.last_at), owner_id = excluded.owner_id,
      fields = CASE WHEN excluded.fields <@ d.fields THEN d.fields
        ELSE ARRAY(SELECT DISTINCT f FROM unnest(d.fields || excluded.fields) f ORDER BY f) END;
  END LOOP;
  PERFORM set_config('steward.account_id', wall, true);
  DELETE FROM public.audit_told WHERE id = ANY(taken);
  RETURN cardinality(taken);
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
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('what', models.TextField()),
            ],
            options={'default_permissions': ()},
        ),
        migrations.RunSQL(KEY, "DROP FUNCTION audit_key()"),
        migrations.RunSQL(TELL, "DROP FUNCTION audit_tell(text[])"),
        migrations.RunSQL(FOLD, "DROP FUNCTION audit_fold(int)"),
    ]
