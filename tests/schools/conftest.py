"""The tests of this folder import models at their top; the database comes when a test asks for it."""

import pytest

from conftest import set_up_django

set_up_django()


@pytest.fixture
def oak(town):
    """Stands in Oak, as every action does."""
    from belisha.schools.apart import in_school

    with in_school(town.oak):
        yield town
