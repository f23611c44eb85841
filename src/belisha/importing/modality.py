"""Modality: how strongly a sentence binds. Rules in an order; each is a pattern, what it says, and how sure it is.

Room: importing. A bullet is read with its lead-in, but its own words go before those; where they contradict a polite lead-in
("staff should: … disclose confidential information"), what is meant is the ban.
The labels: must, must not, should, should not, may, needs approval, definition, procedure, none (docs/import.md says what each is for).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .sentences import Sentence

LABELS = ("must", "must not", "should", "should not", "may", "needs approval", "definition", "procedure", "none")
DEONTIC = LABELS[:6]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence's modality. sure: from 0 to 1; why: the name of the rule that decided."""

    modality: str
    sure: float
    why: str


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns), re.I)


_LAW = _any(
    r"^(?:the )?[\w’', ()&:-]{3,120}\b(?:act|regulations?|order|directive|convention)\b(?: \(?\d{4}\)?)?(?:[:,(].{0,160})?\.?$",
    r"^.{0,140}\b(?:policy|policies|code of conduct|agreement|guidance|procedures?|handbook|statement)\.?$",
    r"^keeping children safe in education\b.{0,200}$", r"^working together\b.{0,120}$",
)  # fmt: skip
_NOTHING = _any(
    r"^(?:<?https?://|www\.)\S+$", r"^n/?a\.?$", r"^\W*$", r"^\[.{0,80}\]$", r"\bamended as appropriate\b", r"^(?:signed|date|name|print name)\b.{0,60}[:_.]*$",
    r"^page \d+", r"^(?:version|v)\W?\d", r"^©", r"^copyright\b.{0,60}\d{4}",
)  # fmt: skip
_REASON = _any(
    r"\b(?:the )?(?:purpose|aim|aims|intention|objectives?|goal|rationale) of (?:this|the|our) (?:policy|document|guidance)\b",
    r"\bour (?:aim|intention|goal)\b", r"\bit is (?:also |therefore |very |vitally |equally )*(?:important|essential|vital) (?:that (?:\w+ ){0,6}we\b|to (?:ensure that we|recognise|recognize|remember|note|understand|acknowledge))", r"\b(?:act|guidance|law|regulations?|guidelines)\b.{0,140}\bcame into (?:effect|force)\b", r"^there (?:may|might|will|can) be (?:times|occasions|situations)\b", r"^(?!this (?:policy|code|guidance) is for (?:all|every|staff|pupils|parents))this (?:policy|document|guidance)(?:,? along with .{0,90}?,?)? (?:and associated guidance )?(?:is|aims?|seeks?|intends?|sets? out|has been|was|provides?|explains?|outlines?|describes?|exists?|takes? account|helps?)\b",
    r"\bpolicy (?:requirements )?in this document aim\b", r"\b(?:aims?|seeks|is intended|is designed) to\b", r"\bin order to streamline\b", r"^(?:the )?(?:following )?(?:legislation|laws?|documents?|guidance)\b.{0,60}\b(?:may be|is|are) (?:pertinent|relevant)",
    r"\bclosely linked to\b", r"\bread alongside the following\b", r"\bguidance .{0,80}can be found here\b", r"\bfurther (?:information|guidance|advice) (?:can be|is) (?:found|available)\b",
)  # fmt: skip
_DEFINES = _any(
    r"\bfor the purposes? of this (?:policy|document)\b", r"\b(?:is|are) defined as\b", r"\bthe terms? [‘'\"“].{1,60}[’'\"”].{0,30}\b(?:refers?|means?|includes?|covers?|is|are)\b",
    r"[‘'\"“][^’'\"”]{1,60}[’'\"”] (?:means?|refers?|includes?|covers?|is any|are any)\b", r"\breferences? to [‘'\"“].{1,60}[’'\"”] (?:also )?(?:includes?|means?)\b", r"^this (?:policy|code|guidance) is for\b", r"^(?:it|this|they) appl(?:y|ies) (?:whether|regardless|equally|both|in|at|when|to)\b", r"\b(?:is|are) not covered by\b", r"^(?:it|this policy|the policy) is concerned with\b", r"\b(?:policy|code|guidance) extends to\b", r"\bare (?:also |all )?included\.?$", r"\bofficial (?:\w+ )?(?:channels?|accounts?|platforms?) (?:is|are) (?:its|our|the|listed)\b",
    r"^[‘'\"“]?[\w /()-]{2,60}[’'\"”]? (?:means|refers to|includes?|covers)[ ,:]", r"\binclud\w+,? but (?:is|are)? ?not limited to\b", r"^examples? (?:of .{2,60} )?(?:include|are)\b",
    r"\b(?:policy|guidance|document|they|rules|principles of this policy|procedure)\b.{0,20}\b(?:also )?(?:appl(?:y|ies)|covers?|binds?|extends?|refers?) (?:to|also|all|the|any|every|our|staff|pupils|parents)\b",
    r"\b(?:does|do) not (?:cover|apply to|fall (?:with)?in)\b", r"\bfalls? (?:outside|within)\b.{0,40}\bpolicy\b", r"\bnot (?:an )?exhaustive\b|\bis not limited to the\b", r"\bthis includes\b(?!.{0,60}\bmust\b)",
    r"\bimpossible to list\b", r"^(?!.*\bshould\b).*\b(?:is|are) (?:also |all )?(?:covered|bound) by (?:this|the) (?:policy|code|guidance)\b", r"\bin order to be (?:described|counted|recognised) as\b",
    r"\b(?:are|is) not (?:an )?official\b", r"\bcan be summarised as\b", r"^(?:this|it) (?:also )?(?:includes|covers|refers to)\b", r"\bwe (?:mean|understand)\b", r"\bis (?:used|taken) (?:here )?to mean\b", r"\bcounts? as\b", r"\bregards? all\b",
    r"\b(?:is|are) (?:treated|considered|regarded) as (?!gross|serious|misconduct|a breach|unacceptable)", r"^there are (?:also )?(?:a number of )?members of staff\b",
    r"\b(?:remain|is|are) the property of\b", r"\b(?:is|are) still subject to\b",
)  # fmt: skip
_FOLLOWS = _any(
    r"\bdisciplinary (?:action|procedures?|measures|proceedings|matter|offence|or legal action|sanctions?)\b", r"\b(?:gross )?misconduct\b(?! (?:policy|,))", r"\bdismiss(?:al|ed)\b", r"\btermination of\b",
    r"\b(?:violation|breach(?:es)?|breaking|failure to (?:comply|follow|adhere))\b.{0,60}\b(?:will|may|could|can|is|are|result|lead)\b", r"\bsubject to (?:consequences|sanctions?|disciplinary|the behaviour)\b",
    r"\b(?:may|will|could|can|might) (?:result|lead|end) (?:in|to)\b", r"\b(?:will|may|can|could|might) be (?:dealt with|sanctioned|treated as|referred|reported|investigated|removed|confiscated|escalated|passed to|excluded|withdrawn|suspended)\b(?! immediately)", r"\b(?:is|are) (?:liable to|investigated|treated as|dealt with|regarded as (?:gross )?misconduct)\b", r"\blegal action\b.{0,60}\b(?:pursued|brought|taken)\b",
    r"\bcivil offences\b", r"\bwill not accept liability\b", r"\bmay take (?:its own |further |legal |appropriate )?action\b", r"\b(?:police|lado|local authority) (?:may|will) be (?:involved|informed|contacted)\b",
    r"\bone of the types of unacceptable behaviour\b", r"\bsanctions? (?:may|will|include)\b", r"\bunder the (?:\w+ )?(?:disciplinary|behaviour|capability|conduct) (?:policy|procedures?|code)\b", r"\b(?:will|may|could|can|might) be (?:blocked|banned|barred|fined|charged|asked to leave)\b", r"\bloses? (?:the |their )?(?:right|access)\b", r"\b(?:privileges|access) (?:may|will) be (?:withdrawn|removed|suspended)\b",
)  # fmt: skip
_REVIEWS = _any(
    r"\b(?:policy|document|procedure|procedures|guidance|practices|agreement|chapter|code|handbook|it)\b.{0,60}\b(?:will be|is to be|shall be|is|are|be) (?:formally )?(?:reviewed|revised|updated|monitored|evaluated)\b(?! in response to the)",
    r"\b(?:look at|revisit|reconsider|review|update)s? (?:this|the|our) (?:\w+ )?(?:policy|document|guidance|code)\b",
    r"\breview (?:cycle|date|period|frequency)\b|\b(?:next|date of (?:next )?) ?review\b|\bto be reviewed\b|\bdue for (?:renewal|review|revision)\b", r"\breview(?:s|ed)? (?:this|the) policy\b", r"\bsubject to (?:annual|regular) review\b",
)  # fmt: skip
_HISTORY = _any(
    r"\b(?:adopted|approved|ratified|agreed|written|originated|produced|last reviewed|reviewed by|reviewed on)\b.{0,60}\b(?:19|20)\d\d\b", r"^(?:approved|adopted|ratified|reviewed|written|dated?|date originated|author|owner|job role|version|school|title|policy)\b[^.]{0,80}$",
    r"\bhas been impact assessed\b",
)  # fmt: skip
_STEP = _any(
    r"^(?:if|when|where|should|in the event|failing that|if all else|once|after|following|upon|as soon as|in cases?|on receiving|on receipt)\b",
    r"\bmembers of staff who (?:find|discover|receive)\b", r"\bany (?:member of staff|person|one) who (?:finds|discovers|receives)\b", r"^on (?:the|a) (?:first|second|third|next|further)\b", r"^(?:first|firstly|second|secondly|then|next|finally|step \d)\b",
)  # fmt: skip
_HANDLING = _any(
    r"\b(?:record|log|refer|investigate|contact|remove|removed|delete|keep a copy|having kept|preserve|save|screen ?(?:shots?|captures?|grabs?)|inform(?:ed)?|notif\w+|tell|support|block|click|advise whether|calm|"
    r"suspend\w*|decide|seek (?:\w+ )?advice|seek (?:legal|professional)|advice will be sought|reporting functions|report (?:comments|abuse)|course of action|meet with|interview|escalate|follow (?:your|the|our) normal|maintain confidentiality)\b"
)
_SECTION_STEPS = re.compile(
    r"\b(?:what happens|sanctions?|consequences|go(?:es)? wrong|disciplin\w*|breach\w*|complaints|enforcement|next steps|procedures?|respond|incidents?|what to do|dealing with|handling|steps|flow ?chart|concerns|misuse incidents|child protection guidance|reporting)\b",
    re.I,
)
_SECTION_TIPS = re.compile(
    r"\b(?:tips?|advice|advisory|hints?|guidance|guidelines?|good practice|please|recommend|suggestions|think before|top \w+|staying safe|golden)\b",
    re.I,
)
_SECTION_LAW = re.compile(
    r"\b(?:legislation|legal framework|references?|related (?:policies|documents)|linked (?:policies|documents)|links|relevant (?:law|policies))\b",
    re.I,
)
_APPROVAL = _any(
    r"\b(?:unless|until) (?:\w+ ){0,4}(?:authoris|approv|permission|agreed|consent)\w*\b", r"\bwithout\b(?: \w+){0,5} (?:permission|authorisation|approval|consent|agreement|authority)\b(?: from| of| in writing from)? (?:the|a|an|their|his|her|both|parents?|carers?|that|school)\b",
    r"\bwithout (?:the |a )?(?:headteacher|head teacher|head|parent|slt|principal)\w*[’']?s?[’']? (?:\w+ ){0,3}(?:permission|approval|consent|agreement)", r"\b(?:permission|approval|consent|authorisation|agreement)\b.{0,70}\b(?:must|should|is to|has to|needs? to) be (?:obtained|sought|given|gained|secured|granted|in place|on file|held)\b",
    r"\b(?:must|should|need to|needs to|have to|has to|are required to|will),?(?: \w+,?){0,2} (?:obtain|seek|get|gain|have|secure|ask for|request|receive)\b(?: \w+){0,5} (?:permission|approval|consent|authorisation|agreement)\b", r"\bunless\b.{0,60}\b(?:given|gives?|have|has|with) (?:\w+ ){0,3}(?:consent|permission|approval|agreement)\b", r"\bonly\b.{0,60}\bwith\b.{0,40}\b(?:permission|consent|approval|agreement)\b", r"\bneeds? (?:the )?(?:\w+ ){0,3}(?:approval|permission|consent|authorisation)\b",
    r"\bonly (?:be \w+ |\w+ ){0,6}(?:with|if|when|after|once) (?:\w+ ){0,6}(?:permission|approval|consent|authoris\w+|approved|agreed)\b", r"\b(?:must|should|has to|have to|needs? to) (?:first )?be (?:\w+ )?(?:approved|authorised|agreed|signed off|cleared)(?: in advance| in writing| first)? (?:by|with)\b",
    r"\brequires? (?:the )?(?:\w+ ){0,4}(?:approval|permission|consent|authorisation)\b", r"\bsubject to (?:the )?(?:\w+ ){0,3}(?:approval|permission|consent)\b",
)  # fmt: skip
_MUST_NOT = _any(
    r"\bmust(?: \w+)? (?:not|never)\b|\bmustn[’']t\b", r"\bshall (?:not|never)\b", r"\b(?:may|can) not\b(?! be aware| be possible| respect| understand| know| always| be able)|\bcan ?not (?!be (?:permanently|taken back|undone|guaranteed|held|expected|deleted|removed|recalled|retrieved|seen|controlled)|control|guarantee|undo)(?:be )?\w+|\bcan[’']t\b",
    r"\b(?:is|are|were|be) not (?:currently |normally )?(?:permitted|allowed|acceptable|authorised)\b|\bnot permitted\b", r"\b(?:is|are) (?:strictly |expressly |therefore )?(?:prohibited|forbidden|banned|unacceptable|barred)\b|\bprohibited from\b", r"\b(?:under|in) no circumstances\b|\bat no time\b|\bon no account\b",
    r"\b(?:staff|employees?|teachers?|pupils?|students?|governors?|volunteers?|parents?|carers?|colleagues?|i|we|you|they|members of [\w ]{3,25}) will (?:not|never)\b(?! be (?:able|held|asked|expected))", r"\bno (?:member of staff|pupil|staff|employee|student|one|parent|photographs?|images?|pictures?|videos?|adult|person|personal)\b(?: \w+){0,10} (?:may|can|must|shall|will|is to|are to)\b", r"\bno[- ]one (?:may|must|is to)\b",
    r"\bno (?!doubt|longer|more|matter|later|less|objection)[\w'’]+(?: [\w'’]+){0,6} (?:may|must|shall|will|is to|are to)\b", r"\bis not to be\b|\bare not to\b|\b(?:is|are) never to\b|\b(?:nobody|no[- ]one)(?: else)? (?:is|are|may|must|shall|will)\b", r"\b(?:do not|don[’']t) (?:\w+ )?(?:tolerate|allow|permit)\b", r"\bconsidered unacceptable\b|\bwill not be tolerated\b", r"\bagree not to\b|\bpromise not to\b|\bundertake not to\b", r"\bare not (?:personal )?[‘'\"“]friends", r"\bnobody (?:may|must|is to)\b", r"\bzero[- ]tolerance\b",
)  # fmt: skip
_SHOULD_NOT = _any(
    r"\bshould(?: \w+)? (?:not|never)\b|\bshouldn[’']t\b", r"\bought (?:not|never)\b", r"\bno (?:\w+ ){1,4}should\b", r"\b(?:advised|asked|encouraged|urged|recommended|reminded|requested) (?:not to|to avoid|against|to refrain|never to)\b", r"\bnot (?:recommended|advisable|advised|encouraged)\b|\bdiscouraged\b|\binadvisable\b|\bunwise\b",
    r"\bshould (?:\w+ )?(?:avoid|refrain)\b", r"\bshould (?:\w+ )?be (?:avoided|discouraged)\b|\b(?:nobody|no[- ]one) should\b|\bneither should\b|\bnor should\b", r"\brefrain from\b", r"\bif in doubt,? (?:do not|don[’']t)\b", r"\bit is (?:best|better|wise) (?:not to|to avoid)\b", r"\bwe ask (?:that )?(?:\w+ ){0,4}(?:not to|do not)\b", r"\bare asked (?:\w+ ){0,3}not\b", r"\bwould ask (?:\w+ ){0,4}not to\b",
)  # fmt: skip
_MUST = _any(
    r"\bmust\b", r"\bshall\b", r"\b(?:is|are|be|being) (?:\w+ )?(?:required|obliged|expected) (?:to|that)\b", r"\b(?:have|has) to\b(?! meet)", r"(?<!we )(?<!often )(?<!legitimately )\bneeds? to (?!know)", r"\b(?:is|are) (?:\w+ ){0,3}responsib(?:le|ility)\b|\bresponsibility (?:of|to|for)\b|\b(?:is|are|remains?) (?:accountable|answerable|bound)\b", r"\bobligation\b|\bit is an? .{0,20}duty\b|\bhas a duty\b|\bhave a duty\b|\bhave a (?:legal|responsibility)",
    r"\bonly (?:use|post|share|allow|the|official|accept)\b", r"\bmandatory\b|\bcompulsory\b|\bis essential\b", r"\bi (?:will|agree|understand|promise)\b|\bwe (?:will|agree|undertake)\b|\bwe have discussed\b", r"\bagree to\b|\bagree that\b|\bundertakes? to\b", r"\bin all cases\b", r"\bare to\b(?! be found)", r"\bis to be\b", r"\badhere to\b",
)  # fmt: skip
_SHOULD = _any(
    r"\bshould\b|\bought to\b", r"\b(?:is|are|be) (?:\w+ )?(?:asked|advised|encouraged|urged|recommended|requested|reminded|invited) (?:to|that|when|of|not)\b|\bis (?:recommended|encouraged|advised|advisable)\b|\bare reminded\b", r"\bencourages?\b|\brecommends?\b|\badvises?\b|\bwe (?:ask|request|urge|suggest|would ask)\b|\basks? (?:all|that|parents|staff|pupils)\b",
    r"\bit is (?:also )?(?:important|worth|wise|best|good practice|sensible|vital|advisable) (?:that|to|remembering)\b", r"\bwould (?:be wise|do well|be advised)\b|\bideally\b|\bhad better\b|\bwill try to\b", r"\bbest practice\b|\bgood practice\b", r"\btry to\b",
)  # fmt: skip
_MAY = _any(
    r"\bmay\b(?! (?:include|need|want|arise|occur|happen)\b| be (?:accessed|seen|viewed|affected|construed|considered|interpreted|pertinent|other|able|aware|difficult|times|hurt|upset)| have\b(?! access)| not (?:be aware|respect|know)| well| give rise| reflect| try| result| lead| feel| wish| already| seem| want)",
    r"\b(?:is|are) (?:also |only |generally )?(?:permitted|allowed|free|welcome|able|authorised|entitled) (?:to|in|if|when|for|at|during|between)\b|\b(?:is|are) (?:\w+ ){0,2}(?:permitted|allowed|welcomed?|acceptable)\b", r"\bcan (?:also |only |still )?(?:choose|use|access|take|post|share|provide|contact|ask|join|set|create|follow|communicate|be used|bring|request|report|apply|seek|keep)\b",
    r"\breserves? the right\b|\bno objection\b", r"\bpermission is (?:given|granted)\b", r"\bat the discretion\b", r"\bthere is no (?:objection|restriction)\b", r"\bneed not\b|\b(?:do|does) not (?:need|have) to\b",
)  # fmt: skip
_DOUBT = _any(  # "may" and "can" of what might happen
    r"\b(?:could|may|might|can) (?:be|have|also be|well be|still be|already)\b.{0,40}\b(?:seen|viewed|shared|copied|saved|affected|construed|harmful|damag\w+|interpreted|considered|accessed|read|traced|embarrass\w+|permanent|forwarded)\b", r"\bpotential(?:ly)? (?:risk|to reflect|harm)\b",
)  # fmt: skip
_WILL = _any(
    r"\b(?:will|is|are|be) (?:always |regularly |also |only |immediately |then )?(?:be )?(?:\w+ed|made|given|held|kept|taught|sent|told)\b",
    r"\bwill\b",
)
_WILL_DO = re.compile(
    r"(?:\[[^\]]{1,80}\]|\b(?:school|staff|governors?|governing (?:body|board)|headteacher|head teacher|head|slt|leaders?|leadership|we|trust|teachers?|pupils?|students?|parents?|carers?|users?|dsl|lead|officer|team|dpo|volunteers?|members?|accounts?|training|sessions?|lessons?)) (?:\w+ ){0,6}will\b(?! (?:still )?have (?:siblings|already)| be (?:accessible|able to see)| remain| reflect)",
    re.I,
)
_REGULARLY = re.compile(
    r"\b(?:is|are) (?:regularly|routinely|annually|always|frequently|immediately) (?:\w+ed|taught|made|given|told|sent)\b|\bare discussed by\b|\bare invited into\b",
    re.I,
)
_COMMANDS = frozenset(
    [
        "accept",
        "act",
        "agree",
        "allow",
        "apply",
        "approach",
        "archive",
        "ask",
        "assume",
        "attend",
        "be",
        "block",
        "breach",
        "bring",
        "check",
        "choose",
        "comment",
        "communicate",
        "comply",
        "conduct",
        "confirm",
        "consider",
        "consult",
        "contact",
        "create",
        "declare",
        "delete",
        "discuss",
        "disclose",
        "display",
        "do",
        "document",
        "download",
        "draw",
        "email",
        "encourage",
        "enable",
        "engage",
        "ensure",
        "enter",
        "escalate",
        "establish",
        "exercise",
        "explain",
        "express",
        "familiarise",
        "follow",
        "forward",
        "get",
        "give",
        "go",
        "handle",
        "have",
        "help",
        "hold",
        "identify",
        "include",
        "inform",
        "interview",
        "invite",
        "involve",
        "join",
        "keep",
        "know",
        "learn",
        "leave",
        "let",
        "limit",
        "link",
        "listen",
        "log",
        "look",
        "make",
        "maintain",
        "manage",
        "meet",
        "monitor",
        "moderate",
        "name",
        "notify",
        "obtain",
        "offer",
        "only",
        "open",
        "pass",
        "pause",
        "photograph",
        "place",
        "plan",
        "post",
        "preserve",
        "print",
        "protect",
        "provide",
        "publish",
        "put",
        "raise",
        "read",
        "reassure",
        "recognise",
        "record",
        "refer",
        "reflect",
        "refrain",
        "refuse",
        "register",
        "remain",
        "remember",
        "remind",
        "remove",
        "reply",
        "report",
        "represent",
        "request",
        "respect",
        "respond",
        "restrict",
        "retain",
        "review",
        "save",
        "say",
        "screen",
        "secure",
        "seek",
        "select",
        "send",
        "set",
        "share",
        "show",
        "sign",
        "speak",
        "stay",
        "stop",
        "store",
        "support",
        "take",
        "talk",
        "teach",
        "tell",
        "think",
        "transfer",
        "treat",
        "try",
        "turn",
        "understand",
        "unfriend",
        "update",
        "upload",
        "use",
        "verify",
        "wait",
        "watch",
        "work",
        "write",
    ]
)
_ATTITUDES = re.compile(
    r"^(?:please )?(?:always |only |just )?(?:be \w+|consider|think|remember|reflect|bear|try|take care|take a moment|use common|respect|make yourself familiar|familiarise|assume|recognise|know\b)",
    re.I,
)
_HARM = re.compile(
    r"\b(?:disclose|divulge|reveal|leak|breach|bully|bullying|harass|defam\w*|abuse|insult|threaten|humiliate|discriminat\w*|bring (?:\w+ ){0,4}into disrepute|illegal|offensive|obscene|pornograph\w*|racist|hateful|confidential|impersonate|malicious|"
    r"link to your own|befriend|accept friend|engage in arguments|swear|spam|copyrighted)\b",
    re.I,
)
_PREFIX = re.compile(
    r"^(?:[‘'\"“(]*)(?:please|always|also|then|instead|therefore,?|however,?|in addition,?|and|or|but|where (?:possible|appropriate),?|if (?:possible|necessary),?|whenever possible,?|wherever possible,?|at all times,?|immediately|only|just|carefully|regularly)\s+",
    re.I,
)


