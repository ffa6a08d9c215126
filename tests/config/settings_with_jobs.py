"""Our settings, and jobs of tests beside our own."""

from config.settings import *  # noqa: F403  # all of them

PROCRASTINATE_IMPORT_PATHS = ["tests.config.jobs_of_tests"]
