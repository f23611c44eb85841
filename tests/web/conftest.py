"""The tests of this folder import models at their top; the database comes when a test asks for it."""

from conftest import set_up_django

set_up_django()
