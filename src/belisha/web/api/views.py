"""The API's operations.

Room: web.api. JSON in, JSON out: the contract is DESIGN.md, "What the commands look like". Limits and headers are in `web.security`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from ninja import NinjaAPI

from belisha import library
from belisha.engine import Asked, Decision, SituationError, read_asked, rulebook_of
from belisha.engine import decide as decide_by
from belisha.engine.ask import Page, next_page
from belisha.engine.boxes import TooManyCases
from belisha.engine.situation import Stated
from belisha.language import Policy
from belisha.language.vocabulary import load
from belisha.library.questions import questions
from belisha.web import rulebooks
from belisha.web.api import shapes
from belisha.web.compare.matrix import Answer, rows
from belisha.web.compare.pages import FEWEST, MOST
from belisha.web.drafts.within import TookTooLong, within
from belisha.web.life.lived import lived_by

api = NinjaAPI(
    title="Belisha",
    version="1",
    description="Ask a school's social media policy. Nothing is stored.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
# Before the key of a school, in place of a policy's name: what the school lives by on the day.
OF_SCHOOL = "school:"
# More keys than there are facts are no slip of the pen, and looking for what was meant takes time.
MOST_KEYS = 50


class Unreadable(Exception):
    """A request that says nothing that can be answered. name: its id, where that could be read."""

    def __init__(
        self,
        problem: str,
        name: str | None = None,
        suggestions: tuple[str, ...] = (),
        mend: str = "",
        status: int = 422,
    ) -> None:
        super().__init__(problem)
        self.name, self.suggestions, self.mend, self.status = name, suggestions, mend, status


@api.exception_handler(Unreadable)
def unreadable(request: HttpRequest, error: Unreadable) -> HttpResponse:
    said: dict[str, Any] = {"id": error.name, "error": str(error), "did you mean": list(error.suggestions)}
    if error.mend:
        said["mend"] = error.mend
    return JsonResponse(said, status=error.status)


def _body(shape: type[shapes.Shape]) -> dict[str, Any]:
    """The shape of a body for the OpenAPI document."""
    schema = shape.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


ANSWERS = {422: shapes.Trouble, 400: shapes.Trouble, 404: shapes.Trouble, 413: shapes.Trouble, 429: shapes.Trouble}


@api.post(
    "/decide",
    response={200: shapes.Decision, **ANSWERS},
    by_alias=True,
    summary="Decide a situation",
    openapi_extra=_body(shapes.Question),
)
def decide(request: HttpRequest) -> HttpResponse:
    """What the policy says, with the sentences that it rests on, the duties, and what could still change it."""
    raw = _read(request)
    name = _policy_name(raw)
    law = _law_too(raw)
    asked = _asked({key: value for key, value in raw.items() if key not in ("policy", "layers")})
    said = {"id": asked.id, **_decided(name, asked, law=law).as_json()}
    if name.startswith(OF_SCHOOL):
        found = _lived_by(name, asked.as_of or rulebooks.today(), asked.id)
        said |= {"version": found.front.version, "sha256": found.hash}
    return JsonResponse(said)


@api.post(
    "/ask",
    response={200: shapes.NextStep, **ANSWERS},
    by_alias=True,
    summary="Find the next question",
    openapi_extra=_body(shapes.Interview),
)
def ask(request: HttpRequest) -> HttpResponse:
    """The question that is best asked next, and what each answer would leave possible."""
    raw = _read(request)
    name = _policy_name(raw)
    _law_too(raw)  # says the same here, and changes no question
    skip = raw.get("skip", [])
    if not isinstance(skip, list) or not all(isinstance(each, str) for each in skip):
        raise Unreadable("`skip` is a list of facts", _id(raw))
    asked = _asked({key: value for key, value in raw.items() if key not in ("policy", "layers", "skip")})
    decision = _decided(name, asked, law=False)
    page = next_page(decision, frozenset(skip))
    return JsonResponse(
        {
            "id": asked.id,
            "verdict": decision.verdict,
            "possible": list(decision.possible),
            "next": _question(page) if page else None,
        }
    )


@api.get("/policies", response=shapes.Policies, by_alias=True, summary="List the policies")
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy that can be asked."""
    return JsonResponse({"policies": [_summary(request, name, library.policy(name)) for name in rulebooks.names()]})


