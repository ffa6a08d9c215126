"""How the audit forgets from where something was done: once it is older than a quarter of a year, and nothing else."""

from typing import ClassVar

from django.db import migrations

# As the owner of the tables, which is behind the wall too. What is younger stays, whoever asks.
FORGET = """
CREATE FUNCTION audit_forget_origins(uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
  DELETE FROM public.audit_detail d USING public.audit_entry e WHERE d.id = ANY($1) AND d.kind = 'ORIGIN'
    AND e.account_id = d.account_id AND e.id = d.entry_id AND e.at < now() - interval '90 days';
END
"""


class Migration(migrations.Migration):
    """A function."""

    dependencies: ClassVar = [("audit", "0007_forget_disclosures")]
    operations: ClassVar = [migrations.RunSQL(FORGET, "DROP FUNCTION audit_forget_origins(uuid[])")]
