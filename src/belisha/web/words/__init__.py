"""Words: `/words/`, everything that a policy can say."""
