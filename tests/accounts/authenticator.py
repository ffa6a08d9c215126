"""What does a passkey say? Made and used as a browser and its authenticator do it, with a key that is kept here."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


def octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    """One passkey for one site. `count` is how often it was used; one that stays at 0 does not count."""

    def __init__(self, origin: str, *, counts: bool = True) -> None:
        self.origin, self.counts, self.count = origin, counts, 0
        self.id = os.urandom(16)
        self.user = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def register(self, options: dict[str, Any], **said: Any) -> dict[str, Any]:
        """Return the answer to allauth's `creation_options`; what is `said` is said instead of the truth."""
        asked = options["publicKey"]
        self.user = octets(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())
        data = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()).digest(),
            PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT,
            self.count,
            AttestedCredentialData.create(bytes(16), self.id, public),
        )
        client_data = self._client_data("webauthn.create", asked["challenge"], said)
        attestation = AttestationObject.create("none", data, {})
        response = {"clientDataJSON": text(client_data), "attestationObject": text(bytes(attestation))}
        return self._credential(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def sign(self, options: dict[str, Any], **said: Any) -> dict[str, Any]:
        """Return the answer to allauth's `request_options`."""
        asked = options["publicKey"]
        self.count += self.counts
        data = AuthenticatorData.create(
            sha256(asked["rpId"].encode()).digest(), PRESENT_AND_VERIFIED, said.pop("count", self.count)
        )
        client_data = self._client_data("webauthn.get", asked["challenge"], said)
        signed = self._key.sign(data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client_data, "authenticatorData": data, "signature": signed}
        named = {name: text(value) for name, value in response.items()}
        return self._credential(named | {"userHandle": text(self.user)})

    def _client_data(self, kind: str, challenge: str, said: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told | said).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
