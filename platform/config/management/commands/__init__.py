"""The commands that are not Django's."""
