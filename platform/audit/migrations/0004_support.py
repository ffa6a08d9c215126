"""How it is written down that support read a record: by the statement that reads it."""

from typing import ClassVar

from django.db import migrations, models

CREDENTIALS = [
    ("SESSION", "Session"),
    ("PERSONAL_TOKEN", "Personal Token"),
    ("APPLICATION", "Application"),
    ("SUPPORT", "Support"),
]
# An entry as audit/recording.py writes one, with the names of fields alone. Asked for in the select list of a row, so
# that there is no row without it; true, for something must be returned. A key is a UUIDv7 (RFC 9562, 5.7).
READ = """
CREATE FUNCTION audit_read(seen uuid, said text, agent uuid, request uuid, fields text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog AS $$
DECLARE
  key uuid := encode(set_byte(set_byte(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(
    floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 6,
    112 + (get_byte(uuid_send(gen_random_uuid()), 0) & 15)), 8, 128 + (get_byte(uuid_send(gen_random_uuid()), 0) & 63)
    ), 'hex')::uuid;
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  told text := json_build_object('before', json_build_object(), 'after', json_build_object('fields', fields));
BEGIN
  INSERT INTO public.audit_entry (id, action, record_id, user_id, credential, credential_id, changes_seal, at)
  VALUES (key, said, seen, agent, 'SUPPORT', request, sha256(salt || convert_to(told, 'UTF8')), now());
  INSERT INTO public.audit_detail (id, entry_id, kind, subject_id, salt, text)
  VALUES (gen_random_uuid(), key, 'CHANGES', seen, salt, told);
  RETURN true;
END $$
"""


class Migration(migrations.Migration):
    """A kind of credential, an index, and the function."""

    dependencies: ClassVar = [("audit", "0003_reading")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="entry", name="credential", field=models.TextField(choices=CREDENTIALS, null=True)
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                models.F("account_id"),
                models.F("credential_id"),
                models.OrderBy(models.F("id"), descending=True),
                name="audit_entry_of_support",
                condition=models.Q(credential="SUPPORT"),
            ),
        ),
        migrations.RunSQL(READ, "DROP FUNCTION audit_read(uuid, text, uuid, uuid, text[])"),
    ]
