"""Who of the operator's may read what, for how long, by whose consent? Cases, requests, and what is read (P17, P18)."""
