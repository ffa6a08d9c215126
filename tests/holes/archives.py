"""What could get into an archive, or be brought back by one, that is not one's own?"""

from holes.hole import PREDICATES, hole

ARCHIVES = " ".join(f"tests/exports/test_{name}.py" for name in ("archives", "writing", "importing", "imports"))

HOLES = (
    hole(
        "archive: those of others are listed",
        PREDICATES,
        '    Archive: "({row}.owner_id = viewer.user_id AND ',
        '    Archive: "({row}.account_id = viewer.account_id AND ',
        ARCHIVES,
    ),
    hole(
        "archive: imports of others are listed",
        PREDICATES,
        '    ArchiveImport: "({row}.owner_id = viewer.user_id AND ',
        '    ArchiveImport: "({row}.account_id = viewer.account_id AND ',
        ARCHIVES,
    ),
    hole(
        "archive: those of others can be got",
        "platform/config/pages/archives.py",
        "Archive.objects.filter(owner=user, state=State.COMPLETE,",
        "Archive.objects.filter(state=State.COMPLETE,",
        ARCHIVES,
    ),
    hole(
        "archive: what others own is in it",
        "platform/exports/reading.py",
        '{f"{link}owner": self.owner_id, f"{link}created_at__lte": self.until}',
        '{f"{link}created_at__lte": self.until}',
        ARCHIVES,
    ),
    hole(
        "archive: links to what others own are in it",
        "platform/exports/lines.py",
        'through.objects.filter(scope.owned("tag__"), ',
        "through.objects.filter(",
        ARCHIVES,
    ),
    hole(
        "archive: changes name what others own",
        "platform/exports/evidence.py",
        "_visible(value, mine) if name in NAMED else value",
        "value",
        ARCHIVES,
    ),
    hole(
        "archive: imported by who makes no records",
        "platform/config/pages/archives.py",
        "        require(viewer, Action.ARCHIVE_IMPORT)\n",
        "        pass\n",
        ARCHIVES,
    ),
    hole(
        "archive: the job does not ask again who imports",
        "platform/config/importing.py",
        "    require_still(actor, Action.ARCHIVE_IMPORT)\n",
        "    pass\n",
        ARCHIVES,
    ),
    hole(
        "archive: signed by anybody",
        "platform/exports/importing.py",
        "verify(file, keys=trusted_keys())",
        "verify(file)",
        ARCHIVES,
    ),
    hole(
        "archive: an import adds to what there is",
        "platform/exports/importing.py",
        "kind._default_manager.filter(owner=actor).exists()",
        "kind._default_manager.none().exists()",
        ARCHIVES,
    ),
)
