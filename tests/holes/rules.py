"""Which rows could the rules yield, or not, by mistake?"""

from holes.hole import PREDICATES, hole

RULES = "    rules = (_owned(model, row), _granted_to_user(model, row, level, parameters))\n"
LEVEL = " AND g.permission_id = {_permission(carrier, level, parameters)}"
RECORD = " AND g.content_object_id = {row}.{column}"
USER_RULE = f'g WHERE g.user_id = viewer.user_id"\n        f"{LEVEL}{RECORD})"'
TEAM_RULE = f'g WHERE g.group_id = ANY(viewer.group_ids)"\n        f"{LEVEL}{RECORD})"'
OWNER_ARM = '            condition=f"{row}.owner_id = viewer.user_id",\n            row=row,\n'
USER_ARM = '            condition=f"g.user_id = viewer.user_id AND g.permission_id = {permission}",\n'
TEAM_ARM = '            condition=f"g.group_id = team.id AND g.permission_id = {permission}",\n'
NOTHING = 'condition="false"'

HOLES = (
    hole("lists: own records are missing", PREDICATES, OWNER_ARM, f"            {NOTHING},\n            row=row,\n"),
    hole("lists: everybody's records", PREDICATES, OWNER_ARM, '            condition="true",\n            row=row,\n'),
    hole(
        "lists: what anybody was granted", PREDICATES, USER_ARM, USER_ARM.replace("g.user_id = viewer.user_id AND ", "")
    ),
    hole("lists: grants to users are missing", PREDICATES, USER_ARM, f"            {NOTHING},\n"),
    hole("lists: what any team was granted", PREDICATES, TEAM_ARM, TEAM_ARM.replace("g.group_id = team.id AND ", "")),
    hole("lists: grants to teams are missing", PREDICATES, TEAM_ARM, f"            {NOTHING},\n"),
    hole("rule: the owner is nobody", PREDICATES, RULES, RULES.replace("_owned(model, row)", '"false"')),
    hole(
        *("rule: everybody is the owner", PREDICATES),
        '    if model in GRANTS:\n        return f"{row}.owner_id = {by}"',
        '    if model in GRANTS:\n        return f"{row}.owner_id IS NOT NULL"',
    ),
    hole("rule: a grant to any user", PREDICATES, USER_RULE, USER_RULE.replace("g.user_id = viewer.user_id", "true")),
    hole("rule: a user's grant of any level", PREDICATES, USER_RULE, USER_RULE.replace(LEVEL, "")),
    hole("rule: a user's grant on any record", PREDICATES, USER_RULE, USER_RULE.replace(RECORD, "")),
    hole(
        "rule: a grant to any team",
        PREDICATES,
        TEAM_RULE,
        TEAM_RULE.replace("g.group_id = ANY(viewer.group_ids)", "true"),
    ),
    hole("rule: a team's grant of any level", PREDICATES, TEAM_RULE, TEAM_RULE.replace(LEVEL, "")),
    hole("rule: a team's grant on any record", PREDICATES, TEAM_RULE, TEAM_RULE.replace(RECORD, "")),
    hole(
        *("rule: EDIT is enough for MANAGE", PREDICATES, RULES),
        f"    level = Level.EDIT if level is Level.MANAGE else level\n{RULES}",
    ),
    hole(
        "rule: VIEW is enough for EDIT",
        PREDICATES,
        RULES,
        f"    level = Level.VIEW if level is Level.EDIT else level\n{RULES}",
    ),
    hole("rule: the mark of the other kind", PREDICATES, "row, 'has_user_grants'", "row, 'has_team_grants'"),
    hole("marks: never set", "platform/database/constraints.py", "AND NOT {mark};", "AND {mark};"),
    hole(
        *(
            "marks: not when a grant is moved",
            "platform/database/constraints.py",
            "AFTER INSERT OR UPDATE OF {column} ON",
        ),
        "AFTER INSERT ON",
        "tests/permissions/test_marks.py",
    ),
    hole("rule: all notes", PREDICATES, RULES, f'    if model is Note:\n        return "true"\n{RULES}'),
    hole(
        *("rule: people of all accounts", PREDICATES),
        'within = f"{row}.{OF_THE_ACCOUNT[model]} = viewer.account_id"',
        'within = "true"',
    ),
    hole(
        *("rule: everybody sees invitations", PREDICATES),
        " = viewer.account_id AND {IS_ADMIN})",
        " = viewer.account_id)",
        "tests/accounts/test_invitations.py",
    ),
    hole(
        *("rule: invitations of all accounts", PREDICATES),
        '"({row}.{OF_ADMINISTRATORS[model]} = viewer.account_id AND {IS_ADMIN})"',
        '"({IS_ADMIN})"',
    ),
    hole(
        *("columns: everybody's phone number", "permissions/fields.py"),
        '(User, "phone"): f"({OWN} OR {IS_ADMIN})"',
        '(User, "phone"): "true"',
        "tests/accounts/test_profile.py",
    ),
    hole(
        *("rule: anybody manages a team", PREDICATES),
        'return f"({within} AND {row}.owner_id = viewer.user_id)" if model is Team else "false"',
        'return within if model is Team else "false"',
        "tests/permissions/test_matrix.py",
    ),
    hole("people: e-mails of others", "permissions/fields.py", '"{row}.id = viewer.user_id"', '"true"'),
)
