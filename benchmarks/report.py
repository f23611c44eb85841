"""Report: docs/benchmarks.md from what script/bench measured.

Arguments: pytest-benchmark's JSON, the questions' JSON, the analysis' JSON, the tables' JSON, the county's JSON. Writes to standard output.
"""

from __future__ import annotations

import json
import platform
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Any

GOALS = {
    "Belisha, twenty rules": "at least 400,000 a second", "Belisha, little-eaton": "at least 100,000 a second",
}  # fmt: skip


def cpu() -> str:
    try:
        return next(
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor() or "unknown"


def speeds(benchmarks: list[dict[str, Any]]) -> list[str]:
    rows: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for each in benchmarks:
        extra = each["extra_info"]
        rows[extra["kind"]].append((extra["engine"], extra["decisions"] / each["stats"]["median"]))
    lines: list[str] = []
    base = max(rate for engine, rate in rows["closed"] if engine == "Belisha, twenty rules")
    lines += [
        "| one closed decision, every fired clause | a second (median) | ours is so many times as fast | goal |",
        "| --- | ---: | ---: | --- |",
    ]
    lines += [
        f"| {engine} | {rate:,.0f} | {base / rate:,.1f} | {GOALS.get(engine, '')} |"
        for engine, rate in sorted(rows["closed"], key=lambda row: -row[1])
    ]
    lines += ["", "| facts hidden | what | one decision, microseconds (median) | goal |", "| --- | --- | ---: | --- |"]
    for kind in rows.keys() - {"closed"}:
        goal = "at most 50" if "exact" in kind else ""
        lines += [f"| {engine} | {kind} | {1e6 / rate:,.1f} | {goal} |" for engine, rate in rows[kind]]
    return lines


def questions(report: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| policy | about | flags ticked | pages asked | without pages: facts asked | fewest in hindsight (pages) | ratio |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row['policy']} | {row['kind']} | {row['ticked']:.0%} | {row['pages']:.2f} | {row['facts']:.2f} | {row['hindsight']:.2f} | {row['ratio']:.2f} |"
        for row in report
    ]
    for kind in ("contact", "posts"):
        mine = [row for row in report if row["kind"] == kind]
        lines.append(
            f"| **all** | **{kind}** | | {mean(row['pages'] for row in mine):.2f} | {mean(row['facts'] for row in mine):.2f} | {mean(row['hindsight'] for row in mine):.2f} | **{sum(row['pages'] for row in mine) / sum(row['hindsight'] for row in mine):.2f}** |"
        )
    lines.append(
        f"| **all** | **all** | | | | | **{sum(row['pages'] for row in report) / sum(row['hindsight'] for row in report):.2f}** |"
    )
    return lines


def analysis(report: list[dict[str, Any]]) -> list[str]:
    taken = {(row["what"], row["of"]): row["seconds"] for row in report}
    lines = ["| check | seconds (median) | goal |", "| --- | ---: | --- |"]
    lines += [
        f"| {of} | {seconds:.2f} | at most {5 if 'hundred' in of else 1} |"
        for (what, of), seconds in taken.items()
        if what == "check"
    ]
    lines += [
        "",
        "| compare | seconds (median) | z3, an example of each cell alone | goal |",
        "| --- | ---: | ---: | --- |",
    ]
    lines += [
        f"| {of} | {seconds:.2f} | {format(taken['z3', of], '.2f') if ('z3', of) in taken else ''} | {'' if 'hundred' in of else 'at most 2'} |"
        for (what, of), seconds in taken.items()
        if what == "compare"
    ]
    return lines


