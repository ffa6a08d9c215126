"""`exporter.py ACCOUNT ARCHIVE FOLDER`: writes an archive as a worker does, four records at a time; to be killed."""

import sys
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402  # needs the settings

from exports import actions, reading  # noqa: E402  # needs the settings

account, archive, settings.ARCHIVES = UUID(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3]
reading.RECORDS_AT_ONCE = 4
print("begun", flush=True)  # noqa: T201  # whoever kills it waits for this
actions.finish(account, archive)
