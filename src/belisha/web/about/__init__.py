"""About: pages that say how the site is made: accessibility and privacy."""
