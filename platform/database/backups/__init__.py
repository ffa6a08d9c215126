"""How is a lost database had again, as of any moment? Base backups and the write-ahead log after them, kept elsewhere.

```
STORE/base/20261127T201500123456Z/  base.tar.gz, pg_wal.tar.gz, backup_manifest; and last label.json: then it is whole
STORE/database                          the number of the database whose they are
STORE/wal/                          000000010000000000000003.gz, …; ….partial.gz, which is not full; 00000002.history.gz
```
"""
