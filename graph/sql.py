"""How is a plan written as SQL? One statement: who asks, then one expression that builds the whole answer as JSON.

What cannot be: a second statement, or one in which nobody asks.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode

from graph.arguments import Marked
from graph.document import Document, kept
from graph.limits import Cost, cost, mutation_cost
from graph.needs import Needs, needs, of_any
from graph.objects import ObjectWriter
from graph.plan import Object, plan, plan_payloads, plan_selection
from graph.writer import Slot, Writer
from permissions import disclosures
from permissions.credentials import Kind
from permissions.viewer import Inputs, refusal


@dataclass(frozen=True, kw_only=True)
class Statement:
    """SQL that yields one row, whose first column is the answer's JSON text; or no row, if nobody is signed in."""

    sql: str
    slots: tuple[Slot, ...]
    checks: tuple[Slot, ...]
    shown: bytes = b""  # by the places that its marks name (permissions/disclosures.py)

    def values(self, inputs: Inputs) -> list[object]:
        """Return the values of the parameters. Raise RequestError for an argument that cannot be, needed or not."""
        for check in self.checks:
            check(inputs)
        return [slot(inputs) for slot in self.slots]


class Query:
    """A planned query: what it costs, and its statement for a kind of credential, written when it is first run."""

    def __init__(self, planned: Object, kind: Kind) -> None:
        self._planned, self._kind = planned, kind
        self.cost = cost(planned)

    def __getstate__(self) -> dict[str, Any]:
        # What goes to another process is ready to run.
        return {"cost": self.cost, "statement": self.statement}

    @cached_property
    def statement(self) -> Statement:
        """The statement. Its row has the points that are left besides, and no data if these are below zero.

        A token's has two more columns: why it may not run this, if so, and then there is no data either; and who reads.
        """
        writer = ObjectWriter(self._kind)
        answer = writer.object(self._planned, "viewer")
        refused = refusal(needs(self._planned), writer.parameters)
        if refused is None:
            return _statement(
                writer, f"CASE WHEN viewer.remaining >= 0 THEN ({answer})::text END AS data, viewer.remaining"
            )
        columns = f"CASE WHEN viewer.remaining >= 0 AND refusal IS NULL THEN ({answer})::text END AS data"
        return _statement(
            writer,
            f"{columns}, viewer.remaining, refusal, {disclosures.reader(writer.parameters)}",
            f"viewer CROSS JOIN LATERAL (SELECT {refused}) AS r(refusal)",
        )


@kept(maxsize=1_024)
def query(document: Document, operation: OperationDefinitionNode, marked: Marked, kind: Kind) -> Query:
    """Return a planned query; raise RequestError(COST_EXCEEDED) for one that is not worth planning."""
    return Query(plan(document, operation, marked), kind)


def statement(
    document: Document, operation: OperationDefinitionNode, marked: Marked, kind: Kind = Kind.SESSION
) -> Statement:
    """Return the statement of a query."""
    return query(document, operation, marked, kind).statement


class Write(NamedTuple):
    """A planned mutation: what it costs, and what it needs of a token."""

    cost: Cost
    needs: Needs


@kept(maxsize=512)
def write(document: Document, operation: OperationDefinitionNode, marked: Marked) -> Write:
    """Return a planned mutation."""
    payloads = plan_payloads(document, operation, marked)
    needed = (of_any(record) for payload in payloads for record in payload.records)
    return Write(mutation_cost(payloads), frozenset().union(*(payload.needs for payload in payloads), *needed))


@kept(maxsize=512)
def record_statement(  # noqa: PLR0917  # what it is kept by
    document: Document,
    operation: OperationDefinitionNode,
    marked: Marked,
    graphql_type: GraphQLObjectType,
    nodes: tuple[FieldNode, ...],
    kind: Kind,
) -> Statement:
    """Return the statement of what a mutation's payload selects of the record that the inputs name."""
    selected = plan_selection(document, operation, marked, graphql_type, nodes)
    writer = ObjectWriter(kind)
    answer = writer.row(selected, lambda alias: f"{alias}.id = {writer.bind(record_key)}::uuid")
    return _statement(writer, f"({answer})::text AS data")


def record_key(inputs: Inputs) -> object:
    """The slot of the key of a payload's record."""
    return inputs.record


def _statement(writer: Writer, columns: str, source: str = "viewer") -> Statement:
    return Statement(
        sql=f"{writer.who}\nSELECT {columns} FROM {source}",
        slots=writer.parameters.slots,
        checks=tuple(writer.checks),
        shown=disclosures.shown(writer.parameters),
    )