def modality(sentence: Sentence) -> Said:
    """How strongly a sentence binds."""
    text = sentence.text.replace("’", "'")
    lead = sentence.lead_in.replace("’", "'")
    sections = " / ".join(sentence.sections[-2:])
    if sentence.kind == "row":
        return _of_row(text)
    if _NOTHING.search(text):
        return Said("none", 0.95, "nothing")
    if sentence.kind == "bullet":
        return _of_bullet(text, lead, sections, sentence.leads)
    if not re.search(r"[a-z]\s+[a-z]", text) or (len(text.split()) < 4 and not _own(text, sections)):
        return Said("none", 0.9, "no sentence")
    return _of_words(text, sections, sentence.leads)


def _of_row(text: str) -> Said:
    cells = text.split(" | ")
    if (
        len(cells) == 2
        and len(cells[0]) < 80
        and re.search(r"review (?:cycle|date|period)|next review|frequency|reviewed (?:every|annually)", cells[0], re.I)
    ):
        return (
            Said("procedure", 0.7, "review in a table")
            if re.search(r"review date|cycle|period|frequency", cells[0], re.I)
            and not re.search("last", cells[0], re.I)
            else Said("none", 0.7, "table")
        )
    longest = max(cells, key=len)
    if len(longest.split()) >= 5 and (longest is not cells[0] or len(cells) > 2):
        said = _of_words(longest, "", False)
        if said.modality in DEONTIC or (said.modality == "procedure" and len(longest) > 50):
            return Said(said.modality, said.sure * 0.9, f"{said.why} in a table")
    return Said("none", 0.8, "table")


