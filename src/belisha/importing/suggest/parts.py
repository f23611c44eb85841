"""Parts: a sentence of a school's document in, its clauses out: who, how strongly, what; when, unless what, and what it leaves out.

Room: importing. It cuts text at the words that every policy has (must, is not permitted to, unless, if); what the pieces mean is not its business.
Next door: `lexicon` finds phrases in a piece; `translate` makes a rule of the pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .plain import plain


@dataclass(frozen=True, slots=True)
class Part:
    """One clause. strength: must, should, may or "" (it does not say); banned: what the predicate says is not to be done.

    led: how it binds comes of a lead-in. starts: the lead-in's condition, which a procedure's other steps share. passive: the subject is what something is done to ("pictures must not be posted"); nominal: the subject is the deed ("use of … is forbidden").
    """

    subject: str
    strength: str
    banned: bool
    predicate: str
    only: bool = False
    passive: bool = False
    nominal: bool = False
    command: bool = False
    led: bool = False
    starts: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


# How it binds, what strength that is, whether it bans, and whether the subject is the deed. The first that stands earliest wins.
_BINDINGS: tuple[tuple[str, str, bool, str], ...] = (
    (r"(?:(?:is|are|be|being) (?:\w+ly )?not|will not (?:be )?) ?(?:\w+ly )?(?:permitted|allowed|authorised|able) to|(?:is|are|be|being) (?:\w+ly )?(?:(?:prohibited|forbidden|banned|barred) from|forbidden to|(?:not|never) to)", "must", True, "active"),
    (r"(?:is|are|be) (?:\w+ly |therefore )?(?:(?:not|never) (?:\w+ly )?(?:permitted|allowed|acceptable|authorised|tolerated)|prohibited|forbidden|banned|(?:considered )?unacceptable)\b(?! (?:to|from))", "must", True, "nominal"),
    (r"(?:is|are|be) (?:\w+ly )?(?:not (?:recommended|advisable|advised|encouraged)|discouraged|inadvisable|best avoided)\b(?! (?:to|from))", "should", True, "nominal"),
    (r"should (?:\w+ly )?be (?:avoided|discouraged)\b", "should", True, "nominal"),
    (r"(?:is|are) (?:\w+ly )?(?:advised|asked|encouraged|urged|reminded|recommended|requested) (?:not to|never to|to avoid|to refrain from|against)|(?:is|are) discouraged from", "should", True, "active"),
    (r"(?:is|are) (?:\w+ly |also )?(?:advised|asked|encouraged|urged|recommended|requested|invited) to|would be wise to", "should", False, "active"),
    (r"(?:should|ought to) (?:also |always |therefore )?(?:avoid|refrain from)|should (?:also |therefore |always )?(?:not|never)|shouldn[’']t|ought (?:not|never) to", "should", True, "active"),
    (r"(?:must|shall) (?:also |therefore |always )?(?:avoid|refrain from)|(?:must|shall|may|can|will) (?:also |therefore |always |only )?(?:not|never)|cannot|can[’']t|mustn[’']t|won[’']t", "must", True, "active"),
    (r"are not(?= (?:personal )?[‘'\"“]?friends)", "must", True, "active"),
    (r"(?:is|are) welcomed", "may", False, "nominal"),
    (r"needs?(?= (?:the |a )?(?:\w+ )?(?:approval|permission|consent|agreement|authorisation)\b)", "must", False, "active"),
    (r"agrees? not to|undertakes? not to|promises? not to", "must", True, "active"),
    (r"(?:may|can) only|(?:is|are) only (?:permitted|allowed)(?: to)?|only (?:be )?(?:permitted|allowed)(?: to)?", "may", False, "active"),
    (r"(?:is|are|be) (?:\w+ly )?(?:required|obliged|expected) to|(?:has|have) to|needs? to|(?:is|are) to\b|agrees? to|undertakes? to|(?:is|are) responsible for|(?:has|have) (?:a|the) (?:duty|responsibility) to", "must", False, "active"),
    (r"(?:is|are) (?:\w+ly )?(?:permitted|allowed|free|able|welcome|entitled) to|may choose to|may wish to", "may", False, "active"),
    (r"must|shall", "must", False, "active"),
    (r"should|ought to", "should", False, "active"),
    (r"may|can|could", "may", False, "active"),
    (r"will", "must", False, "active"),
)  # fmt: skip
_FOUND = tuple((re.compile(rf"\b(?:{pattern})(?= |$|[.,;])", re.I), strength, banned, voice) for pattern, strength, banned, voice in _BINDINGS)  # fmt: skip
_ANY_BINDING = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, *_ in _FOUND), re.I)
# "We ask that parents …", "the school expects all staff to …", "it is recommended that staff …", "it is the responsibility of parents to …"
_ASKING = re.compile(
    r"^(?:(?:we|the \w+|our \w+)(?: \w+ly| also| would| do)? (?P<asks>asks?|advises?|requests?|encourages?|expects?|requires?|urges?|reminds?)(?: (?:that|all|of|its|our|every))* (?P<who>.+?) (?P<not>(?:do )?not |never )?(?:to )(?P<rest>.+)"
    r"|(?:it is|is) (?P<how>(?:\w+ly )?(?:recommended|advised|important|advisable|good practice|best practice|essential|vital|expected|required|strongly recommended)) (?:that )(?P<who2>(?:all |any )?(?:[\w’']+ ){1,5}?)(?P<not2>(?:do |does )?not |never )?(?P<rest2>(?:avoids?|uses?|makes?|ensures?|keep|report|join|accept|post|share|check|set|take|be|follow|review|inform|contact|communicate|discuss|have|add)\b.+)"
    r"|it is (?P<not5>not )?(?:acceptable|permitted|allowed|permissible) for (?P<who5>.+?) to (?P<rest5>.+)|it is (?:the|an) (?:\w+ )?(?:responsibility|duty|obligation) of (?P<who3>.+?) to (?P<rest3>.+)|it is (?P<who4>.+?)[’']s? (?:responsibility|duty|obligation) to (?P<rest4>.+))$",
    re.I,
)
# "It is not advisable to …", "it is forbidden to …": nobody is named.
_IT_IS = re.compile(
    r"it is (?:\w+ly |must |should )?(?:(?P<ban>forbidden|prohibited|unacceptable|not (?:\w+ly )?(?:permitted|allowed|acceptable|permissible)|never (?:acceptable|permitted))|(?P<mild>inadvisable|unwise|not (?:advisable|advised|recommended|wise|good practice))"
    r"|(?P<mildly>advisable|good practice|best practice|wise|sensible|recommended|advised)|(?P<free>acceptable|permitted|permissible|allowed)|(?:essential|vital|important|necessary|required)) (?P<not>not )?to (?P<rest>.+)$",
    re.I,
)
_LEAD = re.compile(
    r"^(?:if|when|whenever|where|wherever|should|in the event (?:of|that)|in the case of|in cases? (?:of|where)|once|before|after|upon|on receiving|on receipt of|following|while|whilst|as soon as|as part of|for this reason|as a result)\b(?! (?:possible|necessary|appropriate)\b)",
    re.I,
)
_BARE = re.compile(
    r"^(?:if|when|whenever|where|wherever|should|in the event (?:of|that)|in the case of|in cases? (?:of|where)|once|upon|following|while|whilst|as soon as)\b ?",
    re.I,
)
_UNLESS = re.compile(
    r",?;? \(?(?:unless|except(?:ing)?(?: (?:that|where|when|if|for|to|in cases? where))?|apart from|(?<!purposes )other than(?! (?:their|your|my|his|her)? ?own)|with the exception of|save (?:for|where|when)|but not (?:if|when|where|(?=(?:in|on|at|during|while|with)\b)))\b ?(?!absolutely)",
    re.I,
)
_WITHOUT = re.compile(
    r",?\(? \(?(?:and )?(?:with (?=(?:[\w’'-]+ ){0,6}(?:permission|consent|approval|agreement|authorisation|authority)\b)|without(?: (?:first|the|prior|having|gaining|obtaining|getting|seeking|receiving|their|that|his|her|express|explicit|written|signed|appropriate|proper))*|only (?:ever )?with|unless with) ?(?=.*\b(?:permission|authoris|approv|consent|agreement|acknowledg|credit|authority))",
    re.I,
)
_WHEN = re.compile(
    r",? (?:(?:and |but )?only |even )?(?:if|when|whenever|provided(?: that)?|providing(?: that)?|as long as|so long as|where(?! (?:it is (?:appropriate|necessary|possible)|they have contact|you have contact|possible|necessary|appropriate|required|relevant|applicable|practicable|they work|a child is|children are|pupils are|pupils may))|once|until|before|after|in the event (?:of|that)|should(?= (?:they|you|any|a)\b))\b (?!possible|necessary|appropriate|required|relevant|applicable|practicable|they work)",
    re.I,
)
_FURTHER = re.compile(
    r" [–—-] (?=(?:please )?(?:do not|don[’']t|never) )|(?:,|;)? (?:and|but|nor|however),? (?:(?:again,|that|they|it|i|these|this|staff|also|neither|that|in addition|therefore) ){0,2}(?=(?:must|should|shall|may|will|can|cannot|are not|is not|agree not) )|, (?=any such \w+ (?:will|may|could) )|(?:,|;)? (?:and|but) (?:that )?(?=(?:i|any|all|the|these|such|no) (?:[^,]{3,60}? )?(?:must|should|shall|may|will) )",
    re.I,
)


PARTICIPLE = r"(?!(?:even|often|open|seen|keen|linked|related)\b)(?:\w{2,}(?:ed|wn|ken|ven|ten|sen|den)|put|set|sent|kept|held|made|found|told|brought|done|shut|sought|taught|dealt|left|run|lost|built|spent|read|seen)"


def _without_reasons(text: str, reasons: re.Pattern[str]) -> str:
    """A text without the reason that it gives; a condition or an exception that comes after the reason stays."""
    for met in reasons.finditer(text):
        if met.start() > 8 and not re.search(r"\b(?:advised|asked|encouraged|urged|reminded|required|expected|important|agree|responsible|responsibility|need|needs|have|has|ought|able|be|such|and)$", text[: met.start()]):  # fmt: skip
            after = [cut.start() for pattern in (_UNLESS, _WITHOUT, _WHEN) if (cut := pattern.search(text, met.end()))]
            return text[: met.start()] + (text[min(after) :] if after else "")
    return text


def _bound(text: str) -> tuple[re.Match[str], str, bool, str] | None:
    """The first word that binds: the earliest, and of several at one place the longest."""
    found = [(met, strength, banned, voice) for pattern, strength, banned, voice in _FOUND for met in pattern.finditer(text)]  # fmt: skip
    # What stands in a relative clause ("use that could harm the school …") binds nobody where there is something else that does.
    found = [
        each for each in found if not re.search(r"\b(?:that|which|who)$", text[: each[0].start()].rstrip())
    ] or found
    return min(found, key=lambda each: (each[0].start(), -len(each[0].group())), default=None)


def _lead(text: str) -> tuple[str, str]:
    """A condition that stands first, and the rest."""
    if not _LEAD.match(text):
        return "", text
    # "…, staff or pupils posted by parents, this should be reported": what comes before "this should" is all condition.
    resumes = [met for met in re.finditer(r",? (?=(?:they|this|it|these|he|she) (?:must|should|shall|may|will|are|is)\b)", text) if not _ANY_BINDING.search(text[: met.start()])]  # fmt: skip
    for met in (*resumes[:1], *re.finditer(r",\s*(?:then )?", text)):
        head, rest = text[: met.start()], text[met.end() :]
        if len(head.split()) >= 2 and (_ANY_BINDING.search(rest) or re.match(r"(?:please )?(?:do not|don[’']t|never|\w+)\b", rest)) and not re.match(r"(?:and|or|including|pupils|parents|colleagues)\b", rest):  # fmt: skip
            return _BARE.sub("", head[0].lower() + head[1:]), rest
    # Without a comma: "if there is any doubt … a member of the leadership team should be told".
    bare = re.search(
        r" (?=(?:a|an|the|any) [^,]{3,60}? (?:must|should) be |only (?:the |official |school )?[^,]{3,60}? (?:must|should|may) )",
        text,
    )
    if bare and len(text[: bare.start()].split()) >= 5:
        return _BARE.sub("", text[: bare.start()]), text[bare.end() :]
    return "", text


def _conditions(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What stands before the first condition, then its whens, exceptions and leaves."""
    cuts = sorted(
        (met.start(), met.end(), kind) for kind, pattern in (("unless", _UNLESS), ("without", _WITHOUT), ("when", _WHEN)) for met in pattern.finditer(text)
    )  # fmt: skip
    kept: list[tuple[int, int, str]] = []
    for cut in cuts:
        if not kept or cut[0] >= kept[-1][1]:
            kept.append(cut)
    if not kept:
        return text, (), (), ()
    found: dict[str, list[str]] = {"when": [], "unless": [], "without": []}
    for number, (start, end, kind) in enumerate(kept):
        upto = kept[number + 1][0] if number + 1 < len(kept) else len(text)
        word = text[start:end].strip(" ,(").lower()
        piece = text[end:upto].strip(" ,()")
        if re.match(r"(?:but |and )?only if", word):
            piece = f"only {piece}"
        if word.startswith("until"):
            kind = "unless"  # "not until X" is not unless X has come
        found[kind].append(f"{'until ' if word.startswith('until') else 'before ' if word.startswith('before') else ''}{piece}")  # fmt: skip
    return text[: kept[0][0]], tuple(found["when"]), tuple(found["unless"]), tuple(found["without"])


