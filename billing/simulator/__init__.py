"""How is billing tried without keys? By a small server on loopback that speaks Stripe's HTTP API, and remembers.

It is a tool of its own: it imports nothing of the product, and the product nothing of it. README.md says what it has.
"""
