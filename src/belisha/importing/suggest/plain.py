"""Plain: a printed sentence in, the same without its number, its examples and its way round; and what is left out of it.

Room: importing. Each rewriting keeps what the sentence says. What it drops and could matter is named as left out.
Next door: `parts` cuts what comes out of here.
"""

from __future__ import annotations

import re

_OUR_SCHOOL = r"(?:the|our|this) (?:school|academy|college|nursery)"
_COMMUNITY = r"(?:any )?other members? of (?:the|our) (?:school )?community"

# In this order: what is printed, and what it is read as.
_REWRITES: tuple[tuple[str, str, bool], ...] = (
    # numbers and brackets
    (r"[\s.!;:,]+$", "", False),
    (r"^\s*(?:\(?(?:[a-z]|\d{1,3})(?:\.\d+)*[.)]|[ivx]+\.)\s+", "", True),
    (r"\((s|es)\)", r"\1", False),
    (r"\[([^\[\]]*)\]", r"\1", False),
    (r"\s*\((?:e\.?g\.?|i\.?e\.?|such as|for example|or similar|and vice versa|see)[^()]*\)", "", False),
    (r"\s*\((?![^()]*\b(?:only|not|unless|except))[‘'\"“A-Z][^()]{0,40}\)", "", False),
)
_THEN: tuple[tuple[str, str, bool], ...] = (
    # examples, up to a word that may go on with the sentence: "…, such as a phone number, to pupils"
    (r",? (?:e\.?g\.?|for example|such as) (?:(?!,? ?\b(?:to|with|on|via|through|at|by|from|during|outside|inside|within|while|whilst|unless|except|without|only|if|when|until)\b)[^.;])*,?", " ", True),
    (r", as [^,]{3,40},(?= they\b)|,? even (?:if|when|where) [^,]+(?:,|$)", "", False),
    # openings that bind nobody
    (r"^(?:as part of|for this reason|in (?:the )?light of|as a result|in applying this policy)\b[^,]{0,80}, ?", "", True),
    (r"^(?:for example|for this reason|therefore|however|similarly|furthermore|in addition|in particular|in all (?:circumstances|cases)),? ", "", True),
    (r"\b(?:[Tt]he )?(?:[A-Z][\w’'.]+ (?:of |and )?){1,6}(?:School|Academy|College|Nursery)\b(?! [A-Z][a-z])", "the school", False),
    (r"\b(?:the|our|this) (?:multi-academy |academy )?(?:academy|college|nursery|federation|trust|setting|pre-?school)(?! (?:of|in|that|between|to)\b)", "the school", True),
    (r"^(?:within the school,? )?it is (?:our|the school[’']s) policy that ", "", True),
    (r"^under no circumstance ", "under no circumstances ", True),
    (r",? (?:this|which|it) is only (?:permitted|allowed) (?:(?=when )|(?=during |in |on ))", " except ", True),
    (r",? (?:whether|either) (?:as )?(?:a )?(?:paid|employed|permanent|employees?)\b[^,]*?(?=,| (?:must|should|may|are|is|will)\b)", "", True),
    # a verb of ours in the words of a noun of ours
    (r"\b(?:film|record|photograph|video)(?:ing)? (?=(?:other |any |a |an |the |individual )*(?:pupils?|students?|children|staff|teachers?|colleagues|learners)\b(?![’']))", "take pictures of ", True),
    (r"\breserves? the right to\b", "may", True),
    (r"\bwho works? at [A-Z]\w+", "who works at the school", False),
    (r"^as an? [\w ]+ of the school,? (?=i\b)", "", True),
    (r"^as part of (?:the |our )?[\w -]{3,50}? (?=(?:staff|pupils|parents|governors|volunteers|students)\b)", "", True),
    (rf"^it is the policy of {_OUR_SCHOOL} that ", "", True),
    (r"^(?:the school|we) (?:appreciates?|recognises?|accepts?|acknowledges?|understands?) that (?=.+ may\b)", "", True),
    (r"^this (?:also )?includes(?: but is not limited to)? ", "", True),
    (rf",? (?:posted|made|written) by (?:[\w ,/]+,? )?(?:or )?{_COMMUNITY}", "", False),
    (r",? whil(?:e|st) (?:in employment|employed|they are employed) (?:at|by|with)\b.*$", "", False),
    (r"\bcurrent and (ex|former)\b", r"pupils and \1", False),
    # "they are told that X must …" is "X must …"; "staff are reminded that they should …" is "staff should …"
    (r"^(?:they|.{3,60}?) (?:is|are) (?:regularly |also )?(?:informed|told) that (?=.+\b(?:is|are|must|should|may)\b)", "", True),
    (r"^(.{3,80}?) (?:is|are) (?:aware|reminded) that their (online )?(behaviour|conduct|activity|posts?|use of social media) (should|must)\b", r"\1 \4 ensure that their \2\3 is", True),
    (r"^(.{3,60}?) (?:is|are) (?:also )?reminded (when .+?),? that they (must not|should not|must|should|may) (.+)$", r"\1 \3 \4 \2", True),
    (r"^(.{3,60}?) (?:is|are) (?:also )?(?:reminded|advised|asked|aware) that(?:,[^,]+,)? (?:they|he or she) (?=(?:always )?(?:should|must|may|need)\b)", r"\1 ", True),
    # other ways round
    (r"^(?:at no time|under no circumstances|in no circumstances|on no account|never) (should|must|may|can|will|shall) ((?:(?:all|any|the|our|members of|school) )*(?:staff|employees|teachers|colleagues|pupils|students|children|parents|carers|governors|volunteers|they|you|we)) (?!be )", r"\2 \1 not ", True),
    (r"^(?:particular |great |extreme )?care (should|must) be taken (?:to avoid|not to) ", r"it is \1 advisable not to ", True),
    (r"\buse only (?:those |the )?", "only use ", True),
    (r"\b(will|must|should) ensure that (?:my|their|your|our) (?:online )?(?:activity|behaviour|conduct|posts?|use of social media)(?:,[^,]*,)? (?:will|does|do) not", r"\1 not", True),
    (r",? nor (should|must|may) (they|staff|pupils|parents|governors) ", r" and \2 \1 not ", False),
    (r"^(?:at no time|under no circumstances|in no circumstances|on no account|never) (should|must|may|can|will|shall) (.+?) (be \w+.*)$", r"\2 \1 not \3", True),
)  # fmt: skip
# What can be left out, and is then named: what it adds is more of the same, or a reason.
_ASIDES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf",? (?:or|and) {_COMMUNITY}",
        r",? (?:or|and) (?:any|the) members? of (?:the|our) (?:school )?community",
        r",? who (?:will|would) (?!not)[^,;]*$",
        r", (?:including|particularly (?:if|when|where)|especially (?:if|when|where)) [^.;]*$",
        r", which (?!may|could|would|might|must|should)[^,;]*$",
    )
)
_BINDS = re.compile(r"\b(?:must|should|may|unless|except|without|until)\b", re.I)


