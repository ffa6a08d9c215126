"""What do access and refresh tokens look like? As all our tokens: tokens/secret.py."""

from oauthlib.common import Request

from tokens import secret


def access_token(request: Request) -> str:
    """Return a new access token."""
    return secret.issue(secret.ACCESS)


def refresh_token(request: Request) -> str:
    """Return a new refresh token."""
    return secret.issue(secret.REFRESH)
