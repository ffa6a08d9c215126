"""How is each object of a plan written? As an expression for its JSON, on a row that was found by a rule.

For each table this asks permissions.predicates which rows, for each column permissions.fields whether; there is no
other way into a statement. What cannot be: a row without a predicate.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models

from accounts import allowances
from accounts.models import User
from graph import sources
from graph.arguments import Bound, Key, KeyIf, KeysIf
from graph.pages import PageWriter
from graph.plan import Object, Selected
from graph.sources import ById, Column, Limit, Linked, Made, Own, Pages, Parts, PublicId, Right, ToOne
from graph.writer import Writer
from permissions import disclosures, history, predicates
from permissions.credentials import TOKENS, Kind
from permissions.levels import Level
from permissions.narrowing import SHARING
from permissions.support import ledger, states
from permissions.viewer import Inputs, StoredKey
from tokens.models import PersonalToken


def requested(inputs: Inputs) -> int:
    """The slot of the points that the operation costs."""
    return inputs.requested


class ObjectWriter(Writer):
    """Writes objects: turns each source into SQL, from the root down."""

    def object(self, selected: Object, row: str) -> str:
        """Return SQL for the JSON of an object, on the row with this alias."""
        mark = disclosures.mark(selected.model, row, selected.shown, self.parameters)
        fields = [(field.key, self.field(field, selected.model, row)) for field in selected.fields]
        built = self.json_object([*mark, *fields])
        return ledger.noted(built, selected.model, row, selected.shown, self.parameters)

    def row(self, selected: Object, found: Callable[[str], str]) -> str:
        """Return a subquery for the JSON of the one row that is `found` and that the viewer may see."""
        assert selected.model is not None  # noqa: S101  # only types with rows are looked up
        alias = self.alias(selected.model)
        seen = predicates.condition(selected.model, alias, Level.VIEW, self.parameters)
        table = selected.model._meta.db_table
        return f"(SELECT {self.object(selected, alias)}\nFROM {table} {alias} WHERE {found(alias)} AND {seen})"

    def field(self, field: Selected, model: Any, row: str) -> str:
        """Return SQL for one field's JSON."""
        match field.source:
            case Column():
                return self.value(model, field.source.field, row)
            case ToOne(column=column, to=to):
                return self.row(field.objects[0], lambda alias: f"{alias}.{to} = {row}.{column}")
            case Parts():
                return self._parts(field.source, field.objects[0], row)
            case Linked():
                return self._linked(field.source, field.objects[0], row)
            case Own():
                return self._own(field.source, field.objects[0], row)
            case Pages():
                return PageWriter(self, self.object, field, row, model).sql()
            case ById(model=target):
                return self.row(
                    field.objects[0], lambda alias: f"{alias}.id = {self.bind(Bound(field.given, Key(target)))}::uuid"
                )
            case Right(level=level):
                return predicates.condition(model, row, level, self.parameters)
            case Limit(name=name):
                return self._limit(name)
        return self._marked(field, model, row)

    def _parts(self, source: Parts, part: Object, row: str) -> str:
        alias = self.alias(source.model)
        return (
            f"(SELECT coalesce(json_agg({self.object(part, alias)} ORDER BY {alias}.position), '[]')\n"
            f"FROM {source.model._meta.db_table} {alias} WHERE {alias}.{source.link} = {row}.id)"
        )

    def _linked(self, source: Linked, target: Object, row: str) -> str:
        alias = self.alias(source.model)
        seen = predicates.condition(source.model, alias, Level.VIEW, self.parameters)
        order = f"{alias}.{source.order}, {alias}.id"
        return (
            f"(SELECT coalesce(json_agg({self.object(target, alias)} ORDER BY {order}), '[]')\n"
            f"FROM {source.through._meta.db_table} {alias}_link JOIN {source.model._meta.db_table} {alias} "
            f"ON {alias}.{source.to} = {alias}_link.{source.target}\n"
            f"WHERE {alias}_link.{source.link} = {row}.{source.column} AND {seen})"
        )

    def _own(self, source: Own, own: Object, row: str) -> str:
        alias = self.alias(source.model)
        seen = predicates.condition(source.model, alias, Level.VIEW, self.parameters)
        return (
            f"(SELECT coalesce(json_agg({self.object(own, alias)} ORDER BY {alias}.id DESC), '[]')\n"
            f"FROM {source.model._meta.db_table} {alias} WHERE {alias}.{source.link} = {row}.id AND {seen})"
        )

    def _is_current(self, row: str) -> str:
        """Return SQL for whether it is the session that the viewer came with."""
        return (
            f"{row}.session_key = {self.bind(StoredKey())}::text" if self.parameters.kind is Kind.SESSION else "false"
        )

    def _token(self, token: Object, row: str) -> str:
        """Return SQL for the token that the viewer came with; null on other people, and if it was none."""
        found = TOKENS.get(self.parameters.kind)
        if not found:
            return "NULL"
        alias = self.name("token")
        fields = [(part.key, self.field(part, PersonalToken, alias)) for part in token.fields]
        return (
            f"CASE WHEN {row}.id = viewer.user_id THEN (SELECT {self.json_object(fields)}\n"
            f"FROM ({found.format(key=self.bind(StoredKey()))}) {alias}) END"
        )

    def _marked(self, field: Selected, model: Any, row: str) -> str:
        match field.source:
            case sources.TYPENAME:
                return self.typename(field)
            case sources.INTROSPECTION:
                return f"{self.bind(field.given)}::json"
            case sources.VIEWER:
                return self._viewer(field.objects[0])
            case sources.NODE:
                return self._any_of(field.objects, lambda of: f"{self.bind(Bound(field.given, KeyIf(of)))}::uuid")
            case sources.NODES:
                return self._nodes(field)
        return self._of_record(field, model, row)

    def _of_record(self, field: Selected, model: Any, row: str) -> str:
        match field.source:
            case PublicId():
                return self.public_id(field.source, model, row)
            case Made(column=column):
                return f"{row}.{column}"
            case sources.SAME_ROW:
                return self.json_object([(part.key, self.field(part, model, row)) for part in field.objects[0].fields])
            case sources.SUPPORT_STATE:
                return states.state(row)
            case sources.IS_CURRENT:
                return self._is_current(row)
            case sources.TOKEN:
                return self._token(field.objects[0], row)
            case sources.REASONS:
                return f"to_json({predicates.reasons(model, row, self.parameters)})"
            case sources.SHARED_WITH:
                return self._shared_with(field.objects[0], model, row)
            case sources.CHANGES:
                return self._changes(field.objects[0], row)
        raise TypeError(f"No SQL for {field.source}.")

    def _viewer(self, selected: Object) -> str:
        alias = self.alias(User)
        built = self.object(selected, alias)
        return f"(SELECT {built}\nFROM {User._meta.db_table} {alias} WHERE {predicates.oneself(alias)})"

    def _any_of(self, objects: Sequence[Object], key: Callable[[type[models.Model]], str]) -> str:
        """Return SQL for whichever row has its type's key; the key is null for all types but the id's own."""

        def branch(selected: Object) -> str:
            model = selected.model
            assert model is not None  # noqa: S101  # every Node has rows
            return self.row(selected, lambda alias: f"{alias}.id = {key(model)}")

        return f"coalesce({', '.join(branch(selected) for selected in objects)})"

    def _nodes(self, field: Selected) -> str:
        arrays, names = [], {}
        for position, selected in enumerate(field.objects):
            assert selected.model is not None  # noqa: S101  # every Node has rows
            arrays.append(f"{self.bind(Bound(field.given, KeysIf(selected.model)))}::uuid[]")
            names[selected.model] = f"id_{position}"
        one = self._any_of(field.objects, lambda of: f"ref.{names[of]}")
        return (
            f"(SELECT coalesce(json_agg({one} ORDER BY ref.n), '[]')\n"
            f"FROM unnest({', '.join(arrays)}) WITH ORDINALITY AS ref({', '.join(names.values())}, n))"
        )

    def _limit(self, name: str) -> str:
        if name == "requested":
            return f"{self.bind(requested)}::int"
        constants = {"budget": allowances.BUDGET, "restoreRate": allowances.RESTORE_RATE}
        return str(constants[name]) if name in constants else "floor(viewer.remaining)"

    def _shared_with(self, grant: Object, model: type[models.Model], row: str) -> str:
        manages = predicates.condition(model, row, Level.MANAGE, self.parameters, scope=SHARING)
        alias = self.name("grant")
        return (
            f"CASE WHEN {manages} THEN (SELECT coalesce(json_agg({self.object(grant, alias)} "
            f"ORDER BY {alias}.user_id, {alias}.group_id), '[]')\n"
            f"FROM ({predicates.shared_with(model, row, self.parameters)}) {alias}) END"
        )

    def _changes(self, change: Object, row: str) -> str:
        """Return SQL for what an entry changed: null if that was erased, and none if there was nothing to tell."""
        alias = self.name("change")
        return (
            f"CASE WHEN {row}.changes_seal IS NULL THEN '[]'::json ELSE (SELECT ("
            f"SELECT coalesce(json_agg({self.object(change, alias)} ORDER BY {alias}.field COLLATE \"C\"), '[]')\n"
            f"FROM ({history.changes('detail.text', self.parameters)}) {alias})\n"
            f"FROM audit_detail detail WHERE detail.entry_id = {row}.id AND detail.kind = 'CHANGES') END"
        )
