"""Who acts for a person? Personal tokens, and the applications that people let in by OAuth2."""
