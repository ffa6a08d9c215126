"""SQL functions that columns and statements call by name."""

from django.db import migrations

# Immutable all the way down, so that it may make generated columns; there is no ICU in the embedded server.
# At most 200 characters, since a row of an index holds 2,704 octets; what is the same as far as that goes by id.
SORT_KEY = r"""
CREATE FUNCTION steward_sort_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g')), 200)
"""

# HMAC-SHA256 (RFC 2104) with the two padded keys ready made, cut to 16 octets, in front of the payload; base64url.
CURSOR = r"""
CREATE FUNCTION steward_cursor(payload text, inner_key bytea, outer_key bytea) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(encode(
    substr(sha256(outer_key || sha256(inner_key || convert_to(payload, 'UTF8'))), 1, 16) || convert_to(payload, 'UTF8'),
    'base64'), E'+/=\n', '-_')
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(SORT_KEY, "DROP FUNCTION steward_sort_key(text)"),
        migrations.RunSQL(CURSOR, "DROP FUNCTION steward_cursor(text, bytea, bytea)"),
    ]
