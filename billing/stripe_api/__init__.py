"""What is said to Stripe, and what does it answer? The only package that imports `stripe`.

What comes out of here are our own classes and plain ids. Nothing that Stripe says of people, cards or addresses does,
and what it says in errors neither, since its sentences repeat what was sent.
"""

from billing.stripe_api import silence

# Before anything here imports Stripe's library, which reads its environment then.
silence.keep()
