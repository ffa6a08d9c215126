"""What a page of a journal tells goes into the register at once, and an account's answers are looked through once."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

BEFORE = import_module("audit.migrations.0009_told_times")
# From answers to the register, an account after the other, each behind its wall. Of an answer there is what it told, when
# for the first and the last time, both within an hour, and how often. Whoever calls this holds the lock.
REGISTER = """
CREATE FUNCTION audit_register(jsonb[], timestamptz[], timestamptz[], int[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  wall text := coalesce(current_setting('steward.account_id', true), '');
  one record;
BEGIN
  FOR one IN SELECT (t.said ->> 'account')::uuid AS account, array_agg(t.said) AS said, array_agg(t.first_at) AS first_at,
      array_agg(t.last_at) AS last_at, array_agg(t.times) AS times
    FROM unnest($1, $2, $3, $4) AS t(said, first_at, last_at, times) GROUP BY 1 ORDER BY 1
  LOOP
    PERFORM set_config('steward.account_id', one.account::text, true);
    INSERT INTO public.audit_disclosure AS d (id, account_id, owner_id, kind, record_id, recipient, recipient_id,
      user_id, fields, hour, first_at, last_at, times)
    SELECT public.audit_key(), one.account, max(p.owner)::uuid, p.kind, p.record::uuid, p.recipient, p.recipient_id::uuid,
      p.person::uuid, ARRAY(SELECT DISTINCT f FROM unnest(string_to_array(string_agg(DISTINCT p.fields, ','), ',')) f
        WHERE f <> '' ORDER BY f), p.hour, min(p.first_at), max(p.last_at), sum(p.times)
    FROM (
      SELECT date_trunc('hour', a.first_at, 'UTC') AS hour, a.first_at, a.last_at, a.times,
        a.said ->> 'recipient' AS recipient, a.said ->> 'recipientId' AS recipient_id, a.said ->> 'user' AS person,
        told.part ->> 'owner' AS owner, told.part ->> 'kind' AS kind, told.part ->> 'fields' AS fields, record.id AS record
      FROM unnest(one.said, one.first_at, one.last_at, one.times) AS a(said, first_at, last_at, times)
        CROSS JOIN LATERAL jsonb_array_elements(a.said -> 'told') AS told(part)
        CROSS JOIN LATERAL jsonb_array_elements_text(told.part -> 'records') AS record(id)
    ) p
    GROUP BY p.kind, p.record, p.recipient, p.recipient_id, p.person, p.hour
    ON CONFLICT (account_id, record_id, recipient, recipient_id, user_id, hour) DO UPDATE SET
      times = d.times + excluded.times, last_at = greatest(d.last_at, excluded.last_at), owner_id = excluded.owner_id,
      fields = CASE WHEN excluded.fields <@ d.fields THEN d.fields
        ELSE ARRAY(SELECT DISTINCT f FROM unnest(d.fields || excluded.fields) f ORDER BY f) END;
  END LOOP;
  PERFORM set_config('steward.account_id', wall, true);
END $$
"""
# An array of texts with "times" each, as one value: to write thousands takes a client longer than this. What a journal
# tells was committed when it was written, and waits for nobody's transaction. It is of a moment that has been, whatever
# the clock of whoever tells it.
TELL = """
CREATE FUNCTION audit_tell(answers jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit_fold', 0));
  PERFORM public.audit_register(array_agg(a.said), array_agg(least(at, now())), array_agg(least(at, now())),
    array_agg((a.said ->> 'times')::int)) FROM jsonb_array_elements(answers) AS a(said);
END $$
"""
# As in 0005; what is told again and again is taken apart once.
FOLD = """
CREATE OR REPLACE FUNCTION audit_fold(most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  taken bigint[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('audit_fold', 0)) THEN
    RETURN 0;
  END IF;
  taken := ARRAY(SELECT t.id FROM (
    SELECT told.id, sum(length(told.what)) OVER (ORDER BY told.id) - length(told.what) AS before
    FROM public.audit_told told) t WHERE t.before < most);
  PERFORM public.audit_register(array_agg(a.what::jsonb), array_agg(a.first_at), array_agg(a.last_at), array_agg(a.times))
  FROM (SELECT t.what, min(t.at) AS first_at, max(t.at) AS last_at, count(*)::int AS times
        FROM public.audit_told t WHERE t.id = ANY(taken) GROUP BY t.what, date_trunc('hour', t.at, 'UTC')) a;
  DELETE FROM public.audit_told WHERE id = ANY(taken);
  RETURN cardinality(taken);
END $$
"""
# What the functions before would have counted more than once.
EMPTY = "DO 'BEGIN WHILE public.audit_fold(1000000) > 0 LOOP END LOOP; END'"
SET_PATH = "ALTER FUNCTION audit_key() SET search_path = pg_catalog"


class Migration(migrations.Migration):
    """A function that two others share, and no column for what only one of them told."""

    dependencies: ClassVar = [("audit", "0009_told_times")]
    operations: ClassVar = [
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
        migrations.RunSQL("DROP FUNCTION audit_tell(text[], int[], timestamptz)", BEFORE.TELL),
        migrations.RemoveField("told", "times"),
        # Its body was bound when it was made; with a setting of its own it could not be written into what calls it.
        migrations.RunSQL("ALTER FUNCTION audit_key() RESET search_path", SET_PATH),
        migrations.RunSQL(REGISTER, "DROP FUNCTION audit_register(jsonb[], timestamptz[], timestamptz[], int[])"),
        migrations.RunSQL(TELL, "DROP FUNCTION audit_tell(jsonb, timestamptz)"),
        migrations.RunSQL(FOLD, BEFORE.FOLD),
    ]
