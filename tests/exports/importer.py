"""`importer.py ACCOUNT IMPORT FOLDER`: imports an archive as a worker does, a line at a time; to be killed."""

import sys
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402  # needs the settings

from config.importing import rights  # noqa: E402  # needs the settings
from exports import importing, restoring  # noqa: E402  # needs the settings

account, archive, settings.ARCHIVES = UUID(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3]
restoring.LINES_AT_ONCE = 1
print("begun", flush=True)  # noqa: T201  # whoever kills it waits for this
importing.finish(account, archive, rights=rights)
