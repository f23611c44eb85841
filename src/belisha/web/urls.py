"""Every address of the web site, by thing."""

from django.urls import include, path, register_converter

from belisha.schools.policies.moves import STEPS
from belisha.web.about import views as about
from belisha.web.agreements import copies
from belisha.web.agreements import kept as kept_agreements
from belisha.web.agreements import views as agreements
from belisha.web.api import views as api
from belisha.web.ask import views as ask
from belisha.web.ask.under import of_policy
from belisha.web.asking import kept, unanswered
from belisha.web.asking import views as asking
from belisha.web.channels import views as channels
from belisha.web.compare import views as compare
from belisha.web.concerns import views as concerns
from belisha.web.declarations import approvals
from belisha.web.declarations import views as declarations
from belisha.web.drafts import asking as asking_draft
from belisha.web.drafts import links, upload
from belisha.web.drafts import views as drafts
from belisha.web.drafts.asking import of_draft
from belisha.web.gallery.views import gallery
from belisha.web.health import healthz
from belisha.web.life import beside, early, equality, public, translations
from belisha.web.life import rules as life_rules
from belisha.web.life import views as life
from belisha.web.life.public import of_school
from belisha.web.notices import calendar, feed, papers
from belisha.web.notices import views as notices
from belisha.web.offices import views as offices
from belisha.web.people import held
from belisha.web.people import views as people
from belisha.web.policies import views as policies
from belisha.web.post import views as post
from belisha.web.record import views as record
from belisha.web.reports import views as reports
from belisha.web.rosters import views as rosters
from belisha.web.school import views as school
from belisha.web.start.views import start
from belisha.web.teaching import views as teaching
from belisha.web.words.views import words

register_converter(links.Token, "token")

