"""What happened with a contact or a company: notes."""
