"""The mail that a school has sent, or would send."""
