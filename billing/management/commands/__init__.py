"""Django's folder: `steward stripe-simulator`."""
