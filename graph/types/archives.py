"""What did the viewer ask for, to take along? Their archives; those of others are in no answer."""

from datetime import datetime

import strawberry

from exports import models
from graph.types.fields import column, table
from graph.types.records import Node

strawberry.enum(models.State, name="ArchiveState", description="How far an archive is.")


@table(models.Archive)
@strawberry.type(description="An archive of all that its user owned at a moment. Shown to themselves alone.")
class Archive(Node):
    """An archive."""

    state: models.State = column("state", "Whether it is still to be written, complete, or has failed.")
    done: int = column("done", "How far it is: of `total`, how many records were looked at, for each of its files.")
    total: int = column("total", "How many are to be looked at; 0 until it has begun.")
    requested_at: datetime = column("requested_at", "When it was asked for; what was made later is not in it.")
    completed_at: datetime | None = column("completed_at", "When it was complete.")
    bytes: int | None = column("bytes", "How long the file is.")
    sha256: str | None = column("sha256", "The file's SHA-256, in hexadecimal.")
    expires_at: datetime = column("expires_at", "When it is deleted here.")
    download_url: str | None = column(
        "download_url",
        "Where to get it, relative to this server, with the session's cookie; null until it is there.",
    )
