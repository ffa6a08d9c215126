"""Who is that, by name or e-mail address and password? As allauth finds out, but by confirmed addresses alone."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.joining import of_address
from accounts.models import User


class Backend(AuthenticationBackend):
    """allauth's, which would also take an address that somebody has only asked to change to."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        found: User | None = self._check_password(of_address(email), password)
        return found
