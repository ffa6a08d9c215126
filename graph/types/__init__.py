"""What the schema's types are: one module per domain, each field with its source."""
