"""What is done beside the requests? Settling: whoever changes something has it done soon, with the account's id."""

from database.jobs import task


@task("billing.settle")
def settle(account: str) -> None:
    """Nothing is charged yet, so there is nothing to settle."""
