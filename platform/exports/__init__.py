"""What can one take along? All that one owns, as an archive that proves itself, and the way back in."""