def _own(text: str, sections: str) -> Said | None:
    """What a sentence's own modal words or its command say; None where it has none."""
    text = re.sub(r"\b(decides?|determines?|checks?|asks?|advises?) whether\b.*$", r"\1", text)
    if (found := _command(text, sections)) is not None and not re.search(r"\b(?:must|should) ", text.split(",")[0]):
        return found
    firsts = [
        (met.start(), label)
        for pattern, label in (
            (_MUST_NOT, "must not"),
            (_SHOULD_NOT, "should not"),
            (_MUST, "must"),
            (_SHOULD, "should"),
        )
        if (met := pattern.search(text))
    ]
    approval = _APPROVAL.search(text)
    may = _MAY.search(text)
    if may and _DOUBT.search(text) and not re.search(r"\bstaff may\b|\bpermitted\b|\ballowed\b", text):
        may = None
    if (
        approval
        and not re.search(r"\bunless authorised\b", text)
        and not re.match(r"(?:do not|don't|always)\b", text, re.I)
    ):
        return Said("needs approval", 0.85, "approval")
    if may and (
        not firsts
        or may.start() + 2 < min(firsts)[0]
        or (not re.search(r"[,;] (?:and|but|however)\b", text[: max(0, may.start())]) and False)
    ):
        return Said("may", 0.8, "may")
    if firsts:
        # A ban holds its weaker half: "must not" begins where "must" does.
        place, label = min(
            firsts, key=lambda each: (each[0], ("must not", "should not", "must", "should").index(each[1]))
        )
        weaker = {"must": "must not", "should": "should not"}.get(label)
        if label == "should" and re.search(
            r"\b(?:asked|reminded|advised)(?: to (?:note|remember|bear in mind))? that\b", text[: place + 60]
        ):
            label = next(
                (
                    other
                    for start, other in sorted(firsts)
                    if start > place and other in ("must not", "must", "should not")
                ),
                label,
            )
        near = [start for start, other in firsts if other == weaker]
        if near and near[0] - place < (3 if label == "must" else 25):
            label = weaker or label
        return Said(label, 0.88, "modal")
    if may:
        return Said("may", 0.75, "may")
    return None


