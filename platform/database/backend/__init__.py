"""Django looks for an engine in a package: see base.py."""
