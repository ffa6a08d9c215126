"""How the register of disclosures gets shorter: by what is older than a year, and nothing else."""

from typing import ClassVar

from django.db import migrations

# As the owner of the tables, which is behind the wall too. What is younger stays, whoever asks.
FORGET = """
CREATE FUNCTION audit_forget_disclosures(uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
BEGIN ATOMIC
  DELETE FROM public.audit_disclosure WHERE id = ANY($1) AND last_at < now() - interval '365 days';
END
"""


class Migration(migrations.Migration):
    """A function."""

    dependencies: ClassVar = [("audit", "0006_support_disclosed")]
    operations: ClassVar = [migrations.RunSQL(FORGET, "DROP FUNCTION audit_forget_disclosures(uuid[])")]