def _command(text: str, sections: str) -> Said | None:
    """What a bare command says: a must in a section of rules, a should among tips and of attitudes."""
    if re.match(r"(?:if|when|where|once|unless|failing that|before|after)\b", text, re.I):
        for met in re.finditer(r",\s*(?:please |then |always |immediately )?", text):
            if not _MODAL_NEAR.search(text[met.end() : met.end() + 60]) and (
                inner := _command(text[met.end() :], sections)
            ):
                return inner
        return None
    bare = text
    while before := _PREFIX.match(bare):
        only = bare[: before.end()].strip().lower() == "only"
        bare = bare[before.end() :]
        if only:
            break
    tips = _SECTION_TIPS.search(sections) is not None and not re.search(r"\brules?\b", sections, re.I)
    if re.match(r"(?:do not|don't|never|no )\b", bare, re.I):
        if re.match(r"no\b", bare, re.I) and not re.match(r"no (?:\w+ ){1,6}$", bare):
            return None
        return Said("should not" if tips or re.match(r"please\b", text, re.I) else "must not", 0.8, "command")
    if re.match(r"avoid(?:ing)?\b", bare, re.I):
        return Said("should not", 0.8, "command")
    first = re.match(r"[A-Za-z]+", bare)
    if first is None or first[0].lower() not in _COMMANDS:
        return None
    clause = re.split(
        r"\b(?:that|which|who|whom|if|when|what|where|because|about|unless|until|before|after|as|whether|how|–)\b|[,;:]",
        bare,
        maxsplit=1,
    )[0]
    holds = re.match(
        r"(?:ensure|make|check|remember|assume|consider|know|think|confirm|see|note|understand|be)\b", bare, re.I
    )
    if not holds and re.search(
        r"\b(?:is|are|was|were|has|have|can|may|will|must|should|means)\b", clause
    ):  # its first word is a noun: "Contact with pupils is …"
        return None
    soft = (
        tips
        or re.match(r"please\b", text, re.I) is not None
        or _ATTITUDES.match(bare) is not None
        or _ATTITUDES.match(text) is not None
    )
    return Said("should" if soft else "must", 0.75, "command")


