"""How do applications get tokens? OAuth 2 by django-oauth-toolkit, with what it leaves open closed."""
