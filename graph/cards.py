"""Where may a request hold the number of a card? In free texts of Data, if the account allows it there; else nowhere.

What decides is the field that a text is given to (`is_free_text`): a note's body is free text, and so is what it is
compared with. No other field is, and no comment, key or name. So a document is looked through without its free texts,
and likewise its variables.
"""

from typing import Any

from graphql import (
    DocumentNode,
    GraphQLInputField,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)

from billing.cards import holds_card, texts
from graph.errors import Code, RequestError
from graph.schema import graphql_schema

ELSEWHERE = (
    "The request holds the number of a card, which is taken nowhere here. To pay, give the number to the payment"
    " processor, and its id of it (pm_…) to us."
)
IN_FREE_TEXT = (
    "The request holds the number of a card. This account takes none in its notes; an administrator can allow it:"
    " updateAccount(input: {allowsCardNumbers: true})."
)


def refusal(message: str = ELSEWHERE) -> RequestError:
    """Return the refusal of a request with the number of a card. It repeats nothing of it."""
    return RequestError(Code.CARD_NUMBER_REFUSED, message)


def is_free_text(field: GraphQLInputField) -> bool:
    """Whether people write what they like in a field of an input, or look for it: declared so with it."""
    definition = field.extensions.get("strawberry-definition")
    return bool(definition and definition.metadata.get("is_free_text"))


def check(text: str) -> None:
    """Return for a text without the number of a card; raise RequestError."""
    if holds_card(text):
        raise refusal()


def check_text(text: str, ast: DocumentNode) -> None:
    """Return for a valid document with no number of a card outside its free texts; raise RequestError."""
    rest, end = "", 0
    for start, after in _Places.of(ast).free:
        rest, end = f"{rest}{text[end:start]}x", after
    check(rest + text[end:])


def check_rest(body: dict[str, Any]) -> None:
    """Return for the JSON of a request with no number of a card beside its document and its variables."""
    if _holds_card({name: value for name, value in body.items() if name not in ("query", "variables")}):
        raise refusal()


def is_in_variables(ast: DocumentNode, operation: OperationDefinitionNode, values: dict[str, Any]) -> bool:
    """Whether the variables, as they came, hold the number of a card; raise RequestError if not in free texts alone."""
    if not _holds_card(values):
        return False
    bound = _Places.of(ast).bound
    types = {
        node.variable.name.value: type_from_ast(graphql_schema, node.type) for node in operation.variable_definitions
    }
    rest = {
        name: _outside(value, types.get(name)) for name, value in values.items() if name not in types or name in bound
    }
    if _holds_card(rest):
        raise refusal()
    return True


def _holds_card(value: Any) -> bool:
    # Told apart by more blanks than a number has, and looked through at once.
    return holds_card("\n\n\n\n".join(texts(value)))


def _outside(value: Any, of: Any) -> Any:
    """Return the value of a variable of a type, without its free texts."""
    if isinstance(value, list):
        return [_outside(item, of) for item in value]
    if not isinstance(value, dict):
        return value
    fields = getattr(get_named_type(of), "fields", {})
    return {
        name: _outside(item, fields[name].type if name in fields else None)
        for name, item in value.items()
        if name not in fields or not is_free_text(fields[name])
    }


class _Places(Visitor):
    """Where the free texts of a document are, in order; and which variables are given to anything else."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.free: list[tuple[int, int]] = []
        self.bound: set[str] = set()

    @classmethod
    def of(cls, ast: DocumentNode) -> "_Places":
        """Return those of a valid document."""
        info = TypeInfo(graphql_schema)
        places = cls(info)
        visit(ast, TypeInfoVisitor(info, places))
        return places

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> Any:
        fields = getattr(get_named_type(self._info.get_parent_input_type()), "fields", {})
        if node.name.value not in fields or not is_free_text(fields[node.name.value]):
            return None
        assert node.value.loc is not None  # noqa: S101  # the parser says where
        self.free.append((node.value.loc.start, node.value.loc.end))
        return self.SKIP

    def enter_variable(self, node: VariableNode, _: Any, parent: Node, *__: Any) -> None:
        if not isinstance(parent, VariableDefinitionNode):
            self.bound.add(node.name.value)
