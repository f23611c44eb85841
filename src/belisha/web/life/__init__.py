"""Life: the pages on which a school's policy is written, reviewed, approved, adopted and published; and those on which everybody reads it."""
