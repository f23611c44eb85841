"""Every address of the web site, by thing."""

from django.urls import path

from belisha.web.gallery.views import gallery
from belisha.web.health import healthz
from belisha.web.start.views import start

urlpatterns = [
    # /
    path("", start, name="start"),
    # /components
    path("components", gallery, name="components"),
    # /healthz
    path("healthz", healthz, name="healthz"),
]
