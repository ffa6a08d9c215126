"""Which holes could the gate have? Each is a piece of a file and what a mistake would make of it.

`text` is in `file` exactly once. The suites of bin/mutants look for a hole one after the other, behind the one in `by`.
"""

from dataclasses import dataclass

PREDICATES = "permissions/predicates.py"
VIEWER = "permissions/viewer.py"
NARROWING = "permissions/narrowing.py"
CREDENTIALS = "permissions/credentials.py"
SQL = "graph/sql.py"
PAGES = "graph/pages.py"
HISTORY = "permissions/history.py"
APPLICATIONS = "platform/tokens/applications.py"
VALIDATOR = "platform/tokens/oauth/validator.py"
SESSIONS = "tests/accounts/test_ending_sessions.py"
MAIL = "tests/graph/test_mail.py"
CARDS = "tests/graph/test_card_numbers.py tests/billing/test_cards.py"


@dataclass(frozen=True, kw_only=True)
class Hole:
    """A mistake, to be found by some test."""

    name: str
    file: str
    text: str
    patch: str
    by: str | None = None


def hole(name: str, file: str, text: str, patch: str, by: str | None = None) -> Hole:
    """Return a hole, short to write."""
    return Hole(name=name, file=file, text=text, patch=patch, by=by)


RULES = "    rules = (_owned(model, row), _granted_to_user(model, row, level, parameters))\n"
LEVEL = " AND g.permission_id = {_permission(carrier, level, parameters)}"
RECORD = " AND g.content_object_id = {row}.{column}"
USER_RULE = f'g WHERE g.user_id = viewer.user_id"\n        f"{LEVEL}{RECORD})"'
TEAM_RULE = f'g WHERE g.group_id = ANY(viewer.group_ids)"\n        f"{LEVEL}{RECORD})"'
OWNER_ARM = '            condition=f"{row}.owner_id = viewer.user_id",\n            row=row,\n'
USER_ARM = '            condition=f"g.user_id = viewer.user_id AND g.permission_id = {permission}",\n'
TEAM_ARM = '            condition=f"g.group_id = team.id AND g.permission_id = {permission}",\n'
NOTHING = 'condition="false"'
LINKED = 'f"WHERE {alias}_link.{source.link} = {row}.{source.column} AND {seen})"'
TO_ONE = 'f"{alias}.{to} = {row}.{column}"'
IDENTITY = "AND s.version = u.session_version AND u.is_active"
READ_ONLY = "tests/graph/test_read_only.py"
BILLING_PAGE = "tests/pages/test_billing.py"
WALLS = "tests/database/test_walls.py"
ARCHIVES = " ".join(f"tests/exports/test_{name}.py" for name in ("archives", "writing", "importing", "imports"))
TOKENS = " ".join(
    f"tests/tokens/test_{name}.py"
    for name in ("personal_tokens", "restrictions", "later_fields", "ways_in", "at_the_api")
)

SUPPORT = "tests/permissions/test_support.py"
SUPPORT_CASES = "tests/permissions/test_support_cases.py"
LEGAL_ORDERS = "tests/permissions/test_legal_orders.py"

