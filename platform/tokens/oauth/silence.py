"""How is it kept that libraries of OAuth write down what they hand out? They log nothing at all.

At DEBUG they log where a person is sent back to, with the code in it, and requests with their tokens. What is refused,
we write down ourselves. A level would not do, since the settings of logging can say another.
"""

import logging


def keep() -> None:
    """Have django-oauth-toolkit's one logger, and all of oauthlib's, tell nobody."""
    for name in ("oauth2_provider", "oauthlib"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
