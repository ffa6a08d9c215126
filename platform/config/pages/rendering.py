"""How does a form become HTML? Labels that stay, hints and errors that a screen reader finds, a summary of errors."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString


class Renderer(DjangoTemplates):
    """Django's, with our templates."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        if template_name == "django/forms/errors/list/default.html":
            template_name = "forms/errors.html"
        if widget := context.get("widget"):
            widget["attrs"].pop("placeholder", None)  # allauth's repeat the label, and vanish
        return SafeString(super().render(template_name, context, request))