def parts(text: str, lead_in: str, reasons: re.Pattern[str]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The clauses of a sentence; of a bullet, with what its lead-in says of who and how; and what stood in brackets.

    reasons: what begins a reason.
    """
    text, aside = plain(text)
    if not lead_in:
        return _clauses(text, reasons), aside
    bound = _bound(text)
    lead = plain(re.sub(r"\bthe following\b(?: \w+)?:?", "", lead_in))[0]
    if bound is not None and bound[0].start() <= 3 and _bound(lead) is None:
        return _clauses(
            f"{lead} {text[0].lower()}{text[1:]}", reasons
        ), aside  # a heading that is the subject of its list
    if asked := _ASK_THAT.fullmatch(lead):
        over = Part(asked["who"], "should" if asked["mild"] else "must", False, "")
    elif follow := _FOLLOWING.search(lead):
        who = re.search(r"\b(?:if|when) (.{3,40}?) (?:use|access|post)\b", lead)
        over = Part(
            who[1] if who else "",
            "must" if re.search(r"\bmust\b", follow.group()) else "should",
            False,
            "",
            command=who is None,
        )
    elif told := _DO.fullmatch(lead):
        over = Part("", "", bool(told["not"]), "", command=True)
    else:
        over = _clauses(lead, reasons)[-1]
    if _own_clause(text):
        clauses = _clauses(text, reasons)
        return tuple(replace(each, starts=over.when, subject=over.subject if over.strength and re.fullmatch(r"i|we|you", each.subject, re.I) else each.subject) for each in clauses), aside  # fmt: skip
    if _RULES_FOLLOW.search(over.predicate):
        over = replace(over, predicate="", subject="" if re.search(r"\b(?:use|social media)\b", over.subject) else over.subject)  # fmt: skip
    starts, text = _lead(text)
    own = _command(text)
    model = replace(
        over, banned=own.banned or over.banned, only=own.only or over.only, command=not over.strength, led=True
    )
    rest, when, unless, without = _conditions(_without_reasons(f"{over.predicate} {own.predicate}".strip(), reasons))
    return (replace(model, predicate=rest, starts=over.when, when=(*((starts,) if starts else ()), *when), unless=unless, without=without),), aside  # fmt: skip


_ORDER = ("", "may", "should", "must")
_RULES_FOLLOW = re.compile(r"\b(?:meet|follow|observe|adhere to|comply with|agree to|note|do|ensure)\b.{0,30}(?:\b(?:standards?|rules?|guidelines?|principles|statements?|do|to|that)\b|$)", re.I)  # fmt: skip


# "We ask that parents:", "Please do not:"; what has to be done comes after.
_ASK_THAT = re.compile(
    r"(?:we|the school) (?:would |also |therefore )*(?:(?P<mild>ask|request|recommend|encourage|advise)|expect|require|insist)s? that (?P<who>(?:all )?[\w/ ]{3,40})",
    re.I,
)
_FOLLOWING = re.compile(
    r"\b(?:following|these) (?:recommendations|guidelines|rules|points|principles|standards|advice) (?:should|must) be (?:considered|followed|observed|adhered to|met|kept)",
    re.I,
)
_DO = re.compile(r"(?:please )?(?:(?:always|do)|(?P<not>(?:do not|don[’']t|never)))", re.I)


def _own_clause(text: str) -> bool:
    """Whether a bullet says itself who has to do what."""
    bound = _bound(text)
    return bound is not None and (bound[0].start() > 3 or re.match(r"(?:i|we) ", text, re.I) is not None) and not re.match(r"(?:that|which|who|if|when)\b", text, re.I) and not re.search(r"\b(?:that|which|who|if|when|because)\b", text[: bound[0].start()])  # fmt: skip


def _command(text: str) -> Part:
    """A predicate without a subject: "Do not post …", "Never share …", "Only use …"."""
    banned = False
    if met := re.match(
        r"(?:please )?(?:(?:always |also )?(?:do not|don[’']t|never|not to|not|avoid|refrain from)(?: ever)?|no) ",
        text,
        re.I,
    ):
        banned = True
        text = text[met.end() :]
    elif met := re.match(r"(?:please |always |to )+", text, re.I):
        text = text[met.end() :]
    only = re.match(r"only ", text, re.I)
    return Part("", "", banned, text[only.end() :] if only else text, only=only is not None, command=True)


def _clauses_of_rest(predicate: str, model: Part, reasons: re.Pattern[str]) -> tuple[Part, ...]:
    rest, when, unless, without = _conditions(_without_reasons(predicate, reasons))
    return (replace(model, predicate=rest, when=when, unless=unless, without=without, subject=""),)


def _clauses(text: str, reasons: re.Pattern[str]) -> tuple[Part, ...]:
    lead, rest = _lead(text)
    rest = _without_reasons(rest, reasons)
    leads = (lead,) if lead else ()
    if met := _IT_IS.match(rest):
        made = _command(met["rest"])
        return tuple(
            replace(each, strength="should" if met["mild"] or met["mildly"] else "may" if met["free"] else "must", banned=bool(met["not"] or met["mild"] or met["ban"]) != made.banned, when=(*leads, *each.when))
            for each in _clauses_of_rest(made.predicate, made, reasons)
        )  # fmt: skip
    if met := _ASKING.match(rest):
        groups = met.groupdict()
        who = groups["who"] or groups["who2"] or groups["who3"] or groups["who4"] or groups["who5"]
        does = groups["rest"] or groups["rest2"] or groups["rest3"] or groups["rest4"] or groups["rest5"]
        firm = (
            groups["who3"]
            or groups["who4"]
            or groups["not5"]
            or re.match(r"expect|requir", groups["asks"] or groups["how"] or "", re.I)
        )
        made = _command(does)
        return tuple(
            replace(each, subject=who, strength="must" if firm else "may" if groups["who5"] else "should", command=False, banned=made.banned or bool(groups["not"] or groups["not2"] or groups["not5"]), when=(*leads, *each.when))
            for each in _clauses_of_rest(made.predicate, made, reasons)
        )  # fmt: skip
    made_parts: list[Part] = []
    carried: Part | None = None
    begin = 0
    for met in (*_FURTHER.finditer(rest), None):
        piece = rest[begin : met.start() if met else len(rest)]
        begin = met.end() if met else 0
        part = _clause(piece, leads)
        if (
            part.strength and not part.predicate and not part.nominal and met
        ):  # "staff are prohibited from and should not …": the next clause says what
            carried = part
            continue
        if carried is not None:
            part = replace(
                part,
                subject=part.subject or carried.subject,
                strength=max(part.strength, carried.strength, key=_ORDER.index),
                banned=part.banned or carried.banned,
            )
            carried = None
        if made_parts and not part.subject and not part.command:
            part = replace(part, subject=made_parts[0].subject)
        made_parts.append(part)
    return tuple(made_parts)


# "The headteacher informs the governors", "we contact the parents": it says what they do, and so what they have to do.
_DOES = re.compile(r"(?P<who>we|the (?:school|head ?teacher|principal|(?:designated )?safeguarding lead|governors|governing body|chair of governors|police)|members of staff|staff|employees|teachers|colleagues|volunteers|parents|pupils|students|children) (?P<rest>(?!(?:is|are|has|have|who|that|and|or|of|do|does)\b)[a-z].+)$", re.I)  # fmt: skip


def _clause(text: str, leads: tuple[str, ...]) -> Part:
    bound = _bound(text)
    # A condition in front of the binding word belongs to the subject ("staff who …"); only what comes after it is cut off.
    if bound is None and (does := _DOES.match(text)):
        rest, when, unless, without = _conditions(" " + does["rest"])
        return Part(does["who"], "", False, rest.strip(" ,"), when=(*leads, *when), unless=unless, without=without)
    if bound is None or re.match(r"(?:please )?(?:do not|don[’']t|never|only|always|avoid) ", text, re.I):
        made = _command(text)
        rest, when, unless, without = _conditions(made.predicate)
        return replace(made, predicate=rest, when=(*leads, *when), unless=unless, without=without)
    met, strength, banned, voice = bound
    subject = text[: met.start()].strip(" ,")
    alone = re.match(r"only (.+)$", subject, re.I)
    if alone and not banned:  # "only official accounts should comment": who else does, breaks the rule
        return Part("", strength, False, f"use {alone[1]} to {text[met.end() :].strip()}", True, when=leads)
    rest, when, unless, without = _conditions(" " + text[met.end() :].strip(" ,"))
    rest = rest.strip(" ,")
    only = bool(re.search(r"\bonly\b", met.group(), re.I))
    while front := re.match(r"(?:also|therefore|always|then|only|first|immediately|normally|strictly|expressly|currently|at all times|strongly|personally|never|not|all)\b,? ?", rest, re.I):  # fmt: skip
        word = front.group().strip(" ,").lower()
        only = only or word == "only"
        banned = banned or word in ("never", "not")
        if word == "immediately":
            rest = f"{rest[front.end() :]} immediately"
            continue
        rest = rest[front.end() :]
    if no := re.match(r"(?:no|neither|under no circumstances(?: may| should| must)?) ", subject, re.I):
        banned, subject = True, subject[no.end() :]
        strength = "must" if strength == "may" else strength
    if nobody := re.match(r"(?:no[- ]one|nobody)\b", subject, re.I):
        banned, subject = True, "anybody" + subject[nobody.end() :]
        strength = "must" if strength == "may" else strength
    passive = False
    if by := re.match(r"use only |(?P<verb>(?:be )?\w+) only (?=(?:on|via|through|by|from|in|at)\b)", rest):
        only, rest = True, f"{by['verb'] or 'use'} {rest[by.end() :]}"
    if re.search(r"\bonly use\b", rest):  # "let their children only use …"
        only, rest = True, re.sub(r"\bonly use\b", "use", rest)
    if (be := re.match(rf"be (?:\w+ly )?(?:not )?(?={PARTICIPLE}\b)", rest)) and voice == "active":
        passive, rest = True, rest[be.end() :]
    return Part(
        subject,
        strength,
        banned,
        rest,
        only,
        passive,
        voice == "nominal",
        when=(*leads, *when),
        unless=unless,
        without=without,
    )
