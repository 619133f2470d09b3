"""When something was, as people say it."""

from datetime import datetime

from interviewer.i18n import _


def moment_text(at: datetime, now: datetime) -> str:
    """Say when `at` was, in the zone of `now`: today, yesterday, or the date; with the hour."""
    there = at.astimezone(now.tzinfo)
    hour = f"{there:%H:%M}"
    days = (now.date() - there.date()).days
    if days == 0:
        return _("today {hour}").format(hour=hour)
    if days == 1:
        return _("yesterday {hour}").format(hour=hour)
    date = f"{there:%m-%d}" if there.year == now.year else f"{there:%Y-%m-%d}"
    return f"{date} {hour}"
