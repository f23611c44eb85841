"""Gallery: `/components`, every part in every state, to look at and to test."""
