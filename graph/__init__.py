"""How it is asked: one GraphQL operation becomes one plan, one SQL statement, one JSON document."""