_MODAL_NEAR = re.compile(r"\b(?:must|should|may|will|shall|can)\b", re.I)


def _of_words(text: str, sections: str, leads: bool) -> Said:
    """What a whole sentence says."""
    if _HISTORY.search(text) and not _MODAL_NEAR.search(text):
        return Said("none", 0.8, "history")
    if _REVIEWS.search(text) and not re.search(r"\bstaff (?:must|should)\b", text):
        return Said("procedure", 0.85, "review")
    own = _own(text, sections)
    if (
        _REASON.search(text)
        and not re.search(r"should be read (?:in conjunction|alongside|with)", text)
        and not (own and re.search(r"\b(?:staff|pupils|parents|employees|they|you) (?:must|should)\b", text))
    ):
        return Said("none", 0.85, "reason")
    follows = _FOLLOWS.search(text)
    if follows and not (own and own.modality in ("must not", "should not") and _ban_place(text) < follows.start()):
        return Said("procedure", 0.85, "consequence")
    if _DEFINES.search(text) and not (
        own
        and own.modality in ("must", "must not", "should", "should not", "needs approval")
        and not re.search(
            r"\bin order to be|limited to:|for the purposes? of this|does not (?:fall|cover)|not official", text
        )
    ):
        return Said("definition", 0.85, "definition")
    steps = _SECTION_STEPS.search(sections) is not None
    conditional = _STEP.search(text) is not None
    if (
        own is not None
        and (
            own.modality in ("should", "may")
            or (
                own.modality == "must"
                and not re.search(
                    r"\b(?:staff|employees?|teachers?|adults|pupils?|students?|parents?|they) (?:\w+ )?must\b", text
                )
            )
        )
        and conditional
        and _HANDLING.search(text)
        and not re.search(r"\b(?:must|should)(?: immediately)? be reported\b|\bshould advise\b", text)
    ):
        return Said("procedure", 0.65, "step")
    if own is not None and own.modality == "may" and conditional and re.search(r"\bwill\b.*\bmay\b", text):
        return Said("procedure", 0.6, "step")
    if own is not None and own.why == "command" and conditional and (steps or _HANDLING.search(text)):
        return Said("procedure", 0.65, "step")
    if (
        leads
        and conditional
        and own is not None
        and own.modality in ("must", "should")
        and not re.match(r"(?:when|where|if|before|after)(?: \w+)? \w+ing\b", text, re.I)
    ):
        return Said("procedure", 0.7, "step")
    if own is not None:
        return own
    if re.search(r"\bfollowing (?:steps|procedures?|actions?|stages)\b", text):
        return Said("procedure", 0.75, "step")
    if re.search(
        r"\bheadteacher|head teacher|\bhead\b|\blado\b|\bdsl\b|safeguarding (?:lead|team)|police", text, re.I
    ) and re.search(r"\bwill\b|\bare (?:referred|discussed)\b", text):
        return Said("procedure", 0.7, "step")
    if (conditional or steps) and (
        re.search(r"\bwill\b(?! be (?:made aware|trained|reminded|given))", text) or _ACTS.search(text)
    ):
        return Said("procedure", 0.6, "step")
    if re.match(r"i \w+", text, re.I):  # nobody says "I" in a policy but who signs it
        return Said("must", 0.6, "first person")
    if (
        conditional
        and "," in text
        and re.search(r",.*\b(?:we|the|a|an|they|it|our) ", text)
        and not re.search(r"\b(?:can|could|may|might|would)\b", text)
    ):
        return Said("procedure", 0.5, "step")
    if (practice := _PRACTICE.match(text)) and _stem(practice[1]) in _COMMANDS - _THOUGHTS:
        return Said("must", 0.5, "practice")
    if re.search(
        r"\b(?:is|are) (?:always |only |regularly )?(?:kept|stored|held|checked|updated|locked|backed up|taught|trained|monitored)\b",
        text,
    ):
        return Said("must", 0.45, "practice")
    if _WILL_DO.search(text) or _REGULARLY.search(text):
        return Said("must", 0.7, "will")
    if re.match(
        r"(?:we|the school|the nursery) (?:always |also )?(?:obtains?|seeks?|keeps?|stores?|records?|checks?|removes?|provides?|informs?)\b",
        text,
        re.I,
    ):
        return Said("must", 0.5, "practice")
    if re.search(
        r"\bwill (?:always |normally |then )?be (?!accessible|able|seen|viewed|visible|times|lost)\w+(?:ed|en|t|made)\b",
        text,
    ):
        return Said("must", 0.5, "will")
    return Said("none", 0.7, "no modal word")


