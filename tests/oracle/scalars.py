"""How does a value look? Moments as the contract's answers have them, and the enums of the answers."""

from datetime import UTC, datetime
from typing import Any

import graphene
from graphql import StringValueNode, Undefined

from database.refusals import RefusalCode


class DateTime(graphene.Scalar):
    """graphene's own leaves the microseconds out where there are none."""

    @staticmethod
    def serialize(moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")

    @staticmethod
    def parse_literal(node: Any, _variables: Any = None) -> Any:
        return datetime.fromisoformat(node.value) if isinstance(node, StringValueNode) else Undefined

    @staticmethod
    def parse_value(value: str) -> datetime:
        return datetime.fromisoformat(value)


class Role(graphene.Enum):
    """What somebody does in an account."""

    ADMIN = "ADMIN"
    MEMBER = "MEMBER"
    BILLING = "BILLING"
    AGENT = "AGENT"


class JSON(graphene.Scalar):
    """Any value, as it is."""

    @staticmethod
    def serialize(value: Any) -> Any:
        return value


class Credential(graphene.Enum):
    """With what somebody came."""

    SESSION = "SESSION"
    PERSONAL_TOKEN = "PERSONAL_TOKEN"  # a kind
    APPLICATION = "APPLICATION"
    SUPPORT = "SUPPORT"


class ArchiveState(graphene.Enum):
    """How far an archive is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


UserErrorCode = graphene.Enum("UserErrorCode", [(code.name, code.name) for code in RefusalCode])


class AccessReason(graphene.Enum):
    """Why somebody may see a record."""

    OWNER = "OWNER"
    USER_GRANT = "USER_GRANT"
    TEAM_GRANT = "TEAM_GRANT"


class GrantLevel(graphene.Enum):
    """How much is granted."""

    VIEW = "VIEW"
    EDIT = "EDIT"
    MANAGE = "MANAGE"


class Plan(graphene.Enum):
    """How often is paid."""

    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class SubscriptionStatus(graphene.Enum):
    """In what state an account is."""

    TRIALING = "TRIALING"
    ACTIVE = "ACTIVE"
    PAST_DUE = "PAST_DUE"
    UNPAID = "UNPAID"
    CANCELED = "CANCELED"


class SubscriptionReason(graphene.Enum):
    """Why it is."""

    TRIAL_ENDED = "TRIAL_ENDED"
    PAYMENT_FAILED = "PAYMENT_FAILED"
    PAYMENT_NEEDS_CONFIRMATION = "PAYMENT_NEEDS_CONFIRMATION"
    CANCELED = "CANCELED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
