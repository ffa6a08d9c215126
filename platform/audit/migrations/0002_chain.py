"""How an entry gets its place in the chain: by the database alone, when its transaction ends."""

from typing import ClassVar

from django.db import migrations

# When something was done is the database's word.
STAMP = """
CREATE FUNCTION audit_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER audit_stamp BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_stamp()
"""
# Deferred to the commit, so that whoever writes in an account waits for others no longer than for their commit, and
# after all rows that it locks: two can never wait for each other. As the owner of the tables, which is behind the wall
# too; the account context may be closed by then.
LINK = r"""
CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  wall text := coalesce(current_setting('steward.account_id', true), '');
  before record;
BEGIN
  PERFORM set_config('steward.account_id', NEW.account_id::text, true);
  PERFORM pg_advisory_xact_lock(hashtextextended('audit ' || NEW.account_id, 0));
  SELECT l.sequence, l.hash INTO before FROM public.audit_link l
  WHERE l.account_id = NEW.account_id ORDER BY l.sequence DESC LIMIT 1;
  before.sequence := coalesce(before.sequence, 0);
  before.hash := coalesce(before.hash, decode(repeat('00', 32), 'hex'));
  INSERT INTO public.audit_link (id, account_id, sequence, previous, hash)
  VALUES (NEW.id, NEW.account_id, before.sequence + 1, before.hash, sha256(before.hash || convert_to(json_build_array(
    before.sequence + 1, NEW.id, NEW.account_id, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    NEW.action, NEW.record_id, NEW.user_id, NEW.credential, NEW.credential_id,
    encode(NEW.changes_seal, 'hex'), encode(NEW.origin_seal, 'hex'))::text, 'UTF8')));
  PERFORM set_config('steward.account_id', wall, true);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_link AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION audit_link()
"""
# The one way in which the app takes something away; without an entry of the record's end it is seen (audit/chain.py).
FORGET = """
CREATE FUNCTION audit_forget(uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
  DELETE FROM public.audit_detail WHERE subject_id = ANY($1);
END
"""


class Migration(migrations.Migration):
    """The two triggers, and a function."""

    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(STAMP, "DROP TRIGGER audit_stamp ON audit_entry; DROP FUNCTION audit_stamp()"),
        migrations.RunSQL(LINK, "DROP TRIGGER audit_link ON audit_entry; DROP FUNCTION audit_link()"),
        migrations.RunSQL(FORGET, "DROP FUNCTION audit_forget(uuid[])"),
    ]
