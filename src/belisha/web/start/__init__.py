"""Start: `/`, the first page."""
