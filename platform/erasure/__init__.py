"""How is something erased for good, wherever it is kept? Asked for, confirmed by mail, done, and receipted."""
