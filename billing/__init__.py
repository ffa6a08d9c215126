"""What does it cost? Seats and plans, and the processor that takes the money. Nothing here can be read back."""
