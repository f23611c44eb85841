"""Components: the parts that pages are made of, each wrapped once.

Room: web. In a template they are `ui`: `{{ ui.button("Continue") }}`, `{{ ui.radios("act", "What is it about?", options) }}`.
Text is escaped; HTML has to come as `Markup`, such as a `{% set … %}` block or another part. `/components` shows all.
Next door: `web/gallery` has an example of every part in every state; add one there for a part that you add here.
"""

from belisha.web.components.answers import Column, Side, answer, difference, finding, matrix, quotes
from belisha.web.components.choices import grouped_checkboxes, grouped_radios, grouped_select, years_and_months
from belisha.web.components.decisions import Duty, clause, duty_list, verdict, verdict_tag
from belisha.web.components.forms import (
    Option,
    button,
    button_group,
    checkboxes,
    date_input,
    error_summary,
    file_upload,
    number_input,
    password_input,
    radios,
    select,
    text_input,
    textarea,
)
from belisha.web.components.frame import (
    back_link,
    breadcrumbs,
    footer,
    header,
    pagination,
    phase_banner,
    service_navigation,
    skip_link,
)
from belisha.web.components.words import (
    Row,
    details,
    inset_text,
    link,
    notification_banner,
    panel,
    progress,
    summary_list,
    table,
    tag,
    warning_text,
)

__all__ = [
    "Column",
    "Duty",
    "Option",
    "Row",
    "Side",
    "answer",
    "back_link",
    "breadcrumbs",
    "button",
    "button_group",
    "checkboxes",
    "clause",
    "date_input",
    "details",
    "difference",
    "duty_list",
    "error_summary",
    "file_upload",
    "finding",
    "footer",
    "grouped_checkboxes",
    "grouped_radios",
    "grouped_select",
    "header",
    "inset_text",
    "link",
    "matrix",
    "notification_banner",
    "number_input",
    "pagination",
    "panel",
    "password_input",
    "phase_banner",
    "progress",
    "quotes",
    "radios",
    "select",
    "service_navigation",
    "skip_link",
    "summary_list",
    "table",
    "tag",
    "text_input",
    "textarea",
    "verdict",
    "verdict_tag",
    "warning_text",
    "years_and_months",
]
