"""Which addresses are OAuth's? The toolkit looks them up by these names."""

from django.urls import path

from tokens.oauth import consent, devices, endpoints, metadata

app_name = "oauth2_provider"
_SERVER, _RESOURCE = ".well-known/oauth-authorization-server", ".well-known/oauth-protected-resource"

urlpatterns = [
    path(_SERVER, metadata.ServerMetadataView.as_view(), name="oauth-server-metadata"),
    path(_RESOURCE, metadata.ResourceMetadataView.as_view(), name="oauth-resource-metadata"),
    path(f"{_RESOURCE}/graphql", metadata.ResourceMetadataView.as_view(), name="oauth-resource-metadata-path"),
    path("oauth/authorize", consent.ConsentView.as_view(), name="authorize"),
    path("oauth/token", endpoints.TokenView.as_view(), name="token"),
    path("oauth/revoke", endpoints.RevocationView.as_view(), name="revoke-token"),
    path("oauth/introspect", endpoints.IntrospectionView.as_view(), name="introspect"),
    path("oauth/device", devices.DeviceAuthorizationView.as_view(), name="device-authorization"),
    path("device", devices.UserCodeView.as_view(), name="device"),
    path("device/<slug:client_id>/<slug:user_code>", devices.DeviceConfirmView.as_view(), name="device-confirm"),
    path(
        "device/<slug:client_id>/<slug:user_code>/done",
        devices.DeviceStatusView.as_view(),
        name="device-grant-status",
    ),
]
