"""Pairs: sentences of policies, each with the rules that should be suggested for it, by hand.

Room: tests of importing. A pair stands between empty lines: the sentence; `# ` the heading that it stands under; `= ` a rule, or `none`; `left out: `.
The translator was written with `shown.txt` in view. `kept.txt` is kept apart and only measured (`script/import-report`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent / "pairs"


@dataclass(frozen=True)
class Pair:
    sentence: str
    heading: str
    rules: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def document(self) -> str:
        return f"# {self.heading}\n\n{self.sentence}\n" if self.heading else f"{self.sentence}\n"


def pairs(name: str) -> list[Pair]:
    made = []
    for block in (HERE / f"{name}.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        sentence, *lines = block.splitlines()
        rules = tuple(line[2:] for line in lines if line.startswith("= ") and line != "= none")
        heading = next((line[2:] for line in lines if line.startswith("# ")), "")
        made.append(Pair(sentence, heading, rules, tuple(line[10:] for line in lines if line.startswith("left out: "))))
    return made
