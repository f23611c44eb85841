"""The log of a concern, its seals and its evidence are only added to, like the record."""

from django.db import migrations

from belisha.schools.apart import OnlyAddedTo

TABLES = ("concerns_line", "concerns_evidence", "concerns_seal")


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial"), ("record", "0002_only_added_to")]

    operations = [OnlyAddedTo(table) for table in TABLES]
