"""How large is a document? Told before the work that it would cause.

Tokens and nesting are counted before it is parsed; fields, with fragments followed once each, before it is validated,
for some rules of validation compare each with each.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from graph.errors import Code, RequestError

TOKENS_MAX = 5_000
DEPTH_MAX = 60  # selection sets within each other
FIELDS_MAX = 2_000  # with every fragment written out
SETS_MAX = 400  # selection sets, likewise
VARIABLES_MAX = 100
DIRECTIVES_MAX = 5  # of one selection
SAME_KEY_MAX = 30  # the same field over and over in one selection set: validation compares each with each

# As graphql-core's lexer reads it, as far as there is no mistake, where it stops; five times as fast.
TOKEN = re.compile(
    r'''"""(?:[^"\\]|\\"""|\\|"(?!""))*""" | "(?:[^"\\\n]|\\.)*" | \#[^\n\r]* | [\w.+-]+ | [^\s,\ufeff]''', re.VERBOSE
)
OPENING, CLOSING = frozenset("{["), frozenset("}]")


def check_tokens(text: str) -> None:
    """Return for a text of a fair size; raise RequestError(COST_EXCEEDED), before it is parsed."""
    count, depth = 0, 0
    for match in TOKEN.finditer(text):
        lexeme = match.group()
        if lexeme[0] == "#":
            continue
        if lexeme == '"':
            return  # a text that does not end: the parser stops here too
        count += 1
        if lexeme in OPENING:
            depth += 1
        elif lexeme in CLOSING:
            depth -= 1
        if depth > DEPTH_MAX:
            raise _too_deep()
        if count > TOKENS_MAX:
            raise RequestError(Code.COST_EXCEEDED, f"A document has at most {TOKENS_MAX} tokens.")


def check_shape(operations: list[OperationDefinitionNode], fragments: dict[str, FragmentDefinitionNode]) -> None:
    """Return for operations of a fair size; raise RequestError(COST_EXCEEDED), before they are validated."""
    shape = _Shape(fragments)
    for operation in operations:
        if len(operation.variable_definitions) > VARIABLES_MAX:
            raise RequestError(Code.COST_EXCEEDED, f"An operation has at most {VARIABLES_MAX} variables.")
        shape.size(operation.selection_set, 1)
    for name in fragments:
        shape.of_fragment(name, 1)


class _Size(NamedTuple):
    """How many fields and selection sets there are, and how deep they go."""

    fields: int = 0
    sets: int = 0
    depth: int = 0


class _Shape:
    """The size of selections, with every fragment written out. Each fragment is looked at once, so this is linear."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.sizes: dict[str, _Size] = {}
        self.open: set[str] = set()

    def size(self, selections: SelectionSetNode, level: int) -> _Size:
        """Return the size of a selection set; `level` is where we are, fragments counted."""
        if level > DEPTH_MAX:
            raise _too_deep()
        if max(Counter(_keys(selections)).values(), default=0) > SAME_KEY_MAX:
            raise RequestError(Code.COST_EXCEEDED, f"A field is asked for at most {SAME_KEY_MAX} times in one place.")
        inner = [self._of(node, level + 1) for node in selections.selections]
        size = _Size(
            fields=sum(each.fields for each in inner),
            sets=1 + sum(each.sets for each in inner),
            depth=max((each.depth for each in inner), default=0),
        )
        _check_size_of(size)
        return size

    def _of(self, node: SelectionNode, level: int) -> _Size:
        if len(node.directives) > DIRECTIVES_MAX:
            raise RequestError(Code.COST_EXCEEDED, f"A selection has at most {DIRECTIVES_MAX} directives.")
        if isinstance(node, FieldNode):
            below = self.size(node.selection_set, level) if node.selection_set else _Size()
            return _Size(fields=1 + below.fields, sets=below.sets, depth=1 + below.depth)
        if isinstance(node, InlineFragmentNode):
            return self.size(node.selection_set, level)
        assert isinstance(node, FragmentSpreadNode)  # noqa: S101  # the only kind left
        return self.of_fragment(node.name.value, level)

    def of_fragment(self, name: str, level: int) -> _Size:
        """Return the same for a fragment; nothing for one that is not there, which validation will say."""
        if name in self.open:
            raise RequestError(Code.BAD_DOCUMENT, f'The fragment "{name}" contains itself.')
        if name not in self.sizes:
            self.open.add(name)
            self.sizes[name] = (
                self.size(self.fragments[name].selection_set, level) if name in self.fragments else _Size()
            )
            self.open.discard(name)
        return self.sizes[name]


def _keys(selections: SelectionSetNode) -> Iterator[str]:
    """Yield the keys of the fields of one place, those in inline fragments too."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield (node.alias or node.name).value
        elif isinstance(node, InlineFragmentNode):
            yield from _keys(node.selection_set)


def _check_size_of(size: _Size) -> None:
    if size.fields > FIELDS_MAX or size.sets > SETS_MAX:
        message = f"An operation asks for at most {FIELDS_MAX} fields in {SETS_MAX} places, fragments included."
        raise RequestError(Code.COST_EXCEEDED, message)
    if size.depth > DEPTH_MAX:
        raise _too_deep()


def _too_deep() -> RequestError:
    return RequestError(Code.COST_EXCEEDED, f"An operation is at most {DEPTH_MAX} selections deep.")
