"""The people of a school: the list, a person, their roles, whose guardian they are, invitations."""
