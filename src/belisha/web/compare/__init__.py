"""Compare: `/compare/`, what several policies answer to the same questions, and exactly where two of them differ.

`matrix` puts the questions of `belisha.library` to each policy, `words` says in a paragraph how the answers differ, `differences` shows what
`belisha.engine.compare` finds, `pages` reads the filters. Two policies are told apart here as `belisha diff` tells them apart at the terminal.
"""
