"""What does an id look like outside? "con_0192f3…": its type's prefix and the key in hexadecimal, one codec for all."""

import re
from uuid import UUID

_SHAPE = re.compile(r"([a-z]{3,4})_([0-9a-f]{32})", re.ASCII)


def encode(prefix: str, key: UUID) -> str:
    """("con", UUID("0192f3…")) -> "con_0192f3…"."""
    return f"{prefix}_{key.hex}"


def encode_sql(prefix: str, expression: str) -> str:
    """Return SQL for the same, of the key that `expression` gives."""
    return f"'{prefix}_' || encode(uuid_send({expression}), 'hex')"


def decode(value: str) -> tuple[str, UUID]:
    """ "con_0192f3…" -> ("con", UUID("0192f3…")); raise ValueError for anything that is not just so."""
    match = _SHAPE.fullmatch(value)
    if match is None:
        raise ValueError("That is not an id.")
    return match[1], UUID(match[2])
