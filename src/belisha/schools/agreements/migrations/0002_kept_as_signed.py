"""What was signed stays as it was signed; a campaign keeps what it puts to people. Whatever the application does.

A paper that was entered by mistake may be struck out, with the reason; it stays where it is. Nothing of this is deleted.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION agreements_campaign_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a campaign is closed, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_jsonb(NEW) - '{state,total,done,touched,looked_on,closed,due,reminders}'::text[]
        IS DISTINCT FROM to_jsonb(OLD) - '{state,total,done,touched,looked_on,closed,due,reminders}'::text[] THEN
        RAISE EXCEPTION 'a campaign keeps what it puts to people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('opening', 'open'), ('opening', 'closed'), ('open', 'closed')) THEN
        RAISE EXCEPTION 'a campaign does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON agreements_campaign FOR EACH ROW EXECUTE FUNCTION agreements_campaign_kept();

CREATE FUNCTION agreements_signing_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'whom somebody asked to sign is not deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.school_id, NEW.campaign_id, NEW.person_id, NEW.as_pupil)
        IS DISTINCT FROM (OLD.id, OLD.school_id, OLD.campaign_id, OLD.person_id, OLD.as_pupil) THEN
        RAISE EXCEPTION 'whose copy it is does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'struck' OR OLD.state = 'signed' AND NOT (
        NEW.state = 'struck' AND to_jsonb(NEW) - '{state,struck}'::text[] = to_jsonb(OLD) - '{state,struck}'::text[]
    ) THEN
        RAISE EXCEPTION 'what was signed stays as it was signed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON agreements_signing FOR EACH ROW EXECUTE FUNCTION agreements_signing_kept();

CREATE FUNCTION agreements_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was signed is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON agreements_scan FOR EACH ROW EXECUTE FUNCTION agreements_only_added_to();
CREATE TRIGGER whole BEFORE TRUNCATE ON agreements_campaign FOR EACH STATEMENT EXECUTE FUNCTION agreements_only_added_to();
CREATE TRIGGER whole BEFORE TRUNCATE ON agreements_signing FOR EACH STATEMENT EXECUTE FUNCTION agreements_only_added_to();
CREATE TRIGGER whole BEFORE TRUNCATE ON agreements_scan FOR EACH STATEMENT EXECUTE FUNCTION agreements_only_added_to();
"""
BACKWARDS = """
DROP TRIGGER whole ON agreements_scan;
DROP TRIGGER whole ON agreements_signing;
DROP TRIGGER whole ON agreements_campaign;
DROP TRIGGER only_added_to ON agreements_scan;
DROP TRIGGER kept ON agreements_signing;
DROP TRIGGER kept ON agreements_campaign;
DROP FUNCTION agreements_only_added_to();
DROP FUNCTION agreements_signing_kept();
DROP FUNCTION agreements_campaign_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
