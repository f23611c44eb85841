"""Two registers on pages: ties with families (`views`) and approvals (`approvals`)."""
