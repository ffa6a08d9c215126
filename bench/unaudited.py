"""What does a write cost without the audit? Steward as it is, but nothing of what is done is written down.

A script: each of its processes begins with it. Once the audit's own models are there, and before anything else knows
`record`, that is one which does nothing.
"""

import sys

from django.apps import AppConfig

from audit.apps import AuditConfig


def import_models(self: AppConfig) -> None:
    """Have the app's models be known, and nothing recorded."""
    AppConfig.import_models(self)
    import audit.recording

    audit.recording.record = lambda *_, **__: None


AuditConfig.import_models = import_models  # type: ignore[method-assign]

if __name__ == "__main__":
    from config.manage import main

    sys.argv[0] = "steward"
    main()
