"""The pages of the calendar, of notices and of their log; the papers of a notice; and calendars for other programs."""
