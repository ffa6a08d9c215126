"""What do forms ask, and in which words? The rules are those of the verbs and of allauth."""

from typing import Any

from allauth.account import forms as allauth


class SignIn(allauth.LoginForm):
    """allauth's, in our words, and for browsers that fill in what they keep."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = "User name or e-mail address"
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