@api.get(
    "/policies/{name}",
    by_alias=True,
    response={200: shapes.PolicyInFull, 404: shapes.Trouble, 429: shapes.Trouble},
    summary="Read a policy",
)
def policy(request: HttpRequest, name: str) -> HttpResponse:
    """Its sentences, and the whole document."""
    if name.startswith(OF_SCHOOL):
        found = _lived_by(name, rulebooks.today(), None)
    else:
        _known(name, None)
        found = library.policy(name)
    sentences = [
        {"id": each.id, "section": each.section, "sentence": each.sentence}
        | ({"note": each.note} if each.note else {})
        | ({"procedure": each.procedure} if each.procedure else {})
        for each in found.clauses
    ]
    return JsonResponse({**_summary(request, name, found), "clauses": sentences, "document": found.text})


@api.get("/questions", response=shapes.AskedOfAllList, by_alias=True, summary="List the questions that are asked most")
def all_questions(request: HttpRequest) -> HttpResponse:
    """Each can be put to any policy: send its facts to `/api/decide` with `"assume": "no"`."""
    known = questions()
    listed = [
        {
            "id": each.id,
            "topic": each.topic,
            "who": list(each.who),
            "asks": each.asks,
            "facts": {fact: _plain(value) for fact, value in each.situation.facts.items()},
            "wants": each.wants,
        }
        for each in known.questions
    ]
    return JsonResponse({"topics": dict(known.topics), "people": dict(known.people), "questions": listed})


@api.get(
    "/compare",
    response={200: shapes.Comparison, 404: shapes.Trouble, 422: shapes.Trouble, 429: shapes.Trouble},
    by_alias=True,
    summary="Compare policies",
    openapi_extra={
        "parameters": [
            {
                "name": "policy",
                "in": "query",
                "required": True,
                "description": "The name of a policy, given two to six times: ?policy=highwood&policy=model.",
                "schema": {"type": "array", "items": {"type": "string"}, "minItems": FEWEST, "maxItems": MOST},
            }
        ]
    },
)
def compare(request: HttpRequest) -> HttpResponse:
    """What each of two to six policies answers to the questions that are asked most."""
    named = list(dict.fromkeys(request.GET.getlist("policy")))
    for name in named[: MOST + 1]:
        _known(name, None)
    if not FEWEST <= len(named) <= MOST:
        raise Unreadable(f"`policy` names {FEWEST} to {MOST} policies, not {len(named)}", None, rulebooks.names())
    names = [name for name in rulebooks.names() if name in named]
    day = rulebooks.today()
    return JsonResponse(
        {
            "policies": names,
            "as of": day.isoformat(),
            "questions": [
                {
                    "id": row.question.id,
                    "topic": row.question.topic,
                    "asks": row.question.asks,
                    "differ": row.differs,
                    "answers": {name: _short(answer) for name, answer in row.answers.items()},
                }
                for row in rows(names, day) or ()
            ],
        }
    )


def docs(request: HttpRequest) -> HttpResponse:
    """What the API can do, as a page made from the same document that programs read."""
    schema = api.get_openapi_schema()
    return render(request, "api/docs.html", {"operations": _operations(schema)})


# ---- in ----------------------------------------------------------------------------------------------------------------


def _read(request: HttpRequest) -> Mapping[str, Any]:
    try:
        raw = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Unreadable("The body is not text in UTF-8", mend="Send JSON in UTF-8.", status=400) from None
    except RecursionError:
        raise Unreadable(
            "The JSON is nested too deeply", mend="A situation is a flat object of facts.", status=400
        ) from None
    except ValueError as error:
        where = f" ({error.msg} at character {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(
            f"The body is not JSON{where}",
            mend='Send an object such as {"policy": "highwood", "id": "s1", "facts": {"actor": "teacher"}}.',
            status=400,
        ) from None
    if not isinstance(raw, dict):
        raise Unreadable("The body is not a JSON object", mend="Send one situation at a time.", status=400)
    for what, most in ((raw, MOST_KEYS), (raw.get("facts"), len(load().facts))):
        if isinstance(what, dict) and len(what) > most:
            raise Unreadable(f"{len(what):,} keys stand here; there can be at most {most}", _id(raw))
    return raw


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _id(raw: Mapping[str, Any]) -> str | None:
    name = raw.get("id")
    return name if isinstance(name, str) and not any("\ud800" <= each <= "\udfff" for each in name) else None


def _policy_name(raw: Mapping[str, Any]) -> str:
    name = raw.get("policy")
    if not isinstance(name, str):
        problem = "`policy` is missing" if name is None else "`policy` is the name of a policy"
        raise Unreadable(problem, _id(raw), rulebooks.names())
    if not name.startswith(OF_SCHOOL):
        _known(name, _id(raw))
    return name


