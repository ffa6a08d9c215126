"""How much may be granted? Three levels, each holding those before it; guardian's permissions stand behind them."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import models

if TYPE_CHECKING:
    from permissions.viewer import Inputs


class Level(Enum):
    """VIEW: read. EDIT: change. MANAGE: share, transfer and delete. The owner has all three."""

    VIEW = "view"
    EDIT = "edit"
    MANAGE = "manage"

    @property
    def included(self) -> "tuple[Level, ...]":
        """The levels up to this one: a grant writes one row for each, so that a check reads only one."""
        levels = tuple(Level)
        return levels[: levels.index(self) + 1]

    def codename(self, model: type[models.Model]) -> str:
        """Guardian's name for this level on a model: EDIT on Contact -> "edit_contact"."""
        return f"{self.value}_{model._meta.model_name}"


@cache
def permission_ids() -> dict[str, int]:
    """Return the primary key of each permission by its codename. Migrations make them; they never change after."""
    return dict(Permission.objects.filter(content_type__app_label="contacts").values_list("codename", "pk"))


@dataclass(frozen=True)
class PermissionId:
    """The slot of a permission's primary key."""

    codename: str

    def __call__(self, inputs: "Inputs") -> int:
        return permission_ids()[self.codename]
