"""What does the viewer take along, and bring back? Their archives, and imports; those of others are in no answer."""

from datetime import datetime

import strawberry

from database.refusals import RefusalCode
from exports import models
from graph.types.fields import column, table
from graph.types.records import Node

strawberry.enum(models.State, name="ArchiveState", description="How far an archive is, or an import of one.")
# Also of what mutations answer (graph/types/payloads.py), which are made of all types.
strawberry.enum(RefusalCode, name="UserErrorCode", description="Why a mutation was refused, or an import has failed.")


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


@table(models.ArchiveImport)
@strawberry.type(description="An archive that its user brings back: all of it or nothing. Shown to themselves alone.")
class ArchiveImport(Node):
    """An import of an archive."""

    state: models.State = column("state", "Whether it is still to be imported, is here, or has failed.")
    total: int = column("total", "How many records the archive holds; 0 until it was verified.")
    requested_at: datetime = column("requested_at", "When it was sent.")
    completed_at: datetime | None = column("completed_at", "When all of it was here.")
    expires_at: datetime = column("expires_at", "When nothing is told of it any more; the file goes when it has ended.")
    code: RefusalCode | None = column("code", "Why it has failed, for programs; null if that was our fault.")
    message: str | None = column("message", "Why it has failed, for people.")
    tags: int | None = column("tags", "How many tags came; null until it is complete.")
    companies: int | None = column("companies", "How many companies came; null until it is complete.")
    contacts: int | None = column("contacts", "How many contacts came; null until it is complete.")
    notes: int | None = column("notes", "How many notes came; null until it is complete.")
