"""What may an application ask for? The scopes that it was registered with; none is given that was not asked for."""

from typing import Any

from oauth2_provider.scopes import BaseScopes

from tokens.scopes import SCOPES


class Scopes(BaseScopes):
    """The toolkit's way to our list of scopes."""

    def get_all_scopes(self) -> dict[str, str]:
        return SCOPES

    def get_available_scopes(self, application: Any = None, request: Any = None, *_: Any, **__: Any) -> list[str]:
        return list(SCOPES) if application is None else [name for name in SCOPES if name in application.scopes]

    def get_default_scopes(self, application: Any = None, request: Any = None, *_: Any, **__: Any) -> list[str]:
        return []