def _rewritten(text: str, table: tuple[tuple[str, str, bool], ...]) -> str:
    for pattern, words, any_case in table:
        text = re.sub(pattern, words, text, flags=re.I if any_case else 0)
    return text


_YEARS = re.compile(
    r"\b(one|two|three|four|five|\d{1,2}) years?(?= (?:after|of|since)\b.{0,30}\b(?:left|leave|leaving)\b)|(?<=left in the last )(one|two|three|four|five|\d{1,2}) years?\b",
    re.I,
)
_SINCE = re.compile(
    r"(\d+ months) after (?:they |he or she )?(?:have |has )?(?:left|leave|leaves|leaving)(?: the school| school)?",
    re.I,
)
_NUMBERS = ("", "one", "two", "three", "four", "five")


def _months(met: re.Match[str]) -> str:
    """So many years as months, in which our language counts how long ago somebody left."""
    number = (met[1] or met[2]).lower()
    return f"{12 * (_NUMBERS.index(number) if number in _NUMBERS else int(number))} months"


def plain(text: str) -> tuple[str, tuple[str, ...]]:
    """The sentence, and the words that are left out of it (what stood in brackets and was no example, first)."""
    text = _rewritten(text.strip(), _REWRITES)
    aside = tuple(re.findall(r"\(([^()]{4,})\)", text))
    text = _YEARS.sub(_months, _rewritten(re.sub(r"\s*\([^()]*\)", "", text), _THEN))
    text = _SINCE.sub(r"\1 have passed since they left", text)
    for pattern in _ASIDES:
        if (met := pattern.search(text)) and met.start() > 20 and not _BINDS.search(met.group()):
            aside, text = (*aside, met.group().strip(" ,")), text[: met.start()] + text[met.end() :]
    return re.sub(r"[\s.!;:,]+$", "", text), aside


__all__ = ["plain"]
