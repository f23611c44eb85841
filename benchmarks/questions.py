"""Questions: how many are asked until verdict, duties and consequences are settled, beside the fewest that would have done (hindsight).

Random complete situations with actor and act given; the engine asks, the situation answers. A page of ticks is one question.
Writes a JSON report; `report.py` puts it into docs/benchmarks.md.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from statistics import mean

from belisha import library
from belisha.engine import Situation, decide, rulebook_of
from belisha.engine.ask import next_page
from belisha.engine.rulebook import Rulebook
from belisha.engine.situation import Stated
from belisha.language.vocabulary import Fact

CONTACT = ("befriend", "message", "email", "call or text", "join group", "give details")
POSTS = ("post", "livestream", "react", "identify")
AS_OF = date(2026, 11, 20)
MOST = 7  # a hindsight minimum above this is not looked for; none was met


def random_value(fact: Fact, chance: random.Random, ticked: float) -> Stated:
    match fact.type:
        case "flag":
            return chance.random() < ticked
        case "count":
            return chance.randrange(40)
        case "one":
            return chance.choice(fact.values)
    values = [value for value in fact.values if value != "none"]
    return frozenset(chance.sample(values, 1)) if chance.random() < 0.3 else frozenset()


def random_truth(rulebook: Rulebook, acts: tuple[str, ...], chance: random.Random, ticked: float) -> dict[str, Stated]:
    facts = rulebook.vocabulary.facts
    truth = {
        name: random_value(facts[name], chance, ticked)
        for name in rulebook.facts
        if name != "event" and not name.startswith("event.")
    }
    truth["actor"] = chance.choice(sorted(rulebook.meant.bound - {"school"}))
    truth["act"] = chance.choice(acts)
    return truth


def asked(rulebook: Rulebook, truth: dict[str, Stated]) -> tuple[int, int]:
    """How many pages, and how many single facts, until all is settled."""
    known = {"actor": truth["actor"], "act": truth["act"]}
    pages = singles = 0
    while (page := next_page(decide(rulebook, Situation(known)))) is not None:
        pages += 1
        singles += len(page.facts)
        known.update({fact: truth[fact] for fact in page.facts})
    return pages, singles


def hindsight(rulebook: Rulebook, truth: dict[str, Stated]) -> int:
    """The fewest pages that would have settled it, had one known the answers."""
    first = {"actor": truth["actor"], "act": truth["act"]}
    if rulebook.decide(Situation(first)).settled:
        return 0
    groups: dict[str, list[str]] = {}
    for name in truth.keys() - first.keys():
        groups.setdefault(rulebook.vocabulary.page_of(name) or name, []).append(name)
    live, unknown = rulebook.known(Situation(first))
    matter = set(rulebook.relevant(live, unknown))
    pages = [group for group in groups.values() if matter & set(group)]
    for size in range(1, MOST + 1):
        for chosen in combinations(pages, size):
            if rulebook.decide(Situation(first | {name: truth[name] for group in chosen for name in group})).settled:
                return size
    return MOST + 1


def rows(samples: int, ticked: float, progress: Callable[[str], object]) -> Iterator[dict[str, object]]:
    for name in library.SCHOOLS:
        rulebook = rulebook_of(library.policy(name), AS_OF, library.law())
        for kind, acts in (("contact", CONTACT), ("posts", POSTS)):
            progress(f"{name}, {kind} …")
            chance = random.Random(f"{name} {kind} {ticked}")
            truths = [random_truth(rulebook, acts, chance, ticked) for _ in range(samples)]
            counted = [asked(rulebook, truth) for truth in truths]
            least = [hindsight(rulebook, truth) for truth in truths]
            yield {
                "policy": name, "kind": kind, "ticked": ticked, "situations": samples, "pages": mean(pages for pages, _ in counted),
                "facts": mean(facts for _, facts in counted), "hindsight": mean(least), "ratio": sum(pages for pages, _ in counted) / max(1, sum(least)),
            }  # fmt: skip


def main() -> None:
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    report = [row for ticked in (0.5, 0.1) for row in rows(samples, ticked, lambda text: print(text, file=sys.stderr))]
    json.dump(report, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
