"""What was done, by whom, and can it be proved? An append-only, hash-chained log of each account (P26)."""
