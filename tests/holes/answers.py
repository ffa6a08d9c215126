"""Where could the compiler forget to ask the rules?"""

from holes.hole import OBJECTS, PAGES, PREDICATES, hole

LINKED = 'f"WHERE {alias}_link.{source.link} = {row}.{source.column} AND {seen})"'
TO_ONE = 'f"{alias}.{to} = {row}.{column}"'

HOLES = (
    hole(
        *("sharedWith: grants on any record", PREDICATES),
        "WHERE g.content_object_id = {row}.{column} GROUP BY",
        "GROUP BY",
    ),
    hole("filters: hidden relations match", "graph/conditions.py", " if _gated(source) else ", " if False else "),
    hole(
        "to-one: hidden records", OBJECTS, TO_ONE, 'f"{alias}.{to} = {row}.{column} OR {alias}.{to} = {row}.{column}"'
    ),
    hole("tags: hidden ones", OBJECTS, LINKED, LINKED.replace(" AND {seen}", "")),
    hole("nested pages: hidden records", PAGES, "if not self.source.inherits:", "if False:"),
    hole(
        *("totalCount: hidden records", PAGES),
        "f'({self._all()}) c'",
        "f'({self._all()} UNION ALL SELECT id FROM {self.model._meta.db_table}) c'",
    ),
    hole(
        *("node: hidden records", OBJECTS, 'f"{self.bind(Bound(field.given, KeyIf(of)))}::uuid"'),
        'f"{self.bind(Bound(field.given, KeyIf(of)))}::uuid OR false"',
    ),
    hole("nodes: hidden records", OBJECTS, 'f"ref.{names[of]}"', 'f"ref.{names[of]} OR false"'),
    hole(
        *("contact: hidden records", OBJECTS, "{self.bind(Bound(field.given, Key(target)))}::uuid"),
        "{self.bind(Bound(field.given, Key(target)))}::uuid OR false",
    ),
    hole(
        "payload: hidden records",
        "graph/sql.py",
        "{writer.bind(record_key)}::uuid",
        "{writer.bind(record_key)}::uuid OR false",
        "tests/permissions/test_sharing.py",
    ),
    hole(
        "access: all rights",
        OBJECTS,
        "return predicates.condition(model, row, level, self.parameters)",
        'return "true"',
    ),
    hole(
        "sharedWith: for all who see",
        OBJECTS,
        "predicates.condition(model, row, Level.MANAGE,",
        "predicates.condition(model, row, Level.VIEW,",
    ),
    hole(
        "mutations: any record",
        "permissions/access.py",
        "  AND {rule(parameters=parameters)}\n",
        "",
        "tests/permissions/test_access.py",
    ),
    hole(
        "cursors: unsigned",
        "graph/cursors.py",
        "if not hmac.compare_digest(",
        "if False and not hmac.compare_digest(",
        "tests/graph/test_cursors.py",
    ),
)
