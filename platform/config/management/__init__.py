"""What can `steward` do? One module per command."""
