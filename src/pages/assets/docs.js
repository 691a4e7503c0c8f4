// The documentation: Swagger UI, and signing in for it. Tokens live in this page's memory only.

import { call, check, clear, mark, attend, summarise, onSubmit, refuse, secondFactor } from "./common.js";

const at = (id) => document.getElementById(id);
const form = at("sign-in");
const SCHEME = "bearer";
/** Fresh tokens are fetched this long before the old ones end. */
const AHEAD = 60_000;

let session = null;
let timer;

const ui = globalThis.SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#swagger",
  presets: [globalThis.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  displayOperationId: true,
  displayRequestDuration: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  // The document arrives after the page: who signed in meanwhile is known from here on.
  onComplete: () => session && authorise(),
});

function authorise() {
  ui.preauthorizeApiKey(SCHEME, session.accessToken);
}

/** Keeps the tokens of an answer, and plans their refresh. */
function keep(tokens) {
  session = { ...session, accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
  const lifetime = tokens.expiresAt ? Date.parse(tokens.expiresAt) - Date.now() : tokens.expiresIn * 1000;
  clearTimeout(timer);
  timer = setTimeout(refresh, Math.max(lifetime - AHEAD, 5_000));
  authorise();
}

async function refresh() {
  const before = session;
  const answer = await call("POST", "/v1/sessions/refresh", { refreshToken: before.refreshToken });
  if (session !== before) return;
  if (answer.ok) return keep(answer.body);
  forget();
  at("ended").hidden = false;
}

function forget() {
  clearTimeout(timer);
  session = null;
  ui.getSystem().authActions.logout([SCHEME]);
  at("signed-in").hidden = true;
  form.hidden = false;
}

/** Lets somebody with a place in several organisations choose one. */
function choose(organisations) {
  const select = at("organisation");
  select.replaceChildren(...organisations.map(({ id, name }) => new Option(name, id)));
  at("organisation-field").hidden = false;
  // A code is good once, and this one has been used.
  at("code").value = "";
  clear(form);
  summarise(form, form.dataset.choose);
  select.focus();
}

function forgetChoice() {
  at("organisation-field").hidden = true;
  at("organisation").replaceChildren();
}

onSubmit(form, async () => {
  at("ended").hidden = true;
  const [email, password, code] = ["email", "password", "code"].map(at);
  if (!check(form, [email, password, code].map((field) => [field, field.value.trim() !== "", form.dataset.required]))) return;
  const organisationId = at("organisation").value || undefined;
  const body = { email: email.value.trim(), password: password.value, ...secondFactor(code.value), organisationId };
  const answer = await call("POST", "/v1/sessions", body);
  if (answer.body?.code === "organisation-choice-required") return choose(answer.body.organisations ?? []);
  if (answer.body?.code === "second-factor-required") {
    clear(form);
    mark(code, answer.body.detail);
    return attend(form);
  }
  if (!answer.ok) return refuse(form, answer);
  session = { email: body.email };
  keep(answer.body);
  const status = at("signed-in-as");
  status.textContent = status.dataset.as.replace("{email}", body.email);
  password.value = "";
  code.value = "";
  forgetChoice();
  form.hidden = true;
  at("signed-in").hidden = false;
  at("sign-out").focus();
});

at("email").addEventListener("input", forgetChoice);

at("sign-out").addEventListener("click", async () => {
  const { accessToken } = session;
  forget();
  at("email").focus();
  await call("DELETE", "/v1/sessions/current", undefined, accessToken);
});

form.hidden = false;
