"""A school's own pages begin here: its home, who may do what, and the way from one part to another."""
