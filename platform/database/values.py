"""What was said, and what was not mentioned? The values of actions: UNSET stays as it is, None removes."""

from enum import Enum
from typing import Literal


class Unset(Enum):
    """The type of UNSET: "not mentioned", as against None, "to be removed"."""

    UNSET = "unset"


UNSET: Literal[Unset.UNSET] = Unset.UNSET
Text = str | Literal[Unset.UNSET] | None
Flag = bool | Literal[Unset.UNSET] | None
