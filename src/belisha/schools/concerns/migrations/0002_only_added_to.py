"""The log of a concern and its evidence are only added to, like the record: no right to change them for the role that serves, and a trigger against everybody else."""

from django.db import migrations

TABLES = ("concerns_line", "concerns_evidence", "concerns_seal")
PER_TABLE = """
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION record_only_added_to();
CREATE TRIGGER only_added_to_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION record_only_added_to();
DO $$
DECLARE who text;
BEGIN
    FOR who IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
               WHERE table_schema = 'public' AND table_name = '{table}' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE ALL ON {table} FROM %I', who);
        EXECUTE format('GRANT SELECT, INSERT ON {table} TO %I', who);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'belisha_retention') THEN
        GRANT SELECT, DELETE ON {table} TO belisha_retention;
    END IF;
END $$;
"""
BACKWARDS = "".join(
    f"DROP TRIGGER only_added_to ON {table}; DROP TRIGGER only_added_to_whole ON {table};" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial"), ("record", "0002_only_added_to")]

    operations = [migrations.RunSQL("".join(PER_TABLE.format(table=table) for table in TABLES), BACKWARDS)]
