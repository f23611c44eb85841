"""The API: the same JSON as the command line, faults with their mend, and a document of it that is true."""

import json

import pytest

from belisha import library

FACTS = {"actor": "teacher", "act": "befriend", "with": "pupil"}
BODY = {"policy": "little-eaton", "id": "s1", "facts": FACTS, "as of": "2026-11-20"}


def post(client, address, body):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(address, data=data, content_type="application/json")


@pytest.mark.parametrize("name", library.NAMES)
@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        {},
        {**FACTS, "with.relation": "own child", "in doubt": False},
        {"actor": "teacher", "event": ["abuse of staff"], "event.author is": "pupil"},
        {"actor": "parent", "act": "post", "content.shows pupil": True, "with.age": 12},
        {"actor": "teacher", "act": "post", "account": "school", "authorised by": []},
    ],
)
@pytest.mark.parametrize("more", [{}, {"assume": "no"}, {"layers": ["law"]}])
def test_decide_says_exactly_what_the_command_line_says(client, name, facts, more):
    from datetime import date

    from belisha.engine import decide, read_situation, rulebook_of
    from belisha.language import load

    if "assume" in more and not facts:
        return
    response = post(client, "/api/decide", {**BODY, "policy": name, "facts": facts, **more})
    assert response.status_code == 200, response.content
    book = rulebook_of(library.policy(name), date(2026, 11, 20), library.law())
    layers = (library.law(),) if "layers" in more else ()
    said = decide(book, read_situation(facts, load(), "assume" in more), layers=layers).as_json()
    assert response.json() == {"id": "s1", **said}
    assert list(response.json()) == ["id", *said]
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_day_is_today_where_it_is_left_out(client):
    from belisha.web.rulebooks import today

    body = {key: value for key, value in BODY.items() if key != "as of"}
    assert post(client, "/api/decide", body).json()["as of"] == today().isoformat()


@pytest.mark.parametrize("name", library.NAMES)
def test_ask_leads_to_a_settled_decision(client, name):
    facts, skip = dict(FACTS), []
    for _ in range(40):
        said = post(client, "/api/ask", {**BODY, "policy": name, "facts": facts, "skip": skip}).json()
        if said["next"] is None:
            break
        question = said["next"]
        assert question["question"]
        if question["choices"]:
            facts[question["facts"][0]] = question["choices"][-1]["value"]
            after = post(client, "/api/decide", {**BODY, "policy": name, "facts": facts}).json()
            assert after["possible"] == question["choices"][-1]["possible"]
        else:
            skip += question["facts"]
    else:
        pytest.fail("it asks for ever")
    left = post(client, "/api/decide", {**BODY, "policy": name, "facts": facts}).json()["ask"]
    assert set(left) <= set(skip)


def test_the_policies(client):
    listed = client.get("/api/policies").json()["policies"]
    assert [each["name"] for each in listed] == list(library.NAMES)
    for each in listed:
        found = client.get(f"/api/policies/{each['name']}").json()
        policy = library.policy(each["name"])
        assert found["document"] == policy.text
        assert found["sha256"] == each["sha256"] == policy.hash
        assert [clause["id"] for clause in found["clauses"]] == [clause.id for clause in policy.clauses]


def test_the_questions_are_answered_as_decide_answers_them(client):
    asked = client.get("/api/questions").json()
    compared = client.get("/api/compare?policy=model&policy=highwood").json()
    assert compared["policies"] == ["highwood", "model"]
    assert [each["id"] for each in compared["questions"]] == [each["id"] for each in asked["questions"]]
    for question, row in list(zip(asked["questions"], compared["questions"], strict=True))[::9]:
        assert question["topic"] in asked["topics"] and set(question["who"]) <= set(asked["people"])
        for name in compared["policies"]:
            body = {"policy": name, "id": "q", "facts": question["facts"], "assume": "no"}
            said, short = post(client, "/api/decide", body).json(), row["answers"][name]
            for key in ("verdict", "silent because", "duties", "consequences", "clashes"):
                assert short[key] == said[key]
            assert set(short["clauses"]) <= {each["id"] for each in said["clauses"]} | {
                each["clause"] for each in (*said["duties"], *said["consequences"])
            }
    assert {each["differ"] for each in compared["questions"]} == {True, False}


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("", 422, "`policy` names 2 to 6 policies, not 0"),
        ("policy=model", 422, "not 1"),
        ("policy=model&policy=model", 422, "not 1"),
        ("policy=model&policy=modell", 404, "No policy is called `modell`"),
        ("&".join(f"policy=p{n}" for n in range(300)), 404, "No policy is called `p0`"),
    ],
)
def test_policies_that_cannot_be_compared(client, query, status, says):
    response = client.get(f"/api/compare?{query}")
    assert response.status_code == status
    assert says in response.json()["error"]


