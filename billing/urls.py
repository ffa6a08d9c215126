"""Which addresses are billing's?"""

from django.urls import path

from billing.webhooks import webhook

urlpatterns = [path("stripe/webhook", webhook, name="stripe_webhook")]
