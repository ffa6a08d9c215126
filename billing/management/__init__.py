"""Django's folder: which commands are billing's?"""
