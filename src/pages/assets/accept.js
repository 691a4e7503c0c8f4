// Accepting an invitation: look at it, ask password and code, show the recovery codes once.

import { call, check, explanation, newPasswordRules, onSubmit, refuse, reveal, takeToken } from "./common.js";

const at = (id) => document.getElementById(id);
const form = at("accept");
const token = takeToken();
let needsPassword = true;

function trouble(text, again) {
  at("trouble-text").textContent = text;
  at("retry").hidden = !again;
  at("trouble").hidden = false;
}

async function inspect() {
  at("trouble").hidden = true;
  if (!token) return trouble(at("trouble").dataset.incomplete, false);
  at("loading").hidden = false;
  const answer = await call("POST", "/v1/invitations/inspect", { token });
  at("loading").hidden = true;
  if (answer.ok) return show(answer.body);
  // A link that is refused stays refused; anything else may pass.
  const passing = answer.status === 0 || answer.status === 429 || answer.status >= 500;
  const wrong = answer.body?.code === "validation-failed" ? at("trouble").dataset.incomplete : explanation(answer);
  trouble(wrong, passing);
}

function show(invitation) {
  const until = new Date(invitation.expiresAt);
  const shown = { ...invitation, expiresAt: until.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }) };
  for (const place of form.querySelectorAll("[data-fill]")) place.textContent = shown[place.dataset.fill] ?? "";
  form.querySelector("time").dateTime = invitation.expiresAt;
  at("for-organisation").hidden = !invitation.organisationName;
  at("for-licence-holder").hidden = Boolean(invitation.organisationName);
  at("email").value = invitation.email;
  needsPassword = invitation.needsPassword;
  at(needsPassword ? "known-password" : "choose-password").remove();
  if (invitation.totp) {
    at("enrolled").remove();
    enrol(invitation.totp);
  } else {
    at("enrol").remove();
  }
  form.hidden = false;
}

function enrol({ secret, otpauthUri }) {
  at("secret").textContent = secret.replace(/.{4}(?=.)/g, "$& ");
  at("otpauth").href = otpauthUri;
  draw(otpauthUri);
}

/** The QR code is a help, not a need: without it there is the key. */
async function draw(uri) {
  try {
    const headers = { "Content-Type": "text/plain; charset=utf-8" };
    const response = await fetch("/pages/qr-code", { method: "POST", headers, body: uri, cache: "no-store", credentials: "omit" });
    if (!response.ok) return;
    at("qr").src = `data:image/svg+xml,${encodeURIComponent(await response.text())}`;
    at("qr").hidden = false;
  } catch {
    // The key is there to type.
  }
}

onSubmit(form, async () => {
  const password = at(needsPassword ? "new-password" : "password");
  const code = at("code").value.replace(/\s/g, "");
  const rules = needsPassword
    ? newPasswordRules(form, password, at("repeat-password"))
    : [[password, password.value !== "", form.dataset.required]];
  if (!check(form, [...rules, [at("code"), /^\d{6}$/.test(code), form.dataset.digits]])) return;
  const answer = await call("POST", "/v1/invitations/accept", { token, password: password.value, totpCode: code });
  if (!answer.ok) return refuse(form, answer);
  // Nothing secret stays in the page but the recovery codes.
  form.remove();
  finish(answer.body?.recoveryCodes ?? []);
});

function finish(codes) {
  for (const code of codes) {
    const item = document.createElement("li");
    const text = document.createElement("code");
    text.textContent = code;
    item.append(text);
    at("codes").append(item);
  }
  at("recovery").hidden = codes.length === 0;
  at("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      at("copy-status").textContent = at("copy").dataset.copied;
    } catch {
      at("copy-status").textContent = at("copy").dataset.failed;
    }
  });
  at("print").addEventListener("click", () => print());
  reveal(at("done"));
}

at("retry").addEventListener("click", inspect);
inspect();