@pytest.mark.parametrize(
    ("body", "status", "says", "meant"),
    [
        (b"", 400, "not JSON", None),
        (b"{", 400, "not JSON", None),
        (b"\xff\xfe{}", 400, "UTF-8", None),
        (b"[1]", 400, "not a JSON object", None),
        ("[" * 100_000, 400, "JSON", None),
        ('{"policy": NaN}', 400, "not JSON", None),
        ('{"id": ' + "9" * 10_000 + "}", 400, "not JSON", None),
        ({}, 422, "`policy` is missing", "little-eaton"),
        ({**BODY, "policy": 7}, 422, "`policy` is the name", "highwood"),
        ({**BODY, "policy": "little-eatn"}, 404, "No policy is called", "little-eaton"),
        ({**BODY, "facts": {"actor": "teachr"}}, 422, "cannot be 'teachr'", "teacher"),
        ({**BODY, "facts": {"acter": "teacher"}}, 422, "unknown fact", "actor"),
        ({**BODY, "facts": {"in doubt": "yes"}}, 422, "true or false", "true"),
        ({**BODY, "facts": {"with.age": 1.5}}, 422, "whole number", None),
        ({**BODY, "facts": []}, 422, "`facts` is an object", None),
        ({"policy": "highwood", "facts": FACTS}, 422, "`id` is missing", None),
        ({"policy": "highwood", "id": "s1"}, 422, "`facts` is missing", "facts"),
        ({**BODY, "id": "\ud800"}, 422, "half a character", None),
        ({**BODY, "fact": {}}, 422, "unknown key", "facts"),
        ({**BODY, "assume": "yes"}, 422, "`assume`", "no"),
        ({**BODY, "as of": "tomorrow"}, 422, "`as of` is a day", None),
        ({**BODY, "as of": "1066-10-14"}, 422, "2000 to 2099", None),
        ({**BODY, "layers": ["trust"]}, 422, "`layers`", "law"),
        ({**BODY, "assume": "no", "facts": {}}, 422, "actor or an event", "actor"),
        ({**BODY, "facts": {f"f{n}": 1 for n in range(5_000)}}, 422, "5,000 keys", None),
        ({**BODY, **{f"k{n}": 1 for n in range(100)}}, 422, "keys stand here", None),
    ],
)
@pytest.mark.parametrize("address", ["/api/decide", "/api/ask"])
def test_what_cannot_be_read_gets_its_mend(client, address, body, status, says, meant):
    response = post(client, address, body)
    assert response.status_code == status, response.content
    said = response.json()
    assert says in said["error"]
    assert meant is None or meant in said["did you mean"]
    assert response["Cache-Control"] == "no-store"
    assert len(response.content) < 5_000


def test_every_fault_is_named_at_once(client):
    said = post(client, "/api/decide", {**BODY, "facts": {"actor": "teachr", "act": 7, "nothing": 1}}).json()
    assert said["id"] == "s1"
    assert said["error"].count(";") == 2


def test_skip_is_a_list(client):
    assert "`skip`" in post(client, "/api/ask", {**BODY, "skip": "with"}).json()["error"]


def test_a_body_that_is_too_big(client):
    response = post(client, "/api/decide", b" " * (1024 * 1024 + 1))
    assert response.status_code == 413
    assert response.json()["mend"]


@pytest.mark.parametrize("address", ["/api/decide", "/api/ask"])
def test_only_a_post_decides(client, address):
    assert client.get(address).status_code == 405


def test_a_policy_that_there_is_not(client):
    response = client.get("/api/policies/litle-eaton")
    assert response.status_code == 404
    assert response.json()["did you mean"] == ["little-eaton"]


def test_a_form_of_another_site_needs_no_cookie(database):
    from django.test import Client

    assert post(Client(enforce_csrf_checks=True), "/api/decide", BODY).status_code == 200


def test_the_openapi_document_describes_all_of_it(client):
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {
        "/api/decide", "/api/ask", "/api/policies", "/api/policies/{name}", "/api/questions", "/api/compare",
    }  # fmt: skip
    (parameter,) = document["paths"]["/api/compare"]["get"]["parameters"]
    assert (parameter["name"], parameter["schema"]["minItems"], parameter["schema"]["maxItems"]) == ("policy", 2, 6)
    sent = document["paths"]["/api/decide"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"policy", "id", "facts"} == set(sent["required"])
    assert "as of" in sent["properties"]
    answered = document["components"]["schemas"]["Decision"]["properties"]
    said = post(client, "/api/decide", {**BODY, "layers": ["law"]}).json()
    assert set(said) <= set(answered)
    references = {each for each in json.dumps(document).split('"') if each.startswith("#/components/schemas/")}
    assert {each.rsplit("/", 1)[-1] for each in references} <= set(document["components"]["schemas"])


def test_what_comes_out_has_the_shapes_of_the_document(client):
    from belisha.web.api import shapes

    body = {**BODY, "layers": ["law"]}
    for facts in (FACTS, {}, {"actor": "teacher", "event": "concern about adult", "event.author is": "colleague"}):
        shapes.Decision.model_validate(post(client, "/api/decide", {**body, "facts": facts}).json())
        shapes.NextStep.model_validate(post(client, "/api/ask", {**body, "facts": facts}).json())
    shapes.Policies.model_validate(client.get("/api/policies").json())
    shapes.PolicyInFull.model_validate(client.get("/api/policies/highwood").json())
    shapes.AskedOfAllList.model_validate(client.get("/api/questions").json())
    shapes.Comparison.model_validate(client.get("/api/compare?policy=highwood&policy=model").json())
    shapes.Trouble.model_validate(post(client, "/api/decide", {}).json())


def test_the_page_about_it_needs_nothing_from_elsewhere(client):
    page = client.get("/api/").content.decode()
    for address in (
        "/api/decide",
        "/api/ask",
        "/api/policies",
        "/api/policies/{name}",
        "/api/questions",
        "/api/compare",
    ):
        assert address in page
    assert "https://" not in page.replace("http://www.w3.org", "")
