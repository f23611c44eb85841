"""The language: the text of a policy in, an immutable `Policy` out, and back.

Room: language. The lowest floor: imports nothing of ours, no Django, no database, no clock.
Inside: `vocabulary` (what can be said), `words`, `reading` and `writing` (sentences), `documents` and `frontmatter` (whole policies), `meaning` (norms).
Next door: `belisha.engine` decides by what is read here.
"""

from .documents import names_in, read_policy, read_policy_file, write_policy
from .faults import Fault, LanguageError, Place
from .policy import Policy
from .vocabulary import Vocabulary, load

__all__ = [
    "Fault",
    "LanguageError",
    "Place",
    "Policy",
    "Vocabulary",
    "load",
    "names_in",
    "read_policy",
    "read_policy_file",
    "write_policy",
]
