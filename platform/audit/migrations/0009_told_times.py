"""How often an answer was told, so that those that tell the same are told once for some seconds."""

from typing import ClassVar

from django.db import migrations, models

# What was told is of a moment that has been, whatever the clock of whoever tells it.
TELL = """
CREATE FUNCTION audit_tell(text[], int[], timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog
BEGIN ATOMIC
  INSERT INTO public.audit_told (at, what, times)
  SELECT least($3, now()), told, times FROM unnest($1, $2) AS t(told, times);
END
"""
# As in 0005, but for how often.
FOLD = """
CREATE OR REPLACE FUNCTION audit_fold(most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
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
      SELECT t.what, date_trunc('hour', t.at, 'UTC') AS hour, min(t.at) AS first_at, max(t.at) AS last_at, sum(t.times) AS times
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
    """A column, and the functions that know of it."""

    dependencies: ClassVar = [("audit", "0008_forget_origins")]
    operations: ClassVar = [
        migrations.AddField("told", "times", models.IntegerField(db_default=1)),
        migrations.RunSQL(TELL, "DROP FUNCTION audit_tell(text[], int[], timestamptz)"),
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
    ]
