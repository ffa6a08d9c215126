"""What is there to look at before anyone has put anything in? A small demo, and as much more as measuring needs."""

from config.demo.story import create_demo, is_loaded

__all__ = ["create_demo", "is_loaded"]