def _decided(name: str, asked: Asked, *, law: bool) -> Decision:
    """By a policy that comes with Belisha; or by what a school lives by on the day that is decided for."""
    if not name.startswith(OF_SCHOOL):
        return rulebooks.decided(name, asked.situation, asked.as_of, law=law)
    day = asked.as_of or rulebooks.today()
    found = _lived_by(name, day, asked.id)
    try:
        with within():
            book = rulebook_of(found, day, library.law())
            return decide_by(book, asked.situation, layers=(library.law(),) if law else ())
    except (TookTooLong, TooManyCases):
        raise Unreadable("Working out what the rules of this school say takes too long", asked.id) from None


def _lived_by(name: str, day: date, id: str | None) -> Policy:
    try:
        return lived_by(name.removeprefix(OF_SCHOOL), day).policy
    except Http404:
        raise Unreadable(f"No school is called `{name.removeprefix(OF_SCHOOL)[:60]}`", id, status=404) from None


def _known(name: str, id: str | None) -> None:
    if name not in rulebooks.names():
        near = load().suggest(name[:100], rulebooks.names()) or rulebooks.names()
        raise Unreadable(f"No policy is called `{name[:60]}`", id, near, status=404)


def _law_too(raw: Mapping[str, Any]) -> bool:
    layers = raw.get("layers", [])
    if not isinstance(layers, list) or not all(each == "law" for each in layers):
        raise Unreadable('`layers` is a list; the only layer there is yet is "law"', _id(raw), ("law",))
    return bool(layers)


def _asked(raw: Mapping[str, Any]) -> Asked:
    if _id(raw) is None and isinstance(raw.get("id"), str):
        raise Unreadable("`id` holds half a character (a lone surrogate)")
    try:
        asked = read_asked(raw, load())
    except SituationError as error:
        raise Unreadable(str(error), _id(raw), error.suggestions) from None
    if asked.as_of and not rulebooks.EARLIEST <= asked.as_of <= rulebooks.LATEST:
        raise Unreadable("`as of` is a day from 2000 to 2099", asked.id)
    return asked


# ---- out ---------------------------------------------------------------------------------------------------------------


def _question(page: Page) -> dict[str, Any]:
    return {
        "facts": list(page.facts),
        "question": page.question,
        "why": page.why,
        "labels": list(page.labels),
        "choices": [
            {"value": _plain(each.value), "label": each.label, "possible": list(each.possible)} for each in page.choices
        ],
        "limits": list(page.limits),
        "unit": page.unit,
        "note": page.note,
    }


def _short(answer: Answer) -> dict[str, Any]:
    decision = answer.decision
    return {
        "verdict": decision.verdict,
        "silent because": decision.silent_because,
        "clauses": [id for id, _ in answer.clauses],
        "duties": [each.as_json() for each in decision.duties],
        "consequences": [each.as_json() for each in decision.consequences],
        "clashes": [list(pair) for pair in decision.clashes],
    }


def _plain(value: Stated) -> str | bool | int | list[str]:
    return sorted(value) if isinstance(value, frozenset) else value


def _summary(request: HttpRequest, name: str, policy: Policy) -> dict[str, Any]:
    return {
        "name": name,
        "policy": policy.front.policy,
        "school": policy.front.school,
        "version": policy.front.version,
        "applies to": list(policy.front.applies_to),
        "sha256": policy.hash,
        "clauses": len(policy.clauses),
        "page": request.build_absolute_uri(_page_of(name)),
    }


def _page_of(name: str) -> str:
    if name.startswith(OF_SCHOOL):
        return reverse("published-policy", args=[name.removeprefix(OF_SCHOOL)])
    return reverse("policy", args=[name])


# ---- the page of documentation -------------------------------------------------------------------------------------------


def _operations(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each operation: its address, what it is for, an example of what to send, and what comes back."""
    made = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            answer = operation["responses"][200]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
            made.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": operation["summary"],
                    "description": operation.get("description", ""),
                    "sends": [*_parameters(operation), *_fields(body)],
                    "answers": _fields(schema["components"]["schemas"][answer]),
                }
            )
    return made


def _parameters(operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": each["name"],
            "kind": _kind(each["schema"]),
            "needed": each["required"],
            "says": each.get("description", ""),
        }
        for each in operation.get("parameters", ())
    ]


def _fields(shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "kind": _kind(field),
            "needed": name in shape.get("required", ()),
            "says": field.get("description", ""),
        }
        for name, field in shape.get("properties", {}).items()
    ]


def _kind(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_kind(each) for each in field["anyOf"] if each.get("type") != "null"))
    if "enum" in field or "const" in field:
        return " or ".join(f"“{each}”" for each in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    if "$ref" in field:
        return "object"
    return {"string": "text", "boolean": "true or false", "integer": "whole number"}.get(
        field.get("type", ""), "object"
    )
