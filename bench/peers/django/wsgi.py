"""How does a WSGI server get the Django peers? `wsgi:application`."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
