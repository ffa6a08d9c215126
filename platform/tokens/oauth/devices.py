"""May this device act for you? RFC 8628: the device gets a code, and somebody types it in somewhere else."""

import logging
from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider import views
from oauth2_provider.utils import user_code_generator
from oauth2_provider.views.device import DeviceConfirmForm, DeviceGrantForm
from oauthlib.common import generate_token

from tokens.oauth.endpoints import Endpoint, refusal
from tokens.oauth.server import DEVICE_CODE
from tokens.oauth_models import Application, DeviceGrant

log = logging.getLogger("steward.oauth")


@method_decorator(csrf_exempt, name="dispatch")
class DeviceAuthorizationView(Endpoint):
    """The device authorization endpoint. The toolkit's grants codes to any client, for any scope."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Return a device code, and the user code for it."""
        application = Application.objects.filter(client_id=request.POST.get("client_id", "")).first()
        if application is None or not application.allows_grant_type(DEVICE_CODE):
            return refusal("unauthorized_client", "The application may not use device codes.")
        scopes = request.POST.get("scope", "").split()
        if not scopes or set(scopes) - set(application.scopes):
            return refusal("invalid_scope", "Ask for scopes that the application was registered with.")
        return JsonResponse(_codes(request, application, scopes))


def _codes(request: HttpRequest, application: Application, scopes: list[str]) -> dict[str, Any]:
    seconds, interval = settings.OAUTH_DEVICE_CODE_SECONDS, settings.OAUTH2_PROVIDER["DEVICE_FLOW_INTERVAL"]
    device_code, user_code = generate_token(), user_code_generator()
    DeviceGrant.objects.create(
        client_id=application.client_id,
        device_code=device_code,
        user_code=user_code,
        scope=" ".join(scopes),
        interval=interval,
        expires=timezone.now() + timedelta(seconds=seconds),
    )
    page = request.build_absolute_uri(reverse("oauth2_provider:device"))
    shown = f"{user_code[:4]}-{user_code[4:]}"
    return {
        "device_code": device_code,
        "user_code": shown,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={shown}",
        "expires_in": seconds,
        "interval": interval,
    }


class UserCodeForm(DeviceGrantForm):
    """The toolkit's form; what is typed may be in small letters and with a hyphen."""

    def clean_user_code(self) -> str:
        """Return the code as it was made."""
        typed = self.cleaned_data["user_code"]
        self.cleaned_data["user_code"] = "".join(filter(str.isalnum, typed)).upper()
        code: str = super().clean_user_code()
        return code


class UserCodeView(views.DeviceUserCodeView):
    """Where the code is typed in."""

    template_name = "oauth/device.html"
    form_class = UserCodeForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take a code, unless the same person has tried too many: RFC 8628, section 5.1."""
        too_many = ratelimit.consume_or_429(request, action="device_code", user=request.user)
        return too_many or super().post(request, *args, **kwargs)

    def form_valid(self, form: UserCodeForm) -> HttpResponseBase:
        self.typed = form.cleaned_data["user_code"]
        return super().form_valid(form)

    def form_invalid(self, form: UserCodeForm) -> HttpResponseBase:
        log.warning("Refused: %s a user code", self.request.path)
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        # The grant itself knows but the code's hash.
        return reverse("oauth2_provider:device-confirm", args=(self.device_grant.client_id, self.typed))


class DeviceConfirmView(views.DeviceConfirmView):
    """Where the person is told who asks for what, and allows or denies."""

    template_name = "oauth/device_confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell who asks, beside for what."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        application: Application = context["application"]
        context["maker"] = application.account.name if application.account else None
        context["is_foreign"] = application.account_id not in (None, self.request.user.account_id)
        return context

    def form_valid(self, form: DeviceConfirmForm) -> HttpResponseBase:
        device = self.get_object()
        if not Application.objects.get(client_id=device.client_id).asks(self.request.user):
            log.warning("Refused: %s", self.request.resolver_match.view_name)
            return HttpResponse("The application is for people of its own organisation.", status=403)
        device.version = self.request.user.session_version
        device.save(update_fields=["version"])
        return super().form_valid(form)


class DeviceStatusView(views.DeviceGrantStatusView):
    """Where the person is told that it is done."""

    template_name = "oauth/device_done.html"
