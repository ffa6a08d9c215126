"""Is it as late as the clock says? It is believed once it went on for three days, looked at once a day.

A clock that was set years ahead by mistake would have all things be too old at once. So whenever it has jumped, ahead
or back, nothing goes for three days, in which the log says why. A machine that was off for long waits as well.
"""

from datetime import datetime, timedelta

from django.db import transaction

from erasure.models import Clock

LOOKED_AT = timedelta(days=2)  # at the latest, after the time before
BELIEVED_AFTER = timedelta(days=3)
SAME_TIME = timedelta(hours=1)  # by less a clock is put right now and then


@transaction.atomic
def believed(now: datetime) -> bool:
    """Note that it is said to be `now`; return whether that is to be believed."""
    seen, is_new = Clock.objects.select_for_update().get_or_create(defaults={"steady_since": now, "seen_at": now})
    if not is_new:
        goes_on = now - LOOKED_AT <= seen.seen_at <= now + SAME_TIME
        seen.steady_since = seen.steady_since if goes_on else now
        seen.seen_at = now
        seen.save(update_fields=["steady_since", "seen_at"])
    return now - seen.steady_since >= BELIEVED_AFTER
