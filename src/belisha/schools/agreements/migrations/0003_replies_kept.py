"""What somebody said instead of signing stays as they said it, and is answered once. Whatever the application does."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION agreements_reply_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
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
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_kept_as_signed")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
