"""How are second factors kept? What they are checked with is sealed; a copy of the table makes nobody's code."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http.request import split_domain_port

from database.sealing import SECOND_FACTOR, seal, unseal

SEALED = ("secret", "seed")  # of a TOTP, of recovery codes; a passkey's secret never leaves its holder


class UnknownKeyError(Exception):
    """A second factor was sealed under a key that is in neither SECRET_KEY nor SECRET_KEY_FALLBACKS."""


class Adapter(DefaultMFAAdapter):
    """allauth's hooks: what is written of a second factor, and for which site a passkey counts."""

    # allauth says "code" also of a passkey.
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": "That code or passkey does not count here."}

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        text = unseal(encrypted_text, purpose=SECOND_FACTOR)
        if text is None:
            # Nothing in its place: everybody can tell the codes of an empty secret.
            raise UnknownKeyError("A second factor cannot be opened; see SECRET_KEY_FALLBACKS.")
        return text

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the site: its name without the port, also if that is an IPv6 address."""
        said: dict[str, str] = super().get_public_key_credential_rp_entity()
        host, _ = split_domain_port(said["name"])
        return said | {"id": host, "name": "Steward"}


@transaction.atomic
def reseal() -> int:
    """Seal all second factors under the newest key, so that those before can be forgotten; return how many."""
    adapter, count = Adapter(), 0
    for kept in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
        kept.data |= {name: adapter.encrypt(adapter.decrypt(kept.data[name])) for name in SEALED if name in kept.data}
        kept.save(update_fields=["data"])
        count += 1
    return count


def public(credential: Any) -> dict[str, Any]:
    """Return what is kept of a passkey: what its holder must tell everybody, and no more than that."""
    response, results = credential["response"], credential.get("clientExtensionResults") or {}
    return {
        **{name: credential[name] for name in ("id", "rawId", "type") if name in credential},
        "response": {name: response[name] for name in ("clientDataJSON", "attestationObject") if name in response},
        "clientExtensionResults": {"credProps": results["credProps"]} if "credProps" in results else {},
    }
