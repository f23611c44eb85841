"""belisha words: what can be said."""

import pytest

from belisha.language.reference import TOPIC_NAMES


def test_without_a_topic_it_names_the_topics(belisha):
    said = belisha("words").stdout
    assert all(f"{name} " in said for name in (*TOPIC_NAMES, "sentences"))


@pytest.mark.parametrize("topic", [*TOPIC_NAMES, "sentences"])
def test_every_topic_is_shown(belisha, topic):
    result = belisha("words", topic)
    assert result.exit_code == 0 and len(result.stdout) > 300


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["people"], "the designated safeguarding lead"),
        (["acts"], "befriend"),
        (["conditions"], "denied: the author is not known"),
        (["duties"], "report it to …"),
        (["facts"], "with.months since leaving"),
        (["sentences"], "Staff must not befriend a pupil."),
        (["--search", "sexual image"], "there may be a sexual image of a child"),
        (["things", "--search", "picture pupil"], "a picture of a pupil"),
        (["sentences", "--search", "until"], "until the local authority designated officer has advised"),
    ],
)
def test_what_is_looked_for_is_found(belisha, arguments, said):
    assert said in " ".join(belisha("words", *arguments).stdout.split())


def test_an_unknown_topic_is_told_which_is_meant(belisha):
    result = belisha("words", "peple")
    assert (result.exit_code, "Did you mean `people`?" in result.stderr) == (2, True)


@pytest.mark.parametrize("topic", [[], ["acts"], ["sentences"]])
def test_what_is_not_there_is_not_found(belisha, topic):
    result = belisha("words", *topic, "--search", "zeppelin")
    assert (result.exit_code, "Nothing holds `zeppelin`" in result.stderr) == (1, True)
