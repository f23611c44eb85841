"""Copies go when their time is over (`keeping`), and what was said about them and their scans with them. What still counts is not deleted, whatever the application does.
What somebody said instead of signing stays as they said it, and is answered once.

A copy counts while the person is here and has signed no newer one. How long it is kept after that, the school decides, and never less than a year.
"""

from django.db import migrations

COUNTS = """
CREATE FUNCTION agreements_signing_counts(copy agreements_signing) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM agreements_signing AS newer
        JOIN agreements_campaign AS its ON its.school_id = newer.school_id AND its.id = newer.campaign_id
        JOIN agreements_campaign AS mine ON mine.school_id = copy.school_id AND mine.id = copy.campaign_id
        WHERE newer.school_id = copy.school_id AND newer.person_id = copy.person_id AND newer.state = 'signed' AND newer.earlier_id IS NULL
        AND its.agreement = mine.agreement AND (its.made > mine.made OR copy.state = 'struck' AND its.id = mine.id)
        AND newer."on" <= current_date - 365
    ) AND NOT EXISTS (
        SELECT 1 FROM people_person AS person
        WHERE person.school_id = copy.school_id AND person.id = copy.person_id AND (person.until <= current_date - 365 OR (
            EXISTS (SELECT 1 FROM people_role WHERE school_id = copy.school_id AND person_id = copy.person_id)
            AND NOT EXISTS (SELECT 1 FROM people_role WHERE school_id = copy.school_id AND person_id = copy.person_id AND (until IS NULL OR until > current_date - 365))
        ))
    )
$$;
"""


REPLIES = """
CREATE FUNCTION agreements_reply_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT (SELECT agreements_signing_counts(copy) FROM agreements_signing AS copy WHERE copy.school_id = OLD.school_id AND copy.id = OLD.signing_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'what somebody said is not deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_jsonb(NEW) - '{answer,answered,answered_by,answered_by_words}'::text[]
        IS DISTINCT FROM to_jsonb(OLD) - '{answer,answered,answered_by,answered_by_words}'::text[] THEN
        RAISE EXCEPTION 'what somebody said stays as they said it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.answered IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'an answer stays as it was given' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON agreements_reply FOR EACH ROW EXECUTE FUNCTION agreements_reply_kept();
CREATE TRIGGER whole BEFORE TRUNCATE ON agreements_reply FOR EACH STATEMENT EXECUTE FUNCTION agreements_only_added_to();
"""
BACKWARDS = """
DROP TRIGGER whole ON agreements_reply;
DROP TRIGGER kept ON agreements_reply;
DROP FUNCTION agreements_reply_kept();
DROP FUNCTION agreements_signing_counts(agreements_signing);
"""


def functions(copy: str, scan: str) -> str:
    """The two that keep them, with what each does when a row is deleted."""
    return f"""
CREATE OR REPLACE FUNCTION agreements_signing_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        {copy}
        RAISE EXCEPTION 'whom somebody asked to sign is not deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.school_id, NEW.campaign_id, NEW.person_id, NEW.as_pupil)
        IS DISTINCT FROM (OLD.id, OLD.school_id, OLD.campaign_id, OLD.person_id, OLD.as_pupil) THEN
        RAISE EXCEPTION 'whose copy it is does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'struck' OR OLD.state = 'signed' AND NOT (
        NEW.state = 'struck' AND to_jsonb(NEW) - '{{state,struck}}'::text[] = to_jsonb(OLD) - '{{state,struck}}'::text[]
    ) THEN
        RAISE EXCEPTION 'what was signed stays as it was signed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION agreements_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {scan}
    RAISE EXCEPTION 'what was signed is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


OVER = "IF NOT agreements_signing_counts(OLD) THEN RETURN OLD; END IF;"
UNUSED = """IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'agreements_scan' THEN
        IF NOT EXISTS (SELECT 1 FROM agreements_signing WHERE school_id = OLD.school_id AND scan_id = OLD.id) THEN RETURN OLD; END IF;
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_kept_as_signed")]

    operations = [migrations.RunSQL(COUNTS + functions(OVER, UNUSED) + REPLIES, functions("", "") + BACKWARDS)]
