"""Health: `/healthz`, for whatever watches over the server."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok", or 503 when the database cannot be reached. Says no more: anybody may ask."""
    try:
        if settings.DATABASES:
            connection.ensure_connection()
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
