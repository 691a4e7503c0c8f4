// What the pages share: calling the API, taking the token from the address, and showing what is wrong.

const texts = document.body.dataset;

/** Calls the API. Answers {ok, status, body}; a failure of the network has status 0. A key makes a repeat safe. */
export async function call(method, path, body, accessToken, idempotencyKey) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (accessToken) headers.Authorization = `Bearer ${accessToken}`;
  if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : null;
    return { ok: response.ok, status: response.status, body: answer, retryAfter: response.headers.get("Retry-After") };
  } catch {
    return { ok: false, status: 0, body: null };
  }
}

/** The token of a mailed link. It is taken out of the address bar, so that it does not stay in the history. */
export function takeToken() {
  // The same link opened again in this tab changes only the fragment: start anew with it.
  addEventListener("hashchange", () => location.hash && location.reload());
  let token = location.hash.slice(1).trim();
  try {
    token = decodeURIComponent(token);
  } catch {
    // Not encoded after all.
  }
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** What a failed answer means, in words for a person. */
export function explanation(answer) {
  if (answer.status === 429 && answer.retryAfter) return texts.wait.replace("{seconds}", answer.retryAfter);
  if (answer.status === 0) return texts.offline;
  if (answer.status === 503) return texts.away;
  if (answer.status >= 500) return texts.failed.replace("{instance}", answer.body?.instance ?? "");
  if (answer.body?.code === "validation-failed") return texts.check;
  return answer.body?.detail ?? texts.failed.replace("{instance}", "");
}

/** Takes earlier messages away. */
export function clear(form) {
  const summary = form.querySelector(".summary");
  summary.hidden = true;
  summary.replaceChildren();
  for (const error of form.querySelectorAll(".error")) {
    error.hidden = true;
    error.textContent = "";
  }
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** Marks a field as wrong and says why. */
export function mark(field, detail) {
  const place = document.getElementById(`${field.id}-error`);
  field.setAttribute("aria-invalid", "true");
  place.textContent = place.textContent ? `${place.textContent} ${detail}` : detail;
  place.hidden = false;
}

/** Shows a message above the form, with a list of what has no field of its own. */
export function summarise(form, message, others = []) {
  const summary = form.querySelector(".summary");
  summary.replaceChildren();
  const line = document.createElement("p");
  line.textContent = message;
  summary.append(line);
  if (others.length > 0) {
    const list = document.createElement("ul");
    for (const other of others) {
      const item = document.createElement("li");
      item.textContent = other;
      list.append(item);
    }
    summary.append(list);
  }
  summary.hidden = false;
}

/** Shows a failed answer: the message above the form, and each violation at its field. */
export function refuse(form, answer) {
  clear(form);
  const fields = [...form.querySelectorAll("[data-pointer]")];
  const others = [];
  for (const error of answer.body?.errors ?? []) {
    const field = fields.find((candidate) =>
      [candidate.dataset.pointer, candidate.dataset.pointerAlso].includes(error.pointer) && candidate.offsetParent !== null);
    if (field) mark(field, error.detail);
    else others.push(error.detail);
  }
  summarise(form, explanation(answer), others);
  attend(form);
}

/** Brings the person to the first wrong field, or to the message. */
export function attend(form) {
  (form.querySelector("[aria-invalid]") ?? form.querySelector(".summary")).focus();
}

/** Marks the fields that break a rule of [field, isRight, message]; says whether all is well. */
export function check(form, rules) {
  clear(form);
  const broken = rules.filter(([, right]) => !right);
  for (const [field, , message] of broken) mark(field, message);
  if (broken.length > 0) {
    summarise(form, texts.check);
    attend(form);
  }
  return broken.length === 0;
}

/** Calls `send` when the form is submitted, once at a time. */
export function onSubmit(form, send) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    if (button.disabled) return;
    const label = button.textContent;
    button.disabled = true;
    button.textContent = form.dataset.busy;
    try {
      await send();
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  });
}

/** The rules for a new password and its repetition. */
export function newPasswordRules(form, password, repeated) {
  return [
    [password, [...password.value].length >= 12, password.value ? form.dataset.short : form.dataset.required],
    [repeated, repeated.value !== "", form.dataset.required],
    [repeated, repeated.value === "" || repeated.value === password.value, form.dataset.differs],
  ];
}

/** Six digits are a code of the app; anything else is a recovery code. */
export function secondFactor(text) {
  const digits = text.replace(/\s/g, "");
  return /^\d{6}$/.test(digits) ? { totpCode: digits } : { recoveryCode: text.trim().toLowerCase() };
}

/** Shows a part of the page and brings the person there. */
export function reveal(part) {
  part.hidden = false;
  part.focus();
}

for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}