_PRACTICE = re.compile(
    r"(?:the|our|we)(?: (?:school|trust|academy|nursery|federation|college|governors?|governing body|headteacher|head|staff|office|team))? (?:always |also |only |regularly )?([a-z]+)\b",
    re.I,
)
_THOUGHTS = frozenset(
    [
        "recognise",
        "understand",
        "know",
        "respect",
        "accept",
        "believe",
        "work",
        "hold",
        "think",
        "remember",
        "assume",
        "consider",
        "offer",
        "support",
        "leave",
        "show",
        "plan",
        "place",
        "name",
        "record",
        "report",
        "act",
        "post",
        "use",
        "help",
        "look",
        "list",
    ]
)


def _stem(verb: str) -> str:
    """A verb's plain form: `teaches` is `teach`."""
    verb = verb.lower()
    return next((each for each in (verb, verb.removesuffix("s"), verb.removesuffix("es")) if each in _COMMANDS), verb)


_ACTS = re.compile(
    r"\b(?:head ?teacher|head|principal|manager|governors?|governing body|team|leaders?|lead|school|officer|chair|trustees?|office|we) (?:then |also |immediately )?"
    r"(?:records?|informs?|tells?|contacts?|decides?|removes?|reviews?|investigates?|considers?|refers?|keeps?|publishes|meets?|asks?|writes?|agrees?|reports?|logs?|checks?)\b",
    re.I,
)


