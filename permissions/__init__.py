"""Who may: the viewer, what can be granted, and the predicates that every statement carries."""
