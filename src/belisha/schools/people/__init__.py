"""People: who is in a school, in which roles, since when and until when; and what each role may do."""
