// Makes bringing a document in, and reviewing it, livelier: every page of it works without.
// Four parts, each for one page: sending a file, waiting for it, the review with its keys, and writing a rule.

const asJson = { Accept: "application/json" };
const said = (text, within = document) => {
  const place = within.querySelector("[data-said]");
  if (place) place.textContent = text;
};

// ---- sending a file: one that is too large is not sent at all ------------------------------------------------------------

const upload = document.querySelector("[data-upload]");
if (upload) {
  const input = upload.querySelector("input[type=file]");
  upload.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (file && file.size > Number(upload.dataset.largest)) {
      event.preventDefault();
      refuse(upload.dataset.tooLarge);
    } else if (file) {
      upload.querySelector("[data-sending]").textContent = "Sending the document …";
    }
  });
  window.addEventListener("pageshow", () => (upload.querySelector("[data-sending]").textContent = ""));

  const refuse = (problem) => {
    upload.querySelector("#file-error")?.remove();
    document.querySelector(".govuk-error-summary")?.remove();
    const message = document.createElement("p");
    message.id = "file-error";
    message.className = "govuk-error-message";
    message.textContent = problem;
    input.before(message);
    input.closest(".govuk-form-group").classList.add("govuk-form-group--error");
    input.setAttribute("aria-describedby", "file-hint file-error");
    const summary = document.createElement("div");
    summary.className = "govuk-error-summary";
    summary.tabIndex = -1;
    summary.innerHTML =
      '<div role="alert"><h2 class="govuk-error-summary__title">There is a problem</h2><div class="govuk-error-summary__body">' +
      '<ul class="govuk-list govuk-error-summary__list"><li><a href="#file"></a></li></ul></div></div>';
    summary.querySelector("a").textContent = problem;
    document.querySelector("main h1").before(summary);
    if (!document.title.startsWith("Error: ")) document.title = `Error: ${document.title}`;
    summary.focus();
  };
}

// ---- waiting: asks until the document has been read ----------------------------------------------------------------------

const waiting = document.querySelector("[data-waiting]");
if (waiting) {
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { headers: asJson });
      const state = await answer.json();
      if (!state.waiting) return location.reload();
      const before = state.before ? `${state.before} document${state.before > 1 ? "s" : ""} will be read before yours.` : "";
      if (before) said(before, waiting);
    } catch {
      // The server may be starting again; the document waits for it.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 500);
}

// ---- the review ----------------------------------------------------------------------------------------------------------

