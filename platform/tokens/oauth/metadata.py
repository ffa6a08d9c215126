"""How does a client find its way? RFC 8414 about us as authorization server, RFC 9728 about /graphql as resource."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from oauth2_provider.views import OAuthProtectedResourceMetadataView, OAuthServerMetadataView

SECRETS = ["client_secret_basic", "client_secret_post"]


class ServerMetadataView(OAuthServerMetadataView):
    """The toolkit's document, the device flow (RFC 8628, section 4), and who may introspect."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        document = json.loads(super().get(request, *args, **kwargs).content)
        document["device_authorization_endpoint"] = request.build_absolute_uri(
            reverse("oauth2_provider:device-authorization")
        )
        document["introspection_endpoint_auth_methods_supported"] = SECRETS
        del document["client_id_metadata_document_supported"]
        return _for_everyone(document)


class ResourceMetadataView(OAuthProtectedResourceMetadataView):
    """The toolkit's document, about our one resource by whichever address it is asked for."""

    def get_resource(self, request: HttpRequest) -> str:
        return request.build_absolute_uri("/graphql")


def _for_everyone(document: dict[str, Any]) -> HttpResponse:
    answer = JsonResponse(document)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