def tables(report: dict[str, Any]) -> list[str]:
    lines = [
        "| from file to file | boxes | columns | flags true | rows | rows a second | processor, nanoseconds a row | of these, to read the file | peak memory, MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row['policy']} | {row['boxes']:,} | {row['columns']} | {row['flags']:.0%} | {row['rows']:,} | {row['rows'] / row['seconds']:,.0f} | {row['processor'] / row['rows'] * 1e9:,.0f} | {row['reading'] / row['rows'] * 1e9:,.0f} | {row['peak'] / 1e6:,.0f} |"
        for row in report["files"]
    ]
    lines += [
        "",
        "| in memory | policy | rows a second | processor, nanoseconds a row |",
        "| --- | --- | ---: | ---: |",
    ]
    lines += [
        f"| {row['engine']} | {row['policy']} | {row['rows'] / row['seconds']:,.0f} | {row['processor'] / row['rows'] * 1e9:,.0f} |"
        for row in report["memory"]
    ]
    return lines


def county(report: dict[str, Any]) -> list[str]:
    lines = [
        "| page | milliseconds (median) | the slowest school | the large school | queries |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {row['seconds'] * 1e3:,.0f} | {row['worst'] * 1e3:,.0f} | {row['large'] * 1e3:,.0f} | {' or '.join(map(str, row['queries']))} |"
        for name, row in sorted(report["pages"].items(), key=lambda each: -each[1]["seconds"])
    ]
    return lines


def main() -> None:
    measured = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    asked = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    analysed = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    table = json.loads(Path(sys.argv[4]).read_text(encoding="utf-8"))
    counted = json.loads(Path(sys.argv[5]).read_text(encoding="utf-8"))
    packages = ", ".join(
        f"{name} {version(name)}"
        for name in (
            "cedarpy",
            "regopy",
            "casbin",
            "lark",
            "pytest-benchmark",
            "numpy",
            "pyarrow",
            "polars",
            "duckdb",
            "z3-solver",
        )
    )
    print(
        "\n".join(
            [
                "# Benchmarks", "",
                "Written by `script/bench`; do not edit. Medians of one run on one machine; no test fails for being slow.", "",
                f"Machine: {cpu()}, {platform.system()}, Python {platform.python_version()}, one core used. Packages: {packages}.", "",
                "## Deciding", "",
                "The same twenty rules over the same facts ([benchmarks/twenty.md](../benchmarks/twenty.md)), the conditions of the other engines made from ours, and every answer",
                "compared before it is timed. Ours gives the verdict with every clause, duty and consequence that fired; Cedar and Rego give the rules that fired; Casbin only whether one did.", "",
                *speeds(measured["benchmarks"]), "",
                "## Asking", "",
                "Questions until verdict, duties and consequences are settled, over random situations with actor and act given; a page of ticks is one question.",
                "The fewest in hindsight: the smallest set of pages that would have settled it had one known the answers. Goal: a ratio of at most 1.35.", "",
                *questions(asked), "",
                "## Analysis", "",
                "What is said of every situation at once, from the policy as read to sentences. z3 is asked for less than a comparison gives: one situation for each pair of verdicts",
                "that occurs, and proof that the others do not. Of three hundred sentences (drawn from all policies, some changed), only what `check` takes from logic.", "",
                *analysis(analysed), "",
                "## Tables", "",
                "`belisha decide --table in.parquet --out out.parquet`, measured from outside, on two cores: every clause that fired, duty, consequence and clash of every row.",
                "Random tables: each fact of the policy a column, a tenth of the values left out. With 28 columns: facts of people, acts and what is posted.",
                "Goal: 5,000,000 rows a second; 10,000,000 rows within 1 GiB. The processor's time is what it took on both cores together.", "",
                "In memory, the same rows and rules: how often each clause fires, compared between the engines before a figure is written.", "",
                *tables(table), "",
                "## A county", "",
                f"{counted['schools']:,} schools and {counted['people']:,} people in one database, made in {counted['built']:,.0f} seconds; the large school has forty times as many as the others.",
                "Every page of a school that its headteacher may open without saying more, through all of Django but the network, in twenty schools. Goal: at most 100 at the median.", "",
                *county(counted),
            ]
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
