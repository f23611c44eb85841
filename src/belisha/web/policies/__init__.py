"""Policies: `/policies/<name>/`, a published policy in the frame of the site, and `/law/`, the law layer in the same form."""
