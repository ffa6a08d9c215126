"""Who may do what? The tables that tests/permissions/test_matrix.py holds the API to: one row for each kind of viewer.

Written by hand, from the promises ("Who sees what"), and not from the code they judge.
"""

YES, NO = True, False
Rights = dict[str, bool]

# fmt: off  # tables
_RECORD = {
    # viewer                      view  edit  manage
    "owner": (YES, YES, YES),
    "user with MANAGE": (YES, YES, YES),
    "user with EDIT": (YES, YES, NO),
    "user with VIEW": (YES, NO, NO),
    "member of MANAGE team": (YES, YES, YES),
    "member of EDIT team": (YES, YES, NO),
    "member of VIEW team": (YES, NO, NO),
    "colleague": (NO, NO, NO),
    "former grantee": (NO, NO, NO),
    "former member": (NO, NO, NO),
    "admin": (NO, NO, NO),
    "billing": (NO, NO, NO),
    "superuser": (NO, NO, NO),
    "foreign member": (NO, NO, NO),
    "foreign admin": (NO, NO, NO),
    "foreign billing": (NO, NO, NO),
    "foreign superuser": (NO, NO, NO),
    "foreign agent": (NO, NO, NO),
}
_TEAM = {
    # viewer                      view  leave  manage
    "owner": (YES, YES, YES),
    "member": (YES, YES, NO),
    "former member": (YES, NO, NO),
    "colleague": (YES, NO, NO),
    "admin": (YES, NO, NO),
    "billing": (YES, NO, NO),
    "superuser": (YES, NO, NO),
    "foreign member": (NO, NO, NO),
    "foreign admin": (NO, NO, NO),
    "foreign billing": (NO, NO, NO),
    "foreign superuser": (NO, NO, NO),
    "foreign agent": (NO, NO, NO),
}
_OF_THE_ACCOUNT = {
    # viewer                      view
    "owner": (YES,),
    "colleague": (YES,),
    "admin": (YES,),
    "billing": (YES,),
    "superuser": (YES,),
    "foreign member": (NO,),
    "foreign admin": (NO,),
    "foreign billing": (NO,),
    "foreign superuser": (NO,),
    "foreign agent": (NO,),
}
_OF_ITS_OWNER = {
    # viewer                      view
    "owner": (YES,),
    "colleague": (NO,),
    "admin": (NO,),
    "billing": (NO,),
    "superuser": (NO,),
    "foreign member": (NO,),
    "foreign admin": (NO,),
    "foreign billing": (NO,),
    "foreign superuser": (NO,),
    "foreign agent": (NO,),
}
_OF_ADMINISTRATORS = {
    # viewer                      view
    "owner": (NO,),
    "colleague": (NO,),
    "admin": (YES,),
    "billing": (NO,),
    "superuser": (NO,),
    "foreign member": (NO,),
    "foreign admin": (NO,),
    "foreign billing": (NO,),
    "foreign superuser": (NO,),
    "foreign agent": (NO,),
}
# Who may make records and teams of their own.
CREATORS = {
    # viewer                      create
    "member": YES,
    "admin": YES,
    "billing": NO,
    "superuser": YES,
    "billing superuser": NO,
}
# Who runs the account, as far as it is about others; each may do what is about themselves.
ADMINISTRATORS = {
    # viewer                      others  oneself
    "member": (NO, YES),
    "admin": (YES, YES),
    "billing": (NO, YES),
    "superuser": (NO, YES),
    "billing superuser": (NO, YES),
}
# fmt: on

# Nobody: their every request is a 401.
NOBODY = ("deactivated", "signed out")


# These are for people alone: no token reads or writes them, whatever its scopes.
FOR_PEOPLE_ALONE = ("Archive", "ArchiveImport", "AuditLogEntry", "Invitation", "Transfer")
# What a token needs to read a record of the other kinds, whichever way.
READ_SCOPES = {
    "Contact": "contacts:read",
    "Company": "companies:read",
    "Tag": "tags:read",
    "Note on a contact": "notes:read",
    "Note on a company": "notes:read",
    "Team": "teams:read",
    "User": "users:read",
    "Account": "account:read",
}
# The doors that a nested way goes through, and that a filter looks at, are seen by their own scopes.
DOOR_SCOPES = {
    ("Contact", "nested"): "companies:read",
    ("Contact", "filter of the door"): "companies:read",
    ("Company", "nested"): "contacts:read",
    ("Company", "filter of the door"): "contacts:read",
    ("Tag", "nested"): "contacts:read",
    ("Tag", "filter of the door"): "contacts:read",
    ("Note on a contact", "nested"): "contacts:read",
    ("Note on a contact", "filter of the door"): "contacts:read",
    ("Note on a company", "nested"): "companies:read",
    ("Note on a company", "filter of the door"): "companies:read",
    ("Team", "nested"): "users:read",
}
# By these ways a token without the scope finds nothing, as if there were no record; by all others it is refused.
HIDDEN_WITHOUT = ("node", "nodes")
# What a write needs, if it is not the scope to write to that kind.
WRITE_SCOPES = {
    ("Contact", "share"): "sharing:write",
    ("Contact", "unshare"): "sharing:write",
    ("Company", "share"): "sharing:write",
    ("Company", "unshare"): "sharing:write",
    ("Tag", "share"): "sharing:write",
    ("Tag", "unshare"): "sharing:write",
}


def _columns(table: dict[str, tuple[bool, ...]], *names: str) -> dict[str, Rights]:
    return {viewer: dict(zip(names, cells, strict=True)) for viewer, cells in table.items()}


RECORD = _columns(_RECORD, "view", "edit", "manage")
TEAM = _columns(_TEAM, "view", "leave", "manage")
OF_THE_ACCOUNT = _columns(_OF_THE_ACCOUNT, "view")
OF_ITS_OWNER = _columns(_OF_ITS_OWNER, "view")
OF_ADMINISTRATORS = _columns(_OF_ADMINISTRATORS, "view")


def is_foreign(viewer: str) -> bool:
    """Whether the viewer is of another account."""
    return viewer.startswith("foreign")