def _ban_place(text: str) -> int:
    return min((met.start() for pattern in (_MUST_NOT, _SHOULD_NOT) if (met := pattern.search(text))), default=0)


def modalities(sentences: Sequence[Sentence]) -> tuple[Said, ...]:
    """How strongly each sentence of a document binds; one that only goes on with what the last one said binds as that does."""
    made: list[Said] = []
    for number, sentence in enumerate(sentences):
        said = modality(sentence)
        before = (
            made[-1]
            if made
            and sentences[number - 1].kind == sentence.kind
            and sentences[number - 1].sections == sentence.sections
            else None
        )
        if before is not None and not (sentence.lead_in and _new_bullet(sentences[number - 1], sentence)):
            text = sentence.text
            if before.modality in ("must not", "should not") and re.match(
                r"(?:this|these|that|it|which) (?:also )?(?:includes?|applies|covers|extends)\b", text, re.I
            ):
                said = Said(before.modality, 0.65, "goes on")
            elif (
                before.modality == "procedure"
                and said.modality in ("none", "must")
                and re.match(r"(?:they|this|it|he|she)\b", text, re.I)
                and not re.search(r"\bmust\b", text)
            ):
                said = Said("procedure", 0.55, "goes on")
            elif (
                re.match(r"(?:for example|examples?|e\.g\.)\b", text, re.I)
                and said.modality == "none"
                and (before.modality == "definition" or not _FINITE.search(text))
            ):
                said = Said("definition", 0.6, "examples")
        made.append(said)
    return tuple(made)