urlpatterns = [
    # /
    path("", start, name="start"),
    # /policies/<name>/
    path("policies/<slug:name>/", policies.policy, name="policy"),
    path("policies/<slug:name>/about", policies.about, name="policy-about"),
    path("policies/<slug:name>/policy.html", policies.as_html, name="policy-html"),
    path("policies/<slug:name>/policy.pdf", policies.as_pdf, name="policy-pdf"),
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
    path("drafts/<token:token>/policy/", asking_draft.policy, name="draft-policy"),
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
    # /sign-in/, /sign-out, /links/, /places/, /account/
    path("", include("belisha.web.signin.urls")),
    # /schools/<school>/
    path("schools/<slug:school>/", school.home, name="school"),
    path("schools/<slug:school>/permissions", school.permissions, name="permissions"),
    path("schools/<slug:school>/settings", school.settings, name="settings"),
    # /schools/<key>/published/: for everybody
    path("schools/<slug:key>/published/", public.policy, name="published-policy"),
    path("schools/<slug:key>/published/policy.pdf", public.policy_as_pdf, name="published-policy-pdf"),
    path("schools/<slug:key>/published/versions/<str:hash>/policy.pdf", public.version_as_pdf, name="published-pdf"),
    path("schools/<slug:key>/published/versions/<str:hash>/", public.version, name="published-version"),
    path("schools/<slug:key>/published/versions/<str:hash>/policy.md", public.as_markdown, name="published-markdown"),
    path(
        "schools/<slug:key>/published/versions/<str:hash>/in/<str:language>/",
        translations.public,
        name="published-translation",
    ),
    path(
        "schools/<slug:key>/published/versions/<str:hash>/in/<str:language>/policy.pdf",
        translations.as_pdf,
        name="published-translation-pdf",
    ),
    path("schools/<slug:key>/published/ask/", of_school(ask.start), name="published-ask"),
    path("schools/<slug:key>/published/ask/question", of_school(ask.question), name="published-ask-question"),
    path("schools/<slug:key>/published/ask/check", of_school(ask.check), name="published-ask-check"),
    path("schools/<slug:key>/published/ask/decision", of_school(ask.decision), name="published-ask-decision"),
    path("schools/<slug:key>/published/ask/compare", of_school(ask.compare), name="published-ask-compare"),
    # /schools/<school>/policy/
    path("schools/<slug:school>/policy/", life.versions, name="versions"),
    path("schools/<slug:school>/policy/versions.csv", life.export, name="export-versions"),
    path("schools/<slug:school>/policy/history.csv", life.history, name="versions-history"),
    path("schools/<slug:school>/policy/begin", life.begin, name="begin-version"),
    path("schools/<slug:school>/policy/early-review", early.call, name="call-early-review"),
    path("schools/<slug:school>/policy/early-reviews/<uuid:early_review>/", early.review, name="early-review"),
    # /schools/<school>/policy/<version>/
    path("schools/<slug:school>/policy/<uuid:version>/", life.version, name="version"),
    path("schools/<slug:school>/policy/<uuid:version>/text", life.text, name="version-text"),
    path("schools/<slug:school>/policy/<uuid:version>/policy.pdf", life.as_pdf, name="version-pdf"),
    path("schools/<slug:school>/policy/<uuid:version>/policy.md", life.as_markdown, name="version-markdown"),
    path("schools/<slug:school>/policy/<uuid:version>/review", life.review, name="version-review"),
    path("schools/<slug:school>/policy/<uuid:version>/side-by-side", beside.side_by_side, name="side-by-side"),
    path("schools/<slug:school>/policy/<uuid:version>/equality", equality.assessment, name="equality"),
    path("schools/<slug:school>/policy/<uuid:version>/equality/assess", equality.assess, name="assess-equality"),
    path("schools/<slug:school>/policy/<uuid:version>/translations", translations.of_version, name="translations"),
    path(
        "schools/<slug:school>/policy/<uuid:version>/translations/<uuid:translation>/withdraw",
        translations.withdraw,
        name="withdraw-translation",
    ),
    path("schools/<slug:school>/policy/<uuid:version>/edit", life.edit, name="edit-version"),
    path("schools/<slug:school>/policy/<uuid:version>/rule", life_rules.rule, name="rule-version"),
    path("schools/<slug:school>/policy/<uuid:version>/library", life_rules.clause_library, name="clause-library"),
    path(
        "schools/<slug:school>/policy/<uuid:version>/library.csv",
        life_rules.clause_library_csv,
        name="clause-library-csv",
    ),
    path("schools/<slug:school>/policy/<uuid:version>/comment", life.comment, name="comment-version"),
    *(
        path(f"schools/<slug:school>/policy/<uuid:version>/{name}", life.step(name), name=f"{name}-version")
        for name in STEPS
    ),
    # /schools/<school>/agreements/
    path("schools/<slug:school>/agreements/", agreements.agreements, name="agreements"),
    path("schools/<slug:school>/agreements/agreements.csv", agreements.export_campaigns, name="export-agreements"),
    path("schools/<slug:school>/agreements/open", agreements.open_agreement, name="open-agreement"),
    path("schools/<slug:school>/agreements/kept", kept_agreements.kept, name="kept-agreements"),
    path("schools/<slug:school>/agreements/kept.csv", kept_agreements.export, name="export-kept-agreements"),
    # /schools/<school>/agreements/replies/
    path("schools/<slug:school>/agreements/replies/", agreements.replies, name="replies"),
    path("schools/<slug:school>/agreements/replies/replies.csv", agreements.export_replies, name="export-replies"),
    path("schools/<slug:school>/agreements/replies/<uuid:reply>/", agreements.reply, name="reply"),
    # /schools/<school>/agreements/signings/<signing>/
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/", copies.own_copy, name="copy"),
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/decline", copies.decline_copy, name="decline-copy"),
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/ask", copies.ask_copy, name="ask-copy"),
    path(
        "schools/<slug:school>/agreements/signings/<uuid:signing>/certificate.pdf",
        agreements.certificate,
        name="certificate-copy",
    ),
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/large.pdf", copies.print_copy, name="print-copy"),
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/about", agreements.signing, name="signing"),
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/paper", agreements.paper, name="paper"),
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/strike", agreements.strike, name="strike"),
    path("schools/<slug:school>/agreements/signings/<uuid:signing>/scan", agreements.scan, name="scan"),
    # /schools/<school>/agreements/<campaign>/
    path("schools/<slug:school>/agreements/<uuid:campaign>/", agreements.campaign, name="campaign"),
    path("schools/<slug:school>/agreements/<uuid:campaign>/people", agreements.people, name="campaign-people"),
    path("schools/<slug:school>/agreements/<uuid:campaign>/people.csv", agreements.export, name="export-campaign"),
    path("schools/<slug:school>/agreements/<uuid:campaign>/paper.pdf", agreements.printed, name="print-campaign"),
    path("schools/<slug:school>/agreements/<uuid:campaign>/remind", agreements.remind, name="remind-campaign"),
    path("schools/<slug:school>/agreements/<uuid:campaign>/due", agreements.change_due, name="due-campaign"),
    path("schools/<slug:school>/agreements/<uuid:campaign>/close", agreements.close, name="close-campaign"),
    path("schools/<slug:school>/agreements/<uuid:campaign>/again", agreements.begin_again, name="begin-campaign-again"),
    # /links/<key>/<secret>/agreement: for whoever has the link
    path("links/<slug:key>/<str:secret>/agreement", copies.linked_copy, name="linked-copy"),
    path("links/<slug:key>/<str:secret>/agreement/decline", copies.decline_linked_copy, name="decline-linked-copy"),
    path("links/<slug:key>/<str:secret>/agreement/ask", copies.ask_linked_copy, name="ask-linked-copy"),
    path("links/<slug:key>/<str:secret>/agreement/large.pdf", copies.print_linked_copy, name="print-linked-copy"),
    path(
        "links/<slug:key>/<str:secret>/agreement/certificate.pdf",
        copies.linked_certificate,
        name="certificate-linked-copy",
    ),
    path("schools/<slug:school>/policy/unanswered", unanswered.unanswered, name="unanswered"),
    path("schools/<slug:school>/policy/unanswered.csv", unanswered.export, name="export-unanswered"),
    # /schools/<school>/concerns/
    path("schools/<slug:school>/concerns/", concerns.concerns, name="concerns"),
    path("schools/<slug:school>/concerns/concerns.csv", concerns.export, name="export-concerns"),
    path("schools/<slug:school>/concerns/open", concerns.open_, name="school-open-concern"),
    path("schools/<slug:school>/concerns/written", concerns.written, name="concern-written"),
    # /schools/<school>/concerns/<concern>/
    path("schools/<slug:school>/concerns/<uuid:concern>/", concerns.concern, name="concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/know", concerns.know, name="know-concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/step", concerns.step, name="step-concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/note", concerns.note, name="note-concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/who", concerns.who, name="who-concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/close", concerns.close, name="close-concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/reopen", concerns.reopen, name="reopen-concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/evidence/", concerns.attach, name="attach-concern"),
    path("schools/<slug:school>/concerns/<uuid:concern>/evidence/<uuid:evidence>", concerns.evidence, name="evidence"),
    # /schools/<school>/ask/
    path("schools/<slug:school>/ask/", asking.start, name="school-ask"),
    path("schools/<slug:school>/ask/question", asking.question, name="school-ask-question"),
    path("schools/<slug:school>/ask/check", asking.check, name="school-ask-check"),
    path("schools/<slug:school>/ask/decision", asking.decision, name="school-ask-decision"),
    path("schools/<slug:school>/ask/compare", asking.compare, name="school-ask-compare"),
    path("schools/<slug:school>/ask/compare/<slug:policy>", asking.elsewhere, name="school-ask-elsewhere"),
    path("schools/<slug:school>/ask/approval", asking.ask_approval, name="school-ask-approval"),
    path("schools/<slug:school>/ask/keep", kept.keep, name="school-ask-keep"),
    path("schools/<slug:school>/ask/kept/", kept.answers, name="kept-answers"),
    path("schools/<slug:school>/ask/kept/kept.csv", kept.export, name="export-kept-answers"),
    path("schools/<slug:school>/ask/kept/<uuid:kept>/", kept.answer, name="kept-answer"),
    path("schools/<slug:school>/ask/kept/<uuid:kept>/delete", kept.forget, name="forget-answer"),
    # /schools/<school>/declarations/
    path("schools/<slug:school>/declarations/", declarations.declarations, name="declarations"),
    path("schools/<slug:school>/declarations/declarations.csv", declarations.export, name="export-declarations"),
    path("schools/<slug:school>/declarations/declare", declarations.declare, name="declare"),
    # /schools/<school>/declarations/<declaration>/
    path("schools/<slug:school>/declarations/<uuid:declaration>/", declarations.declaration, name="declaration"),
    path(
        "schools/<slug:school>/declarations/<uuid:declaration>/confirm",
        declarations.confirm,
        name="confirm-declaration",
    ),
    path("schools/<slug:school>/declarations/<uuid:declaration>/note", declarations.note, name="note-declaration"),
    path("schools/<slug:school>/declarations/<uuid:declaration>/end", declarations.end, name="end-declaration"),
    # /schools/<school>/approvals/
    path("schools/<slug:school>/approvals/", approvals.approvals, name="approvals"),
    path("schools/<slug:school>/approvals/approvals.csv", approvals.export, name="export-approvals"),
    path("schools/<slug:school>/approvals/ask", approvals.ask_for, name="ask-for-approval"),
    # /schools/<school>/approvals/<approval>/
    path("schools/<slug:school>/approvals/<uuid:approval>/", approvals.approval, name="approval"),
    path("schools/<slug:school>/approvals/<uuid:approval>/decide", approvals.decide, name="decide-approval"),
    path("schools/<slug:school>/approvals/<uuid:approval>/withdraw", approvals.withdraw, name="withdraw-approval"),
    path("schools/<slug:school>/approvals/<uuid:approval>/measure", approvals.measure, name="measure-approval"),
    # /schools/<school>/channels/
    path("schools/<slug:school>/channels/", channels.channels, name="channels"),
    path("schools/<slug:school>/channels/channels.csv", channels.export, name="export-channels"),
    path("schools/<slug:school>/channels/add", channels.add, name="add-channel"),
    # /schools/<school>/channels/<channel>/
    path("schools/<slug:school>/channels/<uuid:channel>/", channels.channel, name="channel"),
    path("schools/<slug:school>/channels/<uuid:channel>/change", channels.change, name="change-channel"),
    path("schools/<slug:school>/channels/<uuid:channel>/close", channels.close, name="close-channel"),
    # /schools/<school>/calendar/
    path("schools/<slug:school>/calendar/", calendar.events, name="calendar"),
    path("schools/<slug:school>/calendar/calendar.csv", calendar.export, name="export-calendar"),
    path("schools/<slug:school>/calendar/terms", calendar.terms, name="terms"),
    path("schools/<slug:school>/calendar/own", feed.own, name="own-calendar"),
    path("schools/<slug:school>/calendar/add", calendar.add, name="add-event"),
    # /schools/<school>/calendar/<event>/
    path("schools/<slug:school>/calendar/<uuid:event>/", calendar.event, name="event"),
    path("schools/<slug:school>/calendar/<uuid:event>/change", calendar.change, name="change-event"),
    path("schools/<slug:school>/calendar/<uuid:event>/cancel", calendar.cancel, name="cancel-event"),
    path("schools/<slug:school>/calendar/<uuid:event>/pupils", calendar.pupils, name="event-pupils"),
    # /schools/<key>/published/dates.ics, /schools/<key>/calendar/feed/<secret>.ics: without signing in
    path("schools/<slug:key>/published/dates.ics", feed.public, name="published-dates"),
    path("schools/<slug:key>/calendar/feed/<str:secret>.ics", feed.feed, name="calendar-feed"),
    # /schools/<school>/notices/
    path("schools/<slug:school>/notices/", notices.notices, name="notices"),
    path("schools/<slug:school>/notices/notices.csv", notices.export, name="export-notices"),
    path("schools/<slug:school>/notices/start", notices.start, name="start-notice"),
    path("schools/<slug:school>/notices/often", notices.often, name="notice-often"),
    path("schools/<slug:school>/notices/log", notices.log, name="notice-log"),
    path("schools/<slug:school>/notices/log.csv", notices.export_log, name="export-notice-log"),
    path("schools/<slug:school>/notices/reached", notices.reached, name="reached"),
    path("schools/<slug:school>/notices/reached.csv", notices.export_reached, name="export-reached"),
    path("schools/<slug:school>/notices/policy.svg", papers.qr, name="policy-qr"),
    # /schools/<school>/notices/<notice>/
    path("schools/<slug:school>/notices/<uuid:notice>/", notices.notice, name="notice"),
    path("schools/<slug:school>/notices/<uuid:notice>/own", notices.own, name="notice-own"),
    path("schools/<slug:school>/notices/<uuid:notice>/mail", notices.mail, name="mail-notice"),
    path("schools/<slug:school>/notices/<uuid:notice>/tell", notices.tell, name="tell-notice"),
    path("schools/<slug:school>/notices/<uuid:notice>/let-go", notices.let_go, name="let-go-notice"),
    path("schools/<slug:school>/notices/<uuid:notice>/<str:paper>.pdf", papers.paper, name="notice-paper"),
    path("schools/<slug:school>/notices/<uuid:notice>/log/<uuid:telling>/", notices.telling, name="telling"),
    path("schools/<slug:school>/notices/<uuid:notice>/log/<uuid:telling>/again", notices.again, name="telling-again"),
    path("schools/<slug:school>/notices/<uuid:notice>/log/<uuid:telling>/back", notices.take_back, name="telling-back"),
    # /schools/<school>/teaching/
    path("schools/<slug:school>/teaching/", teaching.items, name="teaching"),
    path("schools/<slug:school>/teaching/teaching.csv", teaching.export, name="export-teaching"),
    path("schools/<slug:school>/teaching/promised", teaching.promised, name="promised"),
    path("schools/<slug:school>/teaching/year", teaching.year, name="teaching-year"),
    path("schools/<slug:school>/teaching/year.csv", teaching.export_year, name="export-teaching-year"),
    path("schools/<slug:school>/teaching/plan", teaching.plan, name="plan-teaching"),
    path("schools/<slug:school>/teaching/reading", teaching.reading, name="reading"),
    # /schools/<school>/teaching/<item>/
    path("schools/<slug:school>/teaching/<uuid:item>/", teaching.item, name="item"),
    path("schools/<slug:school>/teaching/<uuid:item>/change", teaching.change, name="change-item"),
    path("schools/<slug:school>/teaching/<uuid:item>/let-go", teaching.let_go, name="let-go-item"),
    path("schools/<slug:school>/teaching/<uuid:item>/held", teaching.held, name="item-held"),
    path("schools/<slug:school>/teaching/<uuid:item>/attended", teaching.attended, name="item-attended"),
    path("schools/<slug:school>/teaching/<uuid:item>/not-so", teaching.not_so, name="item-not-so"),
    path("schools/<slug:school>/teaching/<uuid:item>/read", teaching.read, name="item-read"),
    path("schools/<slug:school>/teaching/<uuid:item>/attach", teaching.attach, name="attach-resource"),
    path("schools/<slug:school>/teaching/<uuid:item>/resources/<uuid:resource>/", teaching.resource, name="resource"),
    path(
        "schools/<slug:school>/teaching/<uuid:item>/resources/<uuid:resource>/remove",
        teaching.detach,
        name="detach-resource",
    ),
    # /schools/<school>/report/
    path("schools/<slug:school>/report/", reports.report, name="report"),
    path("schools/<slug:school>/report/report.pdf", reports.as_pdf, name="report-pdf"),
    path("schools/<slug:school>/report/report.csv", reports.export, name="export-report"),
    path("schools/<slug:school>/report/received", reports.receive, name="receive-report"),
    path("schools/<slug:school>/report/<uuid:report>/report.pdf", reports.received, name="received-report"),
    # /schools/<school>/people/
    path("schools/<slug:school>/people/", people.people, name="people"),
    path("schools/<slug:school>/people/people.csv", people.export, name="export-people"),
    path("schools/<slug:school>/people/add", people.add, name="add-person"),
    # /schools/<school>/people/<person>/
    path("schools/<slug:school>/people/<uuid:pk>/", people.person, name="person"),
    path("schools/<slug:school>/people/<uuid:pk>/held", held.page, name="held"),
    path("schools/<slug:school>/people/<uuid:pk>/held.pdf", held.as_pdf, name="held-pdf"),
    path("schools/<slug:school>/people/<uuid:pk>/held.json", held.as_json, name="held-json"),
    path("schools/<slug:school>/people/<uuid:pk>/change", people.change, name="change-person"),
    path("schools/<slug:school>/people/<uuid:pk>/roles/give", people.give_role, name="give-role"),
    path("schools/<slug:school>/people/<uuid:pk>/roles/<uuid:role>/end", people.end_role, name="end-role"),
    path("schools/<slug:school>/people/<uuid:pk>/guardians/add", people.add_guardian, name="add-guardian"),
    path(
        "schools/<slug:school>/people/<uuid:pk>/guardians/<uuid:guardianship>/change",
        people.change_guardian,
        name="change-guardian",
    ),
    path(
        "schools/<slug:school>/people/<uuid:pk>/guardians/<uuid:guardianship>/end",
        people.end_guardian,
        name="end-guardian",
    ),
    path("schools/<slug:school>/people/<uuid:pk>/invite", people.invite, name="invite"),
    path(
        "schools/<slug:school>/people/<uuid:pk>/invitations/<uuid:link>/withdraw",
        people.withdraw_invitation,
        name="withdraw-invitation",
    ),
    # /schools/<school>/people/rosters/
    path("schools/<slug:school>/people/rosters/", rosters.rosters, name="rosters"),
    path("schools/<slug:school>/people/rosters/rosters.csv", rosters.export, name="export-rosters"),
    path("schools/<slug:school>/people/rosters/<uuid:roster>/", rosters.roster, name="roster"),
    path("schools/<slug:school>/people/rosters/<uuid:roster>/columns", rosters.columns, name="roster-columns"),
    path("schools/<slug:school>/people/rosters/<uuid:roster>/take-over", rosters.take_over, name="roster-take-over"),
    path("schools/<slug:school>/people/rosters/<uuid:roster>/again", rosters.begin_again, name="roster-again"),
    path("schools/<slug:school>/people/rosters/<uuid:roster>/undo", rosters.undo, name="roster-undo"),
    path("schools/<slug:school>/people/rosters/<uuid:roster>/drop", rosters.drop, name="roster-drop"),
    path("schools/<slug:school>/people/rosters/<uuid:roster>/left-out.csv", rosters.bad_rows, name="roster-bad"),
    # /schools/<school>/record/
    path("schools/<slug:school>/record/", record.entries, name="record"),
    path("schools/<slug:school>/record/record.csv", record.export, name="export-record"),
    path("schools/<slug:school>/record/verify", record.verify, name="verify-record"),
    # /schools/<school>/mail/
    path("schools/<slug:school>/mail/", post.messages, name="mail"),
    path("schools/<slug:school>/mail/mail.csv", post.export, name="export-mail"),
    path("schools/<slug:school>/mail/<uuid:pk>", post.message, name="message"),
    # /offices/
    path("offices/", offices.home, name="offices"),
    path("offices/schools.csv", offices.export, name="export-schools"),
    path("offices/held", offices.held, name="offices-held"),
    path("offices/held.csv", offices.export_held, name="export-offices-held"),
    path("offices/installation", offices.health, name="installation"),
    path("offices/schools/add", offices.add_school, name="add-school"),
    path("offices/schools/<slug:key>/headteacher", offices.first_headteacher, name="first-headteacher"),
    # /accessibility, /privacy
    path("accessibility", about.accessibility, name="accessibility"),
    path("privacy", about.privacy, name="privacy"),
    # /components
    path("components", gallery, name="components"),
    # /healthz
    path("healthz", healthz, name="healthz"),
]
