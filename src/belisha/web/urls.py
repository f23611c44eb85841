"""Every address of the web site, by thing."""

from django.urls import path, register_converter

from belisha.web.about import views as about
from belisha.web.api import views as api
from belisha.web.ask import views as ask
from belisha.web.ask.under import of_policy
from belisha.web.compare import views as compare
from belisha.web.drafts import asking, links, upload
from belisha.web.drafts import views as drafts
from belisha.web.drafts.asking import of_draft
from belisha.web.gallery.views import gallery
from belisha.web.health import healthz
from belisha.web.policies import views as policies
from belisha.web.start.views import start
from belisha.web.words.views import words

register_converter(links.Token, "token")

urlpatterns = [
    # /
    path("", start, name="start"),
    # /policies/<name>/
    path("policies/<slug:name>/", policies.policy, name="policy"),
    path("policies/<slug:name>/about", policies.about, name="policy-about"),
    path("policies/<slug:name>/policy.html", policies.as_html, name="policy-html"),
    path("policies/<slug:name>/policy.md", policies.as_markdown, name="policy-markdown"),
    # /policies/<name>/ask/
    path("policies/<slug:name>/ask/", of_policy(ask.start), name="ask"),
    path("policies/<slug:name>/ask/question", of_policy(ask.question), name="ask-question"),
    path("policies/<slug:name>/ask/check", of_policy(ask.check), name="ask-check"),
    path("policies/<slug:name>/ask/decision", of_policy(ask.decision), name="ask-decision"),
    path("policies/<slug:name>/ask/compare", of_policy(ask.compare), name="ask-compare"),
    # /compare/
    path("compare/", compare.matrix, name="compare"),
    path("compare/differences", compare.differences, name="compare-differences"),
    # /import/
    path("import/", upload.start, name="import"),
    # /drafts/<token>/
    path("drafts/<token:token>/", drafts.page, name="draft"),
    path("drafts/<token:token>/sentences/<int:position>/", drafts.sentence, name="draft-sentence"),
    path("drafts/<token:token>/sentences/<int:position>/rule", drafts.rule, name="draft-rule"),
    path("drafts/<token:token>/next", drafts.next_to_decide, name="draft-next"),
    path("drafts/<token:token>/undo", drafts.undo, name="draft-undo"),
    path("drafts/<token:token>/accept", drafts.accept, name="draft-accept"),
    path("drafts/<token:token>/check", drafts.check, name="draft-check"),
    path("drafts/<token:token>/paper", drafts.paper, name="draft-paper"),
    path("drafts/<token:token>/delete", drafts.delete, name="draft-delete"),
    path("drafts/<token:token>/policy/", asking.policy, name="draft-policy"),
    path("drafts/<token:token>/policy.md", drafts.as_markdown, name="draft-markdown"),
    path("drafts/<token:token>/sentences.csv", drafts.as_csv, name="draft-csv"),
    path("drafts/<token:token>/sentences.json", drafts.as_json, name="draft-json"),
    # /drafts/<token>/ask/
    path("drafts/<token:token>/ask/", of_draft(ask.start), name="draft-ask"),
    path("drafts/<token:token>/ask/question", of_draft(ask.question), name="draft-ask-question"),
    path("drafts/<token:token>/ask/check", of_draft(ask.check), name="draft-ask-check"),
    path("drafts/<token:token>/ask/decision", of_draft(ask.decision), name="draft-ask-decision"),
    path("drafts/<token:token>/ask/compare", of_draft(ask.compare), name="draft-ask-compare"),
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
