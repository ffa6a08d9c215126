"""How could an application come by more than was consented to?"""

from holes.hole import PREDICATES, hole

APPLICATIONS = "platform/tokens/applications.py"
VALIDATOR = "platform/tokens/oauth/validator.py"

HOLES = (
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
)
