"""WSGI: what the web server calls.

Room: config. The pages are quick and synchronous, so there is no ASGI twin; docs/adr/0006 says more.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belisha.config.settings")
application = get_wsgi_application()