HOLES = (
    hole("support: what was not named", PREDICATES, "{row}.id = ANY(viewer.record_ids) AND ", "", SUPPORT),
    hole("support: what is another's by now", PREDICATES, "_owned(model, row, 'viewer.owner_id')", "'true'", SUPPORT),
    hole("support: changes what it reads", PREDICATES, " or level is not Level.VIEW", "", SUPPORT),
    hole("support: lists", PREDICATES, "return parameters.kind is not Kind.SUPPORT", "return True", SUPPORT),
    hole("support: lists below a record", PAGES, " or not predicates.lists(self.writer.parameters)", "", SUPPORT),
    hole(
        "support: reads without an entry",
        "permissions/support/ledger.py",
        "parameters.kind is not Kind.SUPPORT",
        "True",
        SUPPORT,
    ),
    hole("support: expired", CREDENTIALS, " AND q.expires_at > now()", "", SUPPORT),
    hole(
        "support: expired for a moment",
        CREDENTIALS,
        "DELETE FROM permissions_supportaccess",
        "SELECT FROM permissions_supportaccess",
        SUPPORT,
    ),
    hole("support: by a session of anybody", CREDENTIALS, "ON s.user_id = q.agent_id", "ON true", SUPPORT),
    hole("support: without a code", CREDENTIALS, " AND s.has_second_factor", "", SUPPORT),
    hole("support: a second factor that is gone", CREDENTIALS, "WHERE f.user_id = u.id AND ", "WHERE ", SUPPORT),
    hole(
        *("support: revoked", "permissions/support/consent.py"),
        *("    SupportAccess.objects.filter(pk=request.pk).delete()\n", "", SUPPORT),
    ),
    hole(
        *("support: closed", "permissions/support/cases.py"),
        *("        SupportAccess.objects.filter(case_id=case.pk).delete()\n", "", SUPPORT),
    ),
    hole(
        *("support: a legal order of one alone", "permissions/support/legal.py"),
        *("        if request.agent_id == agent.pk:\n", "        if False:\n", LEGAL_ORDERS),
    ),
    hole(
        *("support: a legal order of which nobody is told", "permissions/support/legal.py"),
        *('        agency.tell("mail/support_ordered", request)\n', "", LEGAL_ORDERS),
    ),
    hole(
        *("support: approved by whoever had it", "graph/mutations/support.py"),
        *('    own(viewer, request.records, "id")\n', "", SUPPORT_CASES),
    ),
    hole(
        *("support: approved on a page by whoever had it", "platform/config/pages/cases.py"),
        *('            own(viewer, asked.records, "id")\n', "", "tests/pages/test_cases.py"),
    ),
    hole(
        *("support: names what one does not own", "permissions/access.py"),
        *("({predicates.owned(model, 'row', parameters)})", "true", SUPPORT_CASES),
    ),
    hole(
        *("support: reads what was not named in the case", "permissions/support/agency.py"),
        *(" or not set(records) <= set(case.records)", "", SUPPORT_CASES),
    ),
    hole(
        "support: everybody's cases",
        PREDICATES,
        'SupportCase: "{row}.owner_id = viewer.user_id"',
        'SupportCase: "true"',
        SUPPORT_CASES,
    ),
    hole(
        "support: everybody's requests",
        PREDICATES,
        'SupportRequest: "{row}.owner_id = viewer.user_id"',
        'SupportRequest: "true"',
        SUPPORT_CASES,
    ),
    hole(
        "support: everybody's ledger",
        PREDICATES,
        'SupportRead: "{row}.owner_id = viewer.user_id"',
        'SupportRead: "true"',
        SUPPORT,
    ),
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
    hole(
        *("sharedWith: grants on any record", PREDICATES),
        "WHERE g.content_object_id = {row}.{column} GROUP BY",
        "GROUP BY",
    ),
    hole(
        *("history: whom it was shared with", HISTORY),
        "NOT IN ({verbs}) OR {manages})",
        "NOT IN ({verbs}) OR true OR {manages})",
        "tests/graph/test_history.py",
    ),
    hole(
        *("history: names hidden companies", HISTORY),
        "WHERE other.id = {key} AND {seen})",
        "WHERE other.id = {key} AND (true OR {seen}))",
        "tests/graph/test_history.py",
    ),
    hole(
        *("history: names hidden tags", HISTORY),
        "JOIN {found} WHERE {seen})",
        "JOIN {found} WHERE (true OR {seen}))",
        "tests/graph/test_history.py",
    ),
    hole(
        *("history: of all records", PAGES),
        "conditions = [f",
        'conditions = ["true"] if self.model is HistoryEntry else [f',
        "tests/graph/test_history.py",
    ),
    hole("filters: hidden relations match", "graph/conditions.py", " if _gated(source) else ", " if False else "),
    hole("to-one: hidden records", SQL, TO_ONE, 'f"{alias}.{to} = {row}.{column} OR {alias}.{to} = {row}.{column}"'),
    hole("tags: hidden ones", SQL, LINKED, LINKED.replace(" AND {seen}", "")),
    hole("nested pages: hidden records", PAGES, "if not self.source.inherits:", "if False:"),
    hole(
        *("totalCount: hidden records", PAGES),
        "f'({self._all()}) c'",
        "f'({self._all()} UNION ALL SELECT id FROM {self.model._meta.db_table}) c'",
    ),
    hole(
        *("node: hidden records", SQL, 'f"{self.bind(Bound(field.given, KeyIf(of)))}::uuid"'),
        'f"{self.bind(Bound(field.given, KeyIf(of)))}::uuid OR false"',
    ),
    hole("nodes: hidden records", SQL, 'f"ref.{names[of]}"', 'f"ref.{names[of]} OR false"'),
    hole(
        *("contact: hidden records", SQL, "{self.bind(Bound(field.given, Key(target)))}::uuid"),
        "{self.bind(Bound(field.given, Key(target)))}::uuid OR false",
    ),
    hole(
        "payload: hidden records",
        SQL,
        "{writer.bind(record_key)}::uuid",
        "{writer.bind(record_key)}::uuid OR false",
        "tests/permissions/test_sharing.py",
    ),
    hole("access: all rights", SQL, "return predicates.condition(model, row, level, self.parameters)", 'return "true"'),
    hole(
        "sharedWith: for all who see",
        SQL,
        "predicates.condition(model, row, Level.MANAGE,",
        "predicates.condition(model, row, Level.VIEW,",
    ),
    hole("people: e-mails of others", "permissions/fields.py", '"{row}.id = viewer.user_id"', '"true"'),
    hole(
        "mutations: any record",
        "permissions/access.py",
        '  AND {condition(model, "row", level, parameters, scope=scope)}\n',
        "",
        "tests/permissions/test_access.py",
    ),
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
    hole("mail: the log of everybody", PREDICATES, '"{row}.user_id = viewer.user_id",', '"true",', MAIL),
    hole(
        "mail: the preferences of everybody",
        PREDICATES,
        'MailPreferences: "{row}.id = viewer.user_id"',
        'MailPreferences: "true"',
        MAIL,
    ),
    hole(
        "mail: sent to who opted out",
        "platform/mail/outbox.py",
        "mail_class in OPTIONAL and mail_class in unwanted",
        "False and mail_class in unwanted",
        "tests/mail/test_opting_out.py",
    ),
    hole(
        "mail: handed on without the secret",
        "platform/config/receiving.py",
        "if not constant_time_compare(",
        "if False and not constant_time_compare(",
        "tests/config/test_receiving.py",
    ),
    hole("viewer: in every team", VIEWER, " WHERE m.user_id = i.user_id)", ")"),
    hole(
        "cursors: unsigned",
        "graph/cursors.py",
        "if not hmac.compare_digest(",
        "if False and not hmac.compare_digest(",
        "tests/graph/test_cursors.py",
    ),
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
    hole(
        "oauth: applications of other accounts",
        APPLICATIONS,
        "if application.account_id != actor.account_id:",
        "if False:",
        "tests/tokens/test_applications.py",
    ),
    hole(
        "oauth: authorizations of everybody",
        PREDICATES,
        'Authorization: "({row}.user_id = viewer.user_id AND ',
        'Authorization: "(',
        "tests/tokens/test_applications.py",
    ),
    hole(
        "oauth: a code used again",
        VALIDATOR,
        "            RefreshToken.revoke_family(grant.authorization_id)\n",
        "",
        "tests/tokens/test_codes.py",
    ),
    hole(
        "oauth: a refresh token used again at once",
        VALIDATOR,
        "            RefreshToken.revoke_family(used_again.authorization_id)\n",
        "",
        "tests/tokens/test_refresh.py",
    ),
    hole(
        "oauth: refreshed after a new password",
        VALIDATOR,
        "return may_act(request.user, request.authorization.version)",
        "return True",
        "tests/tokens/test_refresh.py",
    ),
    hole(
        "oauth: PKCE by plain",
        VALIDATOR,
        'request.code_challenge_method == "S256" and ',
        "",
        "tests/tokens/test_consent.py",
    ),
    hole(
        "oauth: scopes for the asking",
        VALIDATOR,
        "return bool(scopes) and super().validate_scopes(client_id, scopes, client, request)",
        "return True",
        "tests/tokens/test_consent.py",
    ),
    hole(
        "oauth: device codes of other applications",
        "platform/tokens/oauth/server.py",
        "if device.client_id != request.client_id:",
        "if False:",
        "tests/tokens/test_devices.py",
    ),
    hole(
        "oauth: device codes for ever",
        "platform/tokens/oauth/server.py",
        "device.expires <= now or ",
        "",
        "tests/tokens/test_devices.py",
    ),
    hole(
        "oauth: any redirect URI in the form",
        "platform/tokens/oauth/consent.py",
        ' or not application.redirect_uri_allowed(said.get("redirect_uri", ""))',
        "",
        "tests/tokens/test_consent.py",
    ),
    hole(
        "oauth: any path of a loopback URI",
        "platform/tokens/oauth/redirects.py",
        ' and asked["rest"] == known["rest"]',
        "",
        "tests/tokens/test_redirects.py",
    ),
    hole(
        "oauth: asked by strangers",
        "platform/tokens/oauth_models.py",
        "return self.is_open or self.account_id in (None, user.account_id)",
        "return True",
        "tests/tokens/test_consent.py",
    ),
    hole(
        "oauth: codes in clear",
        "platform/tokens/hashing.py",
        'return salted_hmac(f"tokens.{self.name}", value, algorithm="sha256").hexdigest()',
        "return value",
        "tests/tokens/test_at_rest.py",
    ),
    hole(
        "card: in any field",
        "graph/cards.py",
        'return bool(definition and definition.metadata.get("is_free_text"))',
        "return True",
        CARDS,
    ),
    hole(
        "card: in variables",
        "graph/preparation.py",
        "if asked.is_quick:\n        return",
        "if True:\n        return",
        CARDS,
    ),
    hole(
        "card: in a variable that goes elsewhere too",
        "graph/cards.py",
        "self.bound.add(node.name.value)",
        "pass",
        CARDS,
    ),
    hole("card: beside the document", "graph/http.py", "check_rest(given)", "pass", CARDS),
    hole("card: in a document", "graph/document.py", "    cards.check_text(text, ast)\n", "", CARDS),
    hole(
        "card: in what is wrong with a document", "graph/document.py", "raise cards.refusal() from None", "raise", CARDS
    ),
    hole("card: in the address", "graph/asgi.py", "if query and may_hold_card(query):", "if False:", CARDS),
    hole("card: in notes of any account", "graph/asgi.py", "if prepared.holds_card and not", "if False and not", CARDS),
    hole(
        "card: in notes if another account allows it",
        "permissions/card_numbers.py",
        "WHERE a.id = viewer.account_id",
        "ORDER BY a.allows_card_numbers DESC LIMIT 1",
        CARDS,
    ),
    hole("card: its digest in the log", "graph/logs.py", "        asked = None\n", "", CARDS),
    hole("card: by escapes", "billing/cards.py", 'for _ in ("JSON", "GraphQL"):', 'for _ in ("JSON",):', CARDS),
    hole(
        "card: in forms",
        "platform/config/settings.py",
        '    "config.cards.middleware",\n',
        "",
        "tests/config/test_card_numbers.py",
    ),
    hole(
        "card: in parts of a form",
        "platform/config/cards.py",
        "(request.GET, request.POST)",
        "(request.GET,)",
        "tests/config/test_card_numbers.py",
    ),
    hole(
        "paying: who does not pay writes",
        "graph/mutations/steps.py",
        "                    if not always:\n",
        "                    if False:\n",
        READ_ONLY,
    ),
    hole(
        "paying: who does not pay writes on pages",
        "platform/config/pages/people.py",
        "        require_open(viewer)\n",
        "",
        "tests/pages/test_read_only.py",
    ),
    hole(
        "paying: who has not paid is open",
        "billing/migrations/0003_what_is_newer.py",
        "'ACTIVE', 'PAST_DUE') AS is_open",
        "'ACTIVE', 'PAST_DUE', 'UNPAID') AS is_open",
        READ_ONLY,
    ),
    hole(
        "paying: everybody sees what for",
        "permissions/roles.py",
        "a.role IN ('ADMIN', 'BILLING')",
        "true",
        "tests/permissions/test_paying.py",
    ),
    hole(
        "paying: without a recent proof",
        "graph/mutations/billing.py",
        "    require_recent(viewer)\n",
        "",
        "tests/permissions/test_paying.py",
    ),
    hole(
        "paying: a cost that nobody knows of",
        "billing/seats.py",
        "known != cost.each_period",
        "False",
        "tests/graph/test_seat_cost.py",
    ),
    hole(
        "paying: who comes again costs nothing",
        "billing/seats.py",
        "again is None or _is_one_more(again)",
        "again is None",
        "tests/graph/test_seat_cost.py",
    ),
    hole(
        "paying: a cost that nobody knows of, on the page",
        "platform/config/pages/members.py",
        "                require_cost_known(viewer.user.account_id, form.known)\n",
        "",
        BILLING_PAGE,
    ),
    hole(
        "paying: who is let in again on the page costs nothing",
        "platform/config/pages/members.py",
        "            require_cost_known(viewer.user.account_id, form.known, again=person)\n",
        "",
        BILLING_PAGE,
    ),
    hole(
        "paying: who is invited anew on the page costs nothing",
        "platform/config/pages/members.py",
        "            require_cost_known(viewer.user.account_id, form.known, again=invitation)\n",
        "",
        BILLING_PAGE,
    ),
    hole(
        "paying: what was typed is shown again",
        "platform/config/pages/forms_of_billing.py",
        "super().get_context(name, None, attrs)",
        "super().get_context(name, value, attrs)",
        BILLING_PAGE,
    ),
    hole(
        "archive: those of others are listed",
        PREDICATES,
        '    Archive: "({row}.owner_id = viewer.user_id AND ',
        '    Archive: "({row}.account_id = viewer.account_id AND ',
        ARCHIVES,
    ),
    hole(
        "archive: imports of others are listed",
        PREDICATES,
        '    ArchiveImport: "({row}.owner_id = viewer.user_id AND ',
        '    ArchiveImport: "({row}.account_id = viewer.account_id AND ',
        ARCHIVES,
    ),
    hole(
        "archive: those of others can be got",
        "platform/config/pages/archives.py",
        "Archive.objects.filter(owner=user, state=State.COMPLETE,",
        "Archive.objects.filter(state=State.COMPLETE,",
        ARCHIVES,
    ),
    hole(
        "archive: what others own is in it",
        "platform/exports/reading.py",
        '{f"{link}owner": self.owner_id, f"{link}created_at__lte": self.until}',
        '{f"{link}created_at__lte": self.until}',
        ARCHIVES,
    ),
    hole(
        "archive: links to what others own are in it",
        "platform/exports/lines.py",
        'through.objects.filter(scope.owned("tag__"), ',
        "through.objects.filter(",
        ARCHIVES,
    ),
    hole(
        "archive: changes name what others own",
        "platform/exports/evidence.py",
        "_visible(value, mine) if name in NAMED else value",
        "value",
        ARCHIVES,
    ),
    hole(
        "archive: imported by who makes no records",
        "platform/config/pages/archives.py",
        "        require(viewer, Action.ARCHIVE_IMPORT)\n",
        "        pass\n",
        ARCHIVES,
    ),
    hole(
        "archive: the job does not ask again who imports",
        "platform/config/importing.py",
        "    require_still(actor, Action.ARCHIVE_IMPORT)\n",
        "    pass\n",
        ARCHIVES,
    ),
    hole(
        "archive: signed by anybody",
        "platform/exports/importing.py",
        "verify(file, keys=trusted_keys())",
        "verify(file)",
        ARCHIVES,
    ),
    hole(
        "archive: an import adds to what there is",
        "platform/exports/importing.py",
        "kind._default_manager.filter(owner=actor).exists()",
        "kind._default_manager.none().exists()",
        ARCHIVES,
    ),
    hole(
        "paying: what was sent too late is kept",
        "platform/config/pages/billing.py",
        "@proven_before\n",
        "@proven\n",
        BILLING_PAGE,
    ),
)
