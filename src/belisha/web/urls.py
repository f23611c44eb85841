"""Every address of the web site, by thing."""

from django.urls import path

from belisha.web.about import views as about
from belisha.web.api import views as api
from belisha.web.ask import views as ask
from belisha.web.compare import views as compare
from belisha.web.gallery.views import gallery
from belisha.web.health import healthz
from belisha.web.policies import views as policies
from belisha.web.start.views import start
from belisha.web.words.views import words

urlpatterns = [
    # /
    path("", start, name="start"),
    # /policies/<name>/
    path("policies/<slug:name>/", policies.policy, name="policy"),
    path("policies/<slug:name>/about", policies.about, name="policy-about"),
    path("policies/<slug:name>/policy.html", policies.as_html, name="policy-html"),
    path("policies/<slug:name>/policy.md", policies.as_markdown, name="policy-markdown"),
    # /policies/<name>/ask/
    path("policies/<slug:name>/ask/", ask.start, name="ask"),
    path("policies/<slug:name>/ask/question", ask.question, name="ask-question"),
    path("policies/<slug:name>/ask/check", ask.check, name="ask-check"),
    path("policies/<slug:name>/ask/decision", ask.decision, name="ask-decision"),
    path("policies/<slug:name>/ask/compare", ask.compare, name="ask-compare"),
    # /compare/
    path("compare/", compare.matrix, name="compare"),
    path("compare/differences", compare.differences, name="compare-differences"),
    # /law/
    path("law/", policies.law, name="law"),
    # /words/
    path("words/", words, name="words"),
    # /api/
    path("api/", api.docs, name="api-docs"),
    path("api/", api.api.urls),
    # /accessibility, /privacy
    path("accessibility", about.accessibility, name="accessibility"),
    path("privacy", about.privacy, name="privacy"),
    # /components
    path("components", gallery, name="components"),
    # /healthz
    path("healthz", healthz, name="healthz"),
]
