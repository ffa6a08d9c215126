"""Which holes could the gate have? A file for each part of it; `bin/mutants` plants them, one after the other."""

from holes import answers, archives, cards, history, mail, oauth, paying, register, rules, support, tokens, viewers

HOLES = (
    *support.HOLES,
    *tokens.HOLES,
    *oauth.HOLES,
    *rules.HOLES,
    *answers.HOLES,
    *viewers.HOLES,
    *history.HOLES,
    *mail.HOLES,
    *register.HOLES,
    *cards.HOLES,
    *paying.HOLES,
    *archives.HOLES,
)
