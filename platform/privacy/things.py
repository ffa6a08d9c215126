"""What can grow old? Rows of a table, and files in a folder: how many are older than a moment, and an end to some."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from django.db.models import Count, F, Min, Model, QuerySet


@dataclass(frozen=True)
class Old:
    """How many things are too old, and since when the oldest is there."""

    count: int
    oldest: datetime | None


class Things(Protocol):
    """Things of a type. Those of an account are within reach in its context alone."""

    is_of_account: bool

    def old(self, before: datetime) -> Old:
        """Return what is older."""

    def delete(self, before: datetime, most: int) -> int:
        """Delete some of what is older, in the open transaction; return how many, 0 once there is nothing to do."""

    def tables(self) -> set[str]:
        """Return the names of the tables that it is in."""


class Rows:
    """Rows of a table, which are as old as a moment of theirs: the name of a column, or an expression."""

    def __init__(
        self,
        rows: Callable[[], QuerySet[Any]],
        moment: Any,
        *,
        delete: Callable[[QuerySet[Any]], object] = QuerySet.delete,
        is_of_account: bool = False,
        locks: bool = True,
        goes_along: tuple[type[Model], ...] = (),
    ) -> None:
        self.is_of_account = is_of_account
        self._rows, self._moment, self._delete = rows, F(moment) if isinstance(moment, str) else moment, delete
        self._locks = locks  # unless the app may only read the table
        self._goes_along = goes_along

    def old(self, before: datetime) -> Old:
        found = self._older(before).aggregate(count=Count("pk"), oldest=Min("grows_old_at"))
        return Old(found["count"], found["oldest"])

    def delete(self, before: datetime, most: int) -> int:
        older = self._older(before)
        if self._locks:  # what somebody is at is left to the next time
            older = older.select_for_update(of=("self",), skip_locked=True)
        keys = list(older.values_list("pk", flat=True)[:most])
        if keys:
            self._delete(older.model._default_manager.filter(pk__in=keys))
        return len(keys)

    def tables(self) -> set[str]:
        return {model._meta.db_table for model in (self._rows().model, *self._goes_along)}

    def _older(self, before: datetime) -> QuerySet[Any]:
        older: QuerySet[Any] = self._rows().annotate(grows_old_at=self._moment).filter(grows_old_at__lt=before)
        return older


@dataclass(frozen=True)
class Files:
    """Files in a folder, which are as old as what they hold."""

    folder: Path
    pattern: str
    is_of_account = False

    def old(self, before: datetime) -> Old:
        written = [at for _, at in self._older(before)]
        return Old(len(written), min(written, default=None))

    def delete(self, before: datetime, most: int) -> int:
        older = [path for path, _ in self._older(before)][:most]
        for path in older:
            path.unlink(missing_ok=True)
        return len(older)

    def tables(self) -> set[str]:
        return set()

    def _older(self, before: datetime) -> Iterator[tuple[Path, datetime]]:
        for path in self.folder.glob(self.pattern):
            with suppress(FileNotFoundError):  # somebody else deletes them as well
                at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                if at < before:
                    yield path, at


def each(verb: Callable[[Any], object]) -> Callable[[QuerySet[Any]], None]:
    """Return what does something to each of some rows, which are locked."""

    def do(rows: QuerySet[Any]) -> None:
        for row in rows:
            verb(row)

    return do
