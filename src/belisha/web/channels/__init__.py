"""Channels: `/schools/<school>/channels/`. The school's own website, accounts and groups, who keeps them, and what the policy may ask of them."""
