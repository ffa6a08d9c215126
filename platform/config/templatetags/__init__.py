"""What can templates ask for themselves?"""
