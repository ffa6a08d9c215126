"""What does writing SQL need? Names for rows, numbers for values, and how a column and an object look in JSON."""

from collections.abc import Callable, Sequence

from django.db import models

from graph import ids
from graph.errors import Code, RequestError
from graph.plan import Selected
from graph.sources import PublicId
from permissions import fields as columns
from permissions.credentials import Kind
from permissions.viewer import Inputs, ViewerParameters, who

Slot = Callable[[Inputs], object]
PAIRS_MAX = 50  # json_build_object takes a hundred arguments
NAMES_MAX = 300  # uses of tables in one statement: the database plans each, which takes it a millisecond or two


class Writer:
    """What one statement has so far: its first expression, its parameters, and the names it uses."""

    def __init__(self, kind: Kind) -> None:
        self.parameters = ViewerParameters(kind)
        self.who = who(self.parameters)
        # Arguments that the statement has no use for, but that must be right all the same.
        self.checks: list[Slot] = []
        self._names = 0

    def name(self, kind: str) -> str:
        """Return a name that is not used yet: "contact" -> "contact_3"."""
        self._names += 1
        if self._names > NAMES_MAX:
            raise RequestError(Code.COST_EXCEEDED, f"An operation uses at most {NAMES_MAX} tables, each use counted.")
        return f"{kind}_{self._names}"

    def alias(self, model: type[models.Model]) -> str:
        """Return a name for one more row of the model."""
        return self.name(str(model._meta.model_name))

    def bind(self, slot: Slot) -> str:
        """Return the placeholder of a slot."""
        return self.parameters.add(slot)

    def column(self, model: type[models.Model], field: str, row: str) -> str:
        """Return SQL for a column as it is compared; null where the viewer may not read it."""
        assert columns.readable(model, field), (model, field)  # noqa: S101  # graph.schema has checked it
        expression = f"{row}.{model._meta.get_field(field).column}"  # type: ignore[union-attr]  # a column
        condition = columns.condition(model, field, row, self.parameters.kind)
        return f"CASE WHEN {condition} THEN {expression} END" if condition else expression

    def value(self, model: type[models.Model], field: str, row: str) -> str:
        """Return SQL for a column as it is answered: ids with their prefix, moments in UTC with microseconds."""
        column = self.column(model, field, row)
        match model._meta.get_field(field):
            case models.UUIDField():
                return ids.encode_sql(model, column)
            case models.DateTimeField():
                return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
        return column

    def public_id(self, source: PublicId, model: type[models.Model], row: str) -> str:
        """Return SQL for an id whose type another column tells."""
        kind, key = (self.column(model, field, row) for field in (source.kind, source.field))
        return f"({ids.encode_any_sql(source.models, kind, key)})"

    def typename(self, field: Selected) -> str:
        """Return SQL for `__typename`."""
        return f"'{field.given}'::text"

    def json_object(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Return SQL for a JSON object with these keys, which GraphQL has made sure are plain names, in this order."""
        members = [f"'{key}', {value}" for key, value in pairs]
        chunks = [members[start : start + PAIRS_MAX] for start in range(0, len(members), PAIRS_MAX)] or [[]]
        built = [f"json_build_object({', '.join(chunk)})" for chunk in chunks]
        if len(built) == 1:
            return built[0]
        # {"a" : 1} and {"b" : 2} are one object when the braces between them become a comma, as there are others.
        inner = " || ', ' || ".join(f"substr(left({chunk}::text, -1), 2)" for chunk in built)
        return f"('{{' || {inner} || '}}')::json"
