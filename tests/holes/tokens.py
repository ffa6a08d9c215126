"""What could a token do that it may not?"""

from holes.hole import CREDENTIALS, NARROWING, VIEWER, hole

TOKENS = " ".join(
    f"tests/tokens/test_{name}.py"
    for name in ("personal_tokens", "restrictions", "later_fields", "ways_in", "at_the_api")
)

HOLES = (
    hole(
        "token: no scope is needed",
        NARROWING,
        'f"\'{scope}\' = ANY(viewer.scopes)" if scope else "false"',
        '"true"',
        TOKENS,
    ),
    hole(
        "token: what it lacks is not named",
        VIEWER,
        """f"'{scope}' <> ALL(viewer.scopes) OR " if scope else """,
        "",
        TOKENS,
    ),
    hole("token: what is not missing is what is", VIEWER, 'f"NOT (viewer.scopes @>', 'f"(viewer.scopes @>', TOKENS),
    hole("token: later fields", VIEWER, " AND viewer.generation >= ", " OR viewer.generation >= ", TOKENS),
    hole("token: expired", CREDENTIALS, "t.expires_at > now() AND ", "", TOKENS),
    hole("token: revoked", CREDENTIALS, "t.revoked_at IS NULL AND u.is_active", "u.is_active", TOKENS),
    hole(
        "token: of a deactivated user",
        CREDENTIALS,
        "t.revoked_at IS NULL AND u.is_active",
        "t.revoked_at IS NULL",
        TOKENS,
    ),
    hole("token: reading is writing", CREDENTIALS, "WHERE o LIKE '%:read'", "WHERE true", TOKENS),
    hole(
        "token: from everywhere",
        CREDENTIALS,
        "= ANY(t.addresses::inet[]), false)",
        "= ANY(t.addresses::inet[]), true) OR true",
        TOKENS,
    ),
    hole("token: from nowhere in particular", CREDENTIALS, "::inet[]), false)", "::inet[]), true)", TOKENS),
    hole("token: any document", VIEWER, "<> ALL(viewer.documents)", "= ALL(viewer.documents)", TOKENS),
    hole("token: lists outside the restriction", NARROWING, " AND {only}))", "))", TOKENS),
    hole(
        "token: records outside the restriction",
        NARROWING,
        "    if parameters.kind.is_restricted and model in CARRIERS:\n        parts",
        "    if False:\n        parts",
        TOKENS,
    ),
    hole("token: of another's owner", NARROWING, "{row}.owner_id = viewer.only_owner_id", "true", TOKENS),
    hole("token: of another tag", NARROWING, "t.tag_id = viewer.only_tag_id", "true", TOKENS),
    hole("token: of another team", NARROWING, "r.group_id = viewer.only_group_id", "true", TOKENS),
    hole(
        "token: makes what it does not see",
        "graph/mutations/steps.py",
        "if viewer.kind.is_restricted else ()",
        "if False else ()",
        TOKENS,
    ),
    hole("access token: expired", CREDENTIALS, "t.expires > now()\n    AND ", "", TOKENS),
    hole("access token: of an old version", CREDENTIALS, "t.version = u.session_version", "true", TOKENS),
    hole(
        "documents: filters need nothing",
        "graph/plan.py",
        'needs=frozenset(needs_of(node, arguments.get("filter") or {})),',
        "",
        TOKENS,
    ),
)
