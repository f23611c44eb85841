"""Published: which schools are here, and under which policy each of them lives. Open to everybody."""
