"""Topics: what a sentence is about, one of nine; the parts under which policies are compared.

Room: importing. Words with weights; the heading above counts a little.
"""

from __future__ import annotations

import re

from .sentences import Sentence

TOPICS = ("contact", "devices", "content", "pictures", "channels", "scope", "reports", "consequences", "records")
_WORDS: dict[str, tuple[tuple[str, float], ...]] = {
    "contact": (
        (r"\bbefriend\w*|\bfriend(?:s|ships?)?\b|\bfollow(?:er|ers)\b|friend request", 3), (r"\bcommunicat\w+|\bcontact(?:s|ed)?\b|\bmessag\w+|\bengage\w*|talking to|\binvite", 1.5), (r"\b(?:ex|former)[- ]?(?:pupil|student)", 2), (r"\bforum groups?|\bgroup chats?|whatsapp groups?", 1.5),
        (r"\b(?:phone|mobile|telephone)s? numbers?|e-?mail addresses|personal (?:numbers?|details)\b|\bprivate messag", 3), (r"\b(?:contact|communicat\w+|messages?|requests?|approach) (?:\w+ ){0,3}(?:from|with|by|to|between|involving|received)\b.{0,30}\b(?:pupils?|students?|child|children|parents?|famil)", 2.5), (r"famil(?:y|ies)\b", 1), (r"\bpupils?\b|\bstudents?\b", 0.3), (r"\bboundar", 1),
    ),
    "devices": (
        (r"\bdevices?\b|\bphones?\b|\bcomputers?\b|\bequipment\b|\btablets?\b|\blaptops?", 2.5), (r"\bwork(?:ing)? (?:time|hours)|school (?:day|hours)|\bbreaks?\b|lunch ?time|own time|session times|\blessons?\b|during the (?:school )?day", 2.5), (r"\bpersonal use\b|\baccess(?:ing)?\b.{0,25}social", 1.5), (r"\bbackground\b|\bnetwork\b|wi-?fi", 1),
    ),
    "content": (
        (r"\boffensive|\babusive|\bdefam\w+|\blibel\w*|\bderogatory|\bdiscriminat\w+|\bhateful|\bharass\w*|\bbull(?:y|ying)|\billegal|\bobscene|\bthreaten\w*|\bgossip|\bracist", 2.5), (r"\bconfidential\w*|\bsensitive\b|\bprivate about\b", 2.5), (r"\bdisrepute|\breputation", 2), (r"\bcopyright|\bplagiar\w+|\bpermission to reproduce|work of others", 2),
        (r"\bcontent\b|\bcomments?\b|\bopinions?\b|\bviews?\b|\bposts?\b|\bposting|\bpublish\w*|\bmaterial\b|\bdiscuss\w*", 1), (r"\bprofessional\w*|\brespect\w*|\bhonest|\bkind\b|\bcourtesy|\bdoubt\b", 1), (r"\bpersonal (?:data|details|information)|\bpasswords?|\blog-?in|\bprivacy\b|\bsettings?\b", 2), (r"\bidentify themselves|\brepresentative of the school|naming the school", 1.5),
    ),
    "pictures": ((r"\bpictures?\b|\bimages?\b|\bphoto\w*|\bvideos?\b|\bfilm\w*|\bstream\w*|\bgeo-?tag\w*", 4), (r"\bconsent\b|\bpermission\b", 1)),
    "channels": (
        (r"\bofficial\b|\bschool (?:account|platform|page|channel|website|twitter|facebook)s?|school's (?:account|social|page|twitter|facebook|systems)", 3), (r"\badministrat(?:or|ive)|\beditorial|\bauthorised accounts?|\bmoderat\w+|\baccounts? (?:containing|used)|\bschool e?-?mail", 2.5), (r"\bset ?up accounts?|\bcreate\w* an? account|\bon behalf of the school|postings", 2),
    ),
    "scope": (
        (r"\bthis policy\b|\bthe policy\b|\bpolicy (?:applies|covers)|\bapplies to|\bcovers?\b|\bin conjunction", 2), (r"\brefers? to|\bdefined as|\bdefinition|\bmeans\b|\binclud(?:e|es|ing)\b|\bexamples?\b|\bexhaustive|\bfor the purposes? of", 2), (r"\bwebsites?\b|\bgaming|\bblogs?|\bwikis?|\bpodcasts?", 0.8), (r"\bpurposes?\b|\baims?\b", 0.8),
    ),
    "reports": (
        (r"\breport(?:s|ed|ing)?\b|\binform(?:ed)?\b|\bnotif\w+|\brefer(?:red)?\b|\brecord the|\bscreen ?(?:shot|capture|grab)", 2.5), (r"\blado\b|\bpolice\b|\bsafeguarding lead|\bdsl\b|\bceop\b|\bdisclosure|\bconcerns?\b|\bincidents?\b|\bcomplaints?\b|\binvestigat\w+", 2), (r"\bremove[d]?\b|\bdelete\b|\bcopy of\b|\bvictim|\bblock\b|\bcyber-?bullying|\binappropriate references?", 1.5), (r"\bfacebook\b.{0,60}\b(?:click|report|terms)|https?://", 1),
    ),
    "consequences": ((r"\bdisciplin\w+|\bmisconduct|\bdismiss\w+|\btermination|\bsanctions?|\bconsequences\b|\blegal action|\bbreach(?:es)? of (?:this|conduct)|\bviolation|\bliab\w+|\bcivil offences|\bdetentions?|\bconfiscat\w+|\bsuspen(?:d|sion)\w*|\bwithdrawn\b|\bwarnings?\b|\bbarred|\bbanned from", 5),),
    "records": (
        (r"\breview(?:ed|s)?\b|\bannual\w*|\bversion\b|\bapproved\b|\badopted\b|\bgoverning body\b", 2.5), (r"\bsign(?:ed|s)?\b|\bagreement\b|\bagree to\b|\bhome[- ]school|\bregister\b|\brecords? (?:of|is|are)\b|\binduction\b", 2), (r"\b(?:in (?:line|accordance|conjunction) with|comply with|familiar\w*|breach of school|conduct|read and|understand\b.{0,30})\b.{0,60}\b(?:polic(?:y|ies)|code|procedures?)\b|\bother policies|\bresponsible for (?:ensuring|making sure)", 2.5), (r"\btraining\b|\btrained\b|\btaught\b|\bprovided with information|\bregularly\b|\bgovernors? (?:receive|are told)|\breports? to (?:the )?governors|\bremind\w*|\binformed\b|\bmade aware|\bmonitor\w*|\blogs?\b|\bonline presence|\bsearch(?:es)?\b|\bchecks?\b", 1.5), (r"\bconsent\b|\bprivacy notice", 1),
    ),
}  # fmt: skip
_MEANT = {
    topic: tuple((re.compile(pattern, re.I), weight) for pattern, weight in words) for topic, words in _WORDS.items()
}


def topic(sentence: Sentence, modality: str) -> str | None:
    """What a sentence is about; None where no word says it."""
    scores = dict.fromkeys(TOPICS, 0.0)
    for text, share in ((sentence.text, 1.0), (sentence.lead_in, 0.4), (sentence.section or "", 0.6)):
        for name, words in _MEANT.items():
            scores[name] += share * sum(weight for pattern, weight in words if text and pattern.search(text))
    if modality == "definition":
        scores["scope"] += 2.5
    if modality == "procedure":
        scores["reports"] += 1.5
    best = max(TOPICS, key=lambda name: scores[name])
    return best if scores[best] > 0 else None
