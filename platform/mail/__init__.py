"""How does a mail leave, and is it sure to? An outbox, emptied at once if it can be and by a worker if not."""
