"""The pages of what is taught and trained: the list, one item, what the policy promises, the year at a glance, one's own reading."""
