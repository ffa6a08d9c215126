"""What is said to Stripe, and what does it answer? The only package that imports `stripe`.

What comes out of here are our own classes and plain ids. Nothing that Stripe says of people, cards or addresses does,
and what it says in errors neither, since its sentences repeat what was sent.
"""
