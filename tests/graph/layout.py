"""How is a statement shown for review? One clause, one condition, one member of an object to a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

WIDTH = 110
TOKENS = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\s+|[(),]|[^\s(),'\"]+")
CLAUSES = {"SELECT", "FROM", "WHERE", "ORDER", "LIMIT", "UNION", "JOIN", "CROSS", "FOR"}


@dataclass
class Group:
    """What stands between two parentheses; `pairs` for the members of an object."""

    items: "list[str | Group]" = field(default_factory=list)
    pairs: bool = False

    @property
    def selects(self) -> bool:
        """Whether it is a SELECT or a union of them, where ORDER is a clause and not a part of an aggregate."""
        return not {"SELECT", "UNION"}.isdisjoint(item for item in self.items if isinstance(item, str))


def layout(sql: str) -> str:
    """ "SELECT a FROM b WHERE c" -> the same over several lines, if it does not fit one."""
    return _shown(_group(iter(TOKENS.findall(sql))), 0)


def _group(tokens: Iterator[str]) -> Group:
    group = Group()
    for token in tokens:
        if token == ")":
            break
        if token == "(":
            inner = _group(tokens)
            inner.pairs = group.items[-1:] == ["json_build_object"]
            group.items.append(inner)
        elif not token.isspace():
            group.items.append(token)
        elif group.items:
            group.items.append(" ")
    return group


def _flat(group: Group) -> str:
    return "".join(f"({_flat(item)})" if isinstance(item, Group) else item for item in group.items).rstrip()


def _shown(group: Group, depth: int) -> str:
    """Return the group's inside; its first line begins where it is put, the others at `depth` or deeper."""
    flat = _flat(group)
    if len(flat) + 2 * depth <= WIDTH:
        return flat
    lines, commas, in_list, before = ["  " * depth], 0, False, ""
    for item in group.items:
        if isinstance(item, Group):
            lines[-1] += _nested(item, _depth(lines[-1]))
            continue
        if item in CLAUSES:
            in_list = item == "SELECT"
        if item in CLAUSES and before != "CROSS" and (item != "ORDER" or group.selects):
            lines.append("  " * depth)
        elif item in {"AND", "OR"}:
            lines.append("  " * (depth + 1))
        if item != " " or lines[-1].strip():
            lines[-1] += item
        commas += item == ","
        if item == "," and (in_list or (group.pairs and commas % 2 == 0)):
            lines.append("  " * (depth + in_list))
        before = item.strip() or before
    return "\n".join(line.rstrip() for line in lines if line.strip()).lstrip()


def _depth(line: str) -> int:
    """How deep the line is, of which the last part may have several lines itself."""
    last = line.rpartition("\n")[2]
    return (len(last) - len(last.lstrip(" "))) // 2


def _nested(group: Group, depth: int) -> str:
    shown = _shown(group, depth + 1)
    return f"(\n{'  ' * (depth + 1)}{shown}\n{'  ' * depth})" if "\n" in shown else f"({shown})"
