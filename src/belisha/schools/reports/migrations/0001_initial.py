"""Reports, kept apart by school; what was put before a governing body is only added to, whatever the application does."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from belisha.schools.apart import KeptApart

FORWARDS = """
CREATE FUNCTION reports_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was put before the governing body is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON reports_report FOR EACH ROW EXECUTE FUNCTION reports_only_added_to();
CREATE TRIGGER whole BEFORE TRUNCATE ON reports_report FOR EACH STATEMENT EXECUTE FUNCTION reports_only_added_to();
"""
BACKWARDS = """
DROP TRIGGER whole ON reports_report;
DROP TRIGGER only_added_to ON reports_report;
DROP FUNCTION reports_only_added_to();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('published', '0002_organisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('meeting', models.DateField()),
                ('minute', models.CharField(max_length=120)),
                ('said', models.JSONField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.UUIDField(null=True)),
                ('by_words', models.CharField(max_length=300)),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='published.school')),
            ],
            options={
                'ordering': ['-meeting', '-at', 'id'],
                'indexes': [models.Index(fields=['school', 'year', 'meeting'], name='report_of_year')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minute', ''), _negated=True), name='report_minuted')],
            },
        ),
        KeptApart('Report'),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
