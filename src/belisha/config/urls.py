"""The root of every address: the faces in `web`, and the pages for what goes wrong."""

from django.urls import include, path

urlpatterns = [path("", include("belisha.web.urls"))]

handler400 = "belisha.web.errors.bad_request"
handler403 = "belisha.web.errors.forbidden"
handler404 = "belisha.web.errors.not_found"
handler500 = "belisha.web.errors.fault"
