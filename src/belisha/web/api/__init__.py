"""API: `/api/`, the same questions for programs, in the same JSON as the command line."""
