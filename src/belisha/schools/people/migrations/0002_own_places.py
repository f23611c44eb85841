"""Where an account has a role: the one question that is asked in no school.

The function runs as the owner of the tables, whom alone these policies let see the rows of the account that is set; under the
role that serves, a school's rows stay the school's. Why not a policy for everybody: docs/adr/0040.
"""

from django.db import migrations

OWN = "nullif(current_setting('belisha.account', true), '')::uuid"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY own_places ON people_person FOR SELECT TO CURRENT_USER USING (account_id = {OWN});
            CREATE POLICY own_places ON people_role FOR SELECT TO CURRENT_USER USING (
                EXISTS (SELECT 1 FROM people_person AS own WHERE own.school_id = people_role.school_id
                        AND own.id = people_role.person_id AND own.account_id = {OWN}));
            CREATE FUNCTION people_own_places(day date)
            RETURNS TABLE (school_id varchar, person_id uuid, role varchar)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
                SELECT person.school_id, person.id, role.role
                FROM public.people_person AS person
                JOIN public.people_role AS role ON role.school_id = person.school_id AND role.person_id = person.id
                WHERE person.account_id = {OWN}
                AND person.since <= day AND (person.until IS NULL OR person.until > day)
                AND role.since <= day AND (role.until IS NULL OR role.until > day)
            $$;
            """,
            """
            DROP FUNCTION people_own_places(date);
            DROP POLICY own_places ON people_role;
            DROP POLICY own_places ON people_person;
            """,
        )
    ]
