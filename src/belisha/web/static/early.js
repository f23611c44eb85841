// Runs before the page is shown: lets the style sheet know that parts may be made livelier. Nothing needs it.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
