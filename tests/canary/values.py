"""By what is a value known that was said? A mark in each, which no program would come upon by itself."""

MARK = "qzx7kw9vj3"  # in every value that can be chosen
KEY, WEBHOOK_SECRET, INBOUND_SECRET = f"sk_test_{MARK}key", f"whsec_{MARK}hook", f"{MARK}inbound"