const review = document.querySelector("[data-review]");
if (review) {
  const pending = new Set();
  let newest = Number(review.dataset.version);
  let here = null; // the sentence that had the focus last

  const rows = () => [...review.querySelectorAll("[data-sentence]")];
  const open = (row) => row.hasAttribute("data-open") && !row.hasAttribute("aria-busy");
  const current = () => document.activeElement?.closest("[data-sentence]") ?? (here?.isConnected ? here : null);
  const go = (row) => {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const nextOpen = (after) => {
    const all = rows();
    const from = after ? all.indexOf(after) + 1 : 0;
    return all.slice(from).find(open) ?? all.slice(0, from).find(open);
  };

  review.addEventListener("focusin", (event) => (here = event.target.closest("[data-sentence]") ?? here));

  const send = async (form, submitter) => {
    const body = new FormData(form);
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const answer = await fetch(form.action, { method: "POST", body, headers: asJson });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(String(answer.status));
    return answer.json();
  };

  // Puts what has changed into the page; the focus stays where it is.
  const show = (answer) => {
    for (const [position, html] of Object.entries(answer.rows)) {
      const old = document.getElementById(`s-${position}`);
      if (!old) continue;
      const inside = old.contains(document.activeElement);
      old.outerHTML = html;
      const fresh = document.getElementById(`s-${position}`);
      if (here === old) here = fresh;
      if (inside) fresh.focus({ preventScroll: true });
    }
    if (answer.version >= newest) {
      newest = answer.version;
      const progress = review.querySelector("[data-progress]");
      const inside = progress.contains(document.activeElement);
      progress.innerHTML = answer.progress;
      if (inside) (progress.querySelector("[data-undo] button, a") ?? review).focus({ preventScroll: true });
    }
    said(answer.said, review);
    check();
  };

  const failed = (row, error) => {
    const expired = error.message === "403";
    const problem = expired ? "Not saved. Load the page again, and decide once more." : "Not saved. Try again; if it goes on, load the page again.";
    if (!row) return said(problem, review);
    row.removeAttribute("aria-busy");
    row.querySelector(".govuk-error-message")?.remove();
    const message = document.createElement("p");
    message.className = "govuk-error-message";
    message.setAttribute("role", "alert");
    message.textContent = problem;
    row.querySelector(".belisha-sentence__rule").prepend(message);
  };

  const decide = (row, submitter) => {
    const form = row.querySelector("form");
    if (row.hasAttribute("aria-busy")) return;
    row.setAttribute("aria-busy", "true");
    const answer = send(form, submitter).then(show, (error) => failed(row, error));
    pending.add(answer);
    answer.finally(() => pending.delete(answer));
    // On to the next at once: what comes back changes the row, and moves nothing.
    const next = submitter.value === "again" ? null : nextOpen(row);
    if (next) go(next);
    else go(row);
  };

  review.addEventListener("submit", async (event) => {
    const row = event.target.closest("[data-sentence]");
    if (row && event.submitter) {
      event.preventDefault();
      decide(row, event.submitter);
    } else if (event.target.matches("[data-undo]")) {
      event.preventDefault();
      undo();
    }
  });

  const undo = async () => {
    await Promise.allSettled(pending);
    const form = review.querySelector("[data-undo]");
    if (!form) return said("There is nothing to undo.", review);
    try {
      const answer = await send(form);
      show(answer);
      const back = document.getElementById(`s-${Object.keys(answer.rows)[0]}`);
      if (back) go(back);
    } catch (error) {
      failed(null, error);
    }
  };

  // What was found, looked for again once nothing has been decided for a moment.
  let soon = 0;
  const check = () => {
    clearTimeout(soon);
    soon = setTimeout(async () => {
      await Promise.allSettled(pending);
      try {
        const answer = await fetch(review.dataset.check, { headers: asJson });
        if (!answer.ok) return;
        const found = await answer.json();
        const place = review.querySelector("[data-findings]");
        if (found.version >= newest && !place.contains(document.activeElement)) place.innerHTML = found.html;
      } catch {
        // It is asked again after the next decision.
      }
    }, 400);
  };
  if (!review.dataset.checked) check();

  // Keys. They can be switched off, and none of them is taken while somebody types or holds another key.
  const KEPT = "belisha-keys";
  const keep = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(KEPT);
      localStorage.setItem(KEPT, value);
    } catch {
      // A browser that keeps nothing has them on.
    }
    return null;
  };
  let on = keep() !== "off";
  const button = review.querySelector("[data-keys-switch]");
  const label = () => (button.textContent = on ? "Switch the keys off" : "Switch the keys on");
  button.addEventListener("click", () => {
    on = !on;
    keep(on ? "on" : "off");
    label();
  });
  label();
  review.querySelector("[data-keys]").hidden = false;

  const press = (value) => {
    const row = current();
    const found = row?.querySelector(`button[value="${value}"]`);
    if (found) decide(row, found);
    else if (row && value === "accept") said("There is no suggested rule to accept here.", review);
  };
  const step = (by) => {
    const all = rows();
    const row = current();
    const to = row ? all.indexOf(row) + by : by > 0 ? 0 : all.length - 1;
    if (all[to]) go(all[to]);
  };
  const keys = {
    a: () => press("accept"),
    p: () => press("prose"),
    b: () => press("nobody"),
    r: () => press("again"),
    e: () => current()?.querySelector('[data-go="edit"]')?.click(),
    j: () => step(1),
    k: () => step(-1),
    n: () => {
      const row = nextOpen(current());
      if (row) return go(row);
      const after = current()?.dataset.sentence ?? 0;
      if (review.querySelector('[data-go="next"]')) location.assign(`${review.dataset.next}&after=${after}`);
    },
    u: () => undo(),
  };
  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const does = keys[event.key];
    if (!does || (event.repeat && !["j", "k"].includes(event.key))) return; // a key that is held down decides once
    event.preventDefault();
    does();
  });

  // Whoever comes by a link to one sentence has it under the keys.
  const named = location.hash.startsWith("#s-") && document.getElementById(location.hash.slice(1));
  if (named) named.focus({ preventScroll: true });
}

// ---- writing a rule: read as it is typed ---------------------------------------------------------------------------------

const rule = document.querySelector("[data-rule]");
if (rule) {
  const field = rule.querySelector("#rule");
  const place = rule.querySelector("[data-typed]");
  let soon = 0;
  let asked = 0;
  const read = async () => {
    const mine = ++asked;
    if (!field.value.trim()) {
      place.replaceChildren();
      return said("", rule);
    }
    try {
      const answer = await fetch(rule.dataset.rule, { method: "POST", body: new FormData(rule), headers: asJson });
      if (!answer.ok || mine !== asked) return;
      const found = await answer.json();
      place.innerHTML = found.html;
      said(found.said, rule);
    } catch {
      // It is read again with the next letter, and in any case when it is saved.
    }
  };
  const later = () => {
    clearTimeout(soon);
    soon = setTimeout(read, 400);
  };
  field.addEventListener("input", later);
  rule.querySelector("#modality").addEventListener("change", later);
  if (!place.childElementCount) read();
}
