"""Whom a customer knows: contacts and companies, their e-mails, phones, addresses and tags."""
