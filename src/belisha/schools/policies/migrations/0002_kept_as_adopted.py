"""A version that has left draft keeps its text, and goes no way but the steps of `policies.moves`; what was said and done about it is only added to.

So that what governors adopted is what was in force, whatever the application does.
"""

from django.db import migrations

FORWARDS = """
ALTER TABLE policies_version ADD CONSTRAINT version_hash_is_of_its_text
    CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));

CREATE FUNCTION policies_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a version of a policy is withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.school_id, NEW.made, NEW."by", NEW.by_words, NEW.based_on_id)
        IS DISTINCT FROM (OLD.id, OLD.school_id, OLD.made, OLD."by", OLD.by_words, OLD.based_on_id) THEN
        RAISE EXCEPTION 'where a version came from does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state <> 'draft' AND (NEW.text, NEW.sha256, NEW.policy, NEW.number, NEW.edition)
        IS DISTINCT FROM (OLD.text, OLD.sha256, OLD.policy, OLD.number, OLD.edition) THEN
        RAISE EXCEPTION 'a version that has left draft keeps its text' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'published' AND NEW.in_force_from IS DISTINCT FROM OLD.in_force_from
        OR OLD.state IN ('adopted', 'published')
        AND (NEW.meeting, NEW.minute) IS DISTINCT FROM (OLD.meeting, OLD.minute) THEN
        RAISE EXCEPTION 'a version keeps its meeting and its day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'in review'), ('in review', 'draft'), ('in review', 'approved'), ('approved', 'adopted'),
        ('adopted', 'published'), ('draft', 'withdrawn'), ('in review', 'withdrawn'), ('approved', 'withdrawn'),
        ('adopted', 'withdrawn'), ('published', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'a version does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'published' AND NEW.state <> 'published'
        AND OLD.in_force_from <= (now() AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'a version that has come into force stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON policies_version FOR EACH ROW EXECUTE FUNCTION policies_version_kept();

CREATE FUNCTION policies_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done and said about a version is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON policies_move FOR EACH ROW EXECUTE FUNCTION policies_only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON policies_comment FOR EACH ROW EXECUTE FUNCTION policies_only_added_to();
CREATE TRIGGER whole BEFORE TRUNCATE ON policies_version FOR EACH STATEMENT EXECUTE FUNCTION policies_only_added_to();
CREATE TRIGGER whole BEFORE TRUNCATE ON policies_move FOR EACH STATEMENT EXECUTE FUNCTION policies_only_added_to();
CREATE TRIGGER whole BEFORE TRUNCATE ON policies_comment FOR EACH STATEMENT EXECUTE FUNCTION policies_only_added_to();
"""
BACKWARDS = """
DROP TRIGGER whole ON policies_comment;
DROP TRIGGER whole ON policies_move;
DROP TRIGGER whole ON policies_version;
DROP TRIGGER only_added_to ON policies_comment;
DROP TRIGGER only_added_to ON policies_move;
DROP TRIGGER kept ON policies_version;
DROP FUNCTION policies_only_added_to();
DROP FUNCTION policies_version_kept();
ALTER TABLE policies_version DROP CONSTRAINT version_hash_is_of_its_text;
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
