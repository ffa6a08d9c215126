"""What support reads is in the register of disclosures too: the ledger tells of each read, the register of each hour."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

BEFORE = import_module("audit.migrations.0004_support").READ
# An entry as audit/recording.py writes one, with the names of fields alone. Asked for in the select list of a row, so
# that there is no row without it; true, for something must be returned.
READ = """
CREATE FUNCTION audit_read(seen uuid, said text, whose uuid, agent uuid, request uuid, fields text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog AS $$
DECLARE
  key uuid := public.audit_key();
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  told text := json_build_object('before', json_build_object(), 'after', json_build_object('fields', fields));
BEGIN
  INSERT INTO public.audit_entry (id, action, record_id, user_id, credential, credential_id, changes_seal, at)
  VALUES (key, said, seen, agent, 'SUPPORT', request, sha256(salt || convert_to(told, 'UTF8')), now());
  INSERT INTO public.audit_detail (id, entry_id, kind, subject_id, salt, text)
  VALUES (gen_random_uuid(), key, 'CHANGES', seen, salt, told);
  PERFORM public.audit_tell(ARRAY[json_build_object('account', current_setting('steward.account_id'),
    'recipient', 'SUPPORT', 'recipientId', request, 'user', agent, 'told', json_build_array(json_build_object(
    'kind', split_part(said, ':', 1), 'owner', whose, 'fields', array_to_string(fields, ','),
    'records', json_build_array(seen))))::text]);
  RETURN true;
END $$
"""
OLD, NEW = "audit_read(uuid, text, uuid, uuid, text[])", "audit_read(uuid, text, uuid, uuid, uuid, text[])"


class Migration(migrations.Migration):
    """A function instead of the one before."""

    dependencies: ClassVar = [("audit", "0005_disclosures")]
    operations: ClassVar = [
        migrations.RunSQL(f"DROP FUNCTION {OLD}", BEFORE),
        migrations.RunSQL(READ, f"DROP FUNCTION {NEW}"),
    ]
