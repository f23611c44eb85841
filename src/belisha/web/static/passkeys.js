// Passkeys: hands what the server asks for to the browser, and what the browser answers back in a form. Pages offer another way too.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked(options) {
  const found = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  if (found.user) found.user = { ...found.user, id: bytes(found.user.id) };
  if (found.allowCredentials) found.allowCredentials = known(found.allowCredentials);
  if (found.excludeCredentials) found.excludeCredentials = known(found.excludeCredentials);
  return { publicKey: found };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector("[data-passkey-error]");
    problem.hidden = true;
    try {
      const options = asked(await optionsOf(form));
      if (form.dataset.passkey === "add") {
        options.publicKey.authenticatorSelection = {
          ...options.publicKey.authenticatorSelection,
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        };
      }
      const made = form.dataset.passkey === "add" ? navigator.credentials.create(options) : navigator.credentials.get(options);
      form.elements.credential.value = answered(await made);
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}
