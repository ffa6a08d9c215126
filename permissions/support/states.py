"""How does a request of support stand? As somebody decided; and expired, once its access is gone or over."""


def state(row: str) -> str:
    """Return SQL for the state of the request `row`: one of permissions.support.models.State."""
    live = f"EXISTS (SELECT FROM permissions_supportaccess s WHERE s.id = {row}.id AND s.expires_at > now())"
    return f"CASE WHEN {row}.state = 'APPROVED' AND NOT {live} THEN 'EXPIRED' ELSE {row}.state END"
