"""Who could be taken for somebody, and from where?"""

from holes.hole import CREDENTIALS, PREDICATES, VIEWER, hole

SESSIONS = "tests/accounts/test_ending_sessions.py"
LEVEL = " AND g.permission_id = {_permission(carrier, level, parameters)}"
IDENTITY = "AND s.version = u.session_version AND u.is_active"
WALLS = "tests/database/test_walls.py"

HOLES = (
    hole("viewer: a deactivated person", CREDENTIALS, IDENTITY, IDENTITY.replace(" AND u.is_active", "")),
    hole(
        "viewer: a session of an old password",
        CREDENTIALS,
        IDENTITY,
        IDENTITY.replace("s.version = u.session_version", "true"),
    ),
    hole("viewer: an expired session", CREDENTIALS, " AND s.expire_date > now()", ""),
    hole(
        "viewer: an idle session",
        CREDENTIALS,
        "    AND s.seen_at > now() - interval '{settings.SESSION_IDLE_SECONDS} seconds'\n",
        "",
    ),
    hole(
        "sessions: of everybody",
        PREDICATES,
        "({{row}}.user_id = viewer.user_id AND {{row}}.exp",
        "({{row}}.exp",
        SESSIONS,
    ),
    hole("sessions: of before a new password", PREDICATES, "{{row}}.version = (SELECT", "1 <= (SELECT", SESSIONS),
    hole("viewer: in every team", VIEWER, " WHERE m.user_id = i.user_id)", ")"),
    hole(
        *("wall: none around tags", "platform/contacts/migrations/0001_initial.py"),
        'database.constraints.AccountWall(name="contacts_tag_wall")',
        'models.CheckConstraint(condition=models.Q(pk__isnull=False), name="contacts_tag_wall")',
        WALLS,
    ),
    hole(
        *("wall: not for the tables' owner", "platform/database/constraints.py"),
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY; ",
        "",
        WALLS,
    ),
)