_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|can|may|will|must|should)\b", re.I)


def _new_bullet(before: Sentence, sentence: Sentence) -> bool:
    """Whether a bullet begins here: its words go with the lead-in, and not with the bullet before."""
    return sentence.kind == "bullet" and sentence.start - before.end > 2


_HEADS = (
    (re.compile(r"please (?:don't|do not|never|avoid)", re.I), "should not"), (re.compile(r"please (?:do|always)", re.I), "should"),
    (re.compile(r"(?:don'?ts?|do not|never|\w* ?(?:must not|will not|cannot|must never|will never|may not|can not))", re.I), "must not"),
    (re.compile(r"avoid|\w* ?should (?:not|never)", re.I), "should not"), (re.compile(r"dos?|always|\w* ?(?:must|will)(?: always)?", re.I), "must"),
    (re.compile(r"\w* ?should(?: always)?", re.I), "should"), (re.compile(r"\w* ?(?:may|can)", re.I), "may"),
)  # fmt: skip


def _of_lead(lead: str, sections: str) -> Said:
    """What a lead-in says of its list; it may be a heading of a word or two."""
    bare = lead.strip(" :")
    if lead.endswith(":") and _MODAL_NEAR.search(lead):
        return _of_words(lead, sections, True)
    for pattern, label in _HEADS:
        if pattern.fullmatch(bare):
            return Said(label, 0.75, "heading")
    return _of_words(lead, sections, True)


def _of_bullet(text: str, lead: str, sections: str, leads: bool) -> Said:
    """A bullet, read with its lead-in; its own words go first."""
    own = _own(text, sections)
    over = _of_lead(lead, sections) if lead else None
    banned = (
        own is not None
        and own.modality in ("must not", "should not")
        and (met := _FOLLOWS.search(text)) is not None
        and _ban_place(text) < met.start()
    )
    if (
        _FOLLOWS.search(text)
        and not banned
        and not (own and own.why == "command")
        and not (over and over.modality in ("must not", "should not", "must", "should"))
    ):
        return Said("procedure", 0.8, "consequence")
    if (_SECTION_LAW.search(sections) and (own is None or _LAW.search(text))) or (
        own is None and over is None and _LAW.search(text)
    ):
        return Said("none", 0.9, "list of laws and policies")
    if over is not None:
        negative = own is not None and own.modality in ("must not", "should not")
        if over.modality == "none":
            if over.why in ("reason", "no modal word", "nothing", "history") and (
                own is None or own.why == "command" or over.why == "reason"
            ):
                if over.why == "no modal word" and own is not None:
                    return own
                return Said("none", 0.8, "under a reason")
            return own or Said("none", 0.7, "under a reason")
        if over.modality == "definition":
            return own if own is not None and own.why == "modal" else Said("definition", 0.8, "under a definition")
        if over.modality == "procedure":
            return Said("procedure", 0.75, "under a procedure")
        if own is not None and own.why in ("modal", "approval", "may") and not _REASON.search(text):
            return own
        if len(text.split()) > 12 and text[:1].isupper() and _FINITE.search(text):
            whole = _of_words(text, sections, leads)  # a bullet that is a sentence of its own
            if whole.why in ("history", "reason", "consequence", "step"):
                return whole
        if (
            over.why == "heading"
            and own is not None
            and own.why == "command"
            and over.modality in ("must", "may", "should")
        ):
            soft = own.modality in ("should", "should not") or over.modality == "should"
            return Said(
                {"must": "should", "must not": "should not"}.get(own.modality, own.modality)
                if soft
                else own.modality
                if negative
                else over.modality,
                0.7,
                "under its heading",
            )
        if over.modality in ("must not", "should not"):
            return Said(over.modality, 0.85, "under its lead-in")
        if negative or re.match(r"not\b", text, re.I):
            polite = over.modality == "should" and not re.match(r"never\b", text, re.I)
            return Said("should not" if polite else "must not", 0.7, "against its lead-in")
        if (
            (over.modality in ("must", "should") and _HARM.match(text))
            or (own is not None and _HARM.match(text))
            or (re.match(r"(?:publish|post|share|link|upload)\b", text, re.I) and _HARM.search(text))
        ):
            return Said("must not", 0.55, "against its lead-in")
        if over.modality == "must" and own is not None and own.modality == "should" and own.why != "command":
            return own
        return Said(over.modality, 0.8, "under its lead-in")
    if own is None and _LAW.search(text) and len(text.split()) < 16:
        return Said("none", 0.8, "list of laws and policies")
    if own is not None and own.why == "command":
        steps = _SECTION_STEPS.search(sections) is not None
        if steps or (_STEP.match(text) and _HANDLING.search(text)):
            return Said("procedure", 0.65, "step")
        if _DEFINES.search(text) and re.match(r"includ", text, re.I):
            return Said("definition", 0.7, "definition")
        return own
    said = _of_words(text, sections, leads)
    if (
        said.modality == "none"
        and said.why == "no modal word"
        and _SECTION_STEPS.search(sections)
        and re.search(r"\b(?:click|report|delete|facilit|receipt)\w*", text, re.I)
    ):
        return Said("procedure", 0.55, "step")
    return said
