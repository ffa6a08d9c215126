"""How does a test kill whoever works on an archive? In a process of its own, which says that it has begun."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from exports.models import Archive, ArchiveImport
from processes import ROOT


def begun(script: str, job: Archive | ArchiveImport) -> subprocess.Popen[str]:
    """Return a process that works on it, by a script of this folder, and has begun."""
    worker = subprocess.Popen(
        [sys.executable, Path(__file__).with_name(script), str(job.account_id), str(job.pk), str(settings.ARCHIVES)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None and worker.stdout.readline() == "begun\n"
    return worker
