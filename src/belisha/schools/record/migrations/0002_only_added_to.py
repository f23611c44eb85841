"""The record is only added to: no right to change it for the role that serves, and a trigger against everybody else.

Only the role `belisha_retention`, if the installation has made it, may delete, where the law says that a line must go.
"""

from django.db import migrations

from belisha.schools.apart import OnlyAddedTo

TABLES = ("record_entry", "record_anchor")
FORWARDS = """
CREATE FUNCTION record_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = 'belisha_retention' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the record is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION record_only_added_to();"),
        *(OnlyAddedTo(table) for table in TABLES),
    ]
