// A teacher's questionnaire: shows the questions that are asked, saves the draft by itself, and sends the answers once.

import { call, check, clear, explanation, mark, onSubmit, refuse, reveal, summarise, takeToken } from "./common.js";

const at = (id) => document.getElementById(id);
const form = at("questions");
const overview = at("overview");
const words = form.dataset;
const token = takeToken();

/** {question, part, control, read} for each question, in their order. */
let asked = [];
let ended = false;

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function trouble(text, again) {
  at("trouble-text").textContent = text;
  at("retry").hidden = !again;
  at("trouble").hidden = false;
}

// A link that is refused stays refused; anything else may pass.
const passes = (answer) => answer.status === 0 || answer.status === 429 || answer.status >= 500;
const moment = (text, style) => new Date(text).toLocaleString(document.documentElement.lang, style);

async function inspect() {
  at("trouble").hidden = true;
  if (!token) return trouble(at("trouble").dataset.incomplete, false);
  at("loading").hidden = false;
  const answer = await call("POST", "/v1/teacher-links/inspect", { token });
  at("loading").hidden = true;
  if (answer.ok) return answer.body.submitted ? end("already") : show(answer.body);
  trouble(answer.body?.code === "validation-failed" ? at("trouble").dataset.incomplete : explanation(answer), passes(answer));
}

function show({ childGivenName, organisationName, expiresAt, questionnaire, answers }) {
  const shown = { childGivenName, organisationName, expiresAt: moment(expiresAt, { dateStyle: "long" }) };
  for (const place of form.querySelectorAll("[data-fill]")) place.textContent = shown[place.dataset.fill] ?? "";
  at("title").textContent = questionnaire.title;
  at("introduction").textContent = questionnaire.introduction ?? "";
  at("introduction").hidden = !questionnaire.introduction;
  asked = questionnaire.questions.map((question) => build(question, questionnaire.scale, answers[question.code]));
  at("list").replaceChildren(...asked.map(({ part }) => part));
  adapt();
  form.hidden = false;
}

// ---- Questions ----

function build(question, scale, answer) {
  const id = `q-${question.code}`;
  const hints = [question.hint];
  if (question.type === "multiple_choice") hints.push(words.several);
  if (question.maxLength) hints.push(words.longest.replace("{length}", question.maxLength));
  const hint = make("p", { className: "hint", id: `${id}-hint`, textContent: hints.filter(Boolean).join(" ") });
  const error = make("p", { className: "error", id: `${id}-error`, hidden: true });
  const label = [question.text, question.required ? "" : make("span", { className: "hint", textContent: ` ${words.optional}` })];
  const choices = choicesOf(question, scale);
  const built = choices
    ? buildChoices(question, id, label, hint, error, choices, answer)
    : buildEntry(question, id, label, hint, error, answer);
  const { control } = built;
  control.dataset.pointer = `/answers/${question.code}`;
  control.setAttribute("aria-describedby", hint.textContent ? `${hint.id} ${error.id}` : error.id);
  hint.hidden = !hint.textContent;
  return { question, ...built };
}

/** [value, text, picture] of each choice; nothing for a question that is answered in another way. */
function choicesOf(question, scale) {
  switch (question.type) {
    case "smiley":
      return Array.from({ length: scale }, (_, at) => [at + 1, faceName(at + 1, scale), face(at / (scale - 1))]);
    case "yes_no":
      return [[true, words.yes], [false, words.no]];
    case "choice":
    case "multiple_choice":
      return question.options.map(({ value, text }) => [value, text]);
    default:
      return undefined;
  }
}

function buildChoices(question, id, label, hint, error, choices, answer) {
  const several = question.type === "multiple_choice";
  const chosen = several ? (answer ?? []) : [answer];
  const list = make("div", { className: question.type === "smiley" ? "choices faces" : "choices" });
  const inputs = choices.map(([value, text, picture], position) => {
    const input = make("input", {
      type: several ? "checkbox" : "radio",
      name: id,
      id: `${id}-${position}`,
      checked: chosen.includes(value),
    });
    list.append(make("label", { className: "choice" }, input, picture ?? "", make("span", { textContent: text })));
    return input;
  });
  const legend = make("legend", { id: `${id}-label` }, ...label);
  const control = make("fieldset", { className: "question", id }, legend, hint, error, list);
  control.setAttribute("aria-labelledby", legend.id);
  if (!several) {
    control.setAttribute("role", "radiogroup");
    if (question.required) control.setAttribute("aria-required", "true");
  }
  if (!several && !question.required) {
    const wipe = make("button", { type: "button", className: "quiet", textContent: words.clear });
    wipe.addEventListener("click", () => {
      for (const input of inputs) input.checked = false;
      changed();
    });
    control.append(wipe);
  }
  const read = () => {
    const values = choices.filter((_, position) => inputs[position].checked);
    if (values.length === 0) return undefined;
    return several ? values.map(([value]) => value) : values[0][0];
  };
  const say = () => choices.filter((_, position) => inputs[position].checked).map(([, text]) => text).join(", ");
  return { part: control, control, read, say, sound: () => true };
}

function buildEntry(question, id, label, hint, error, answer) {
  const control = question.type === "text"
    ? make("textarea", { id, rows: 4, maxLength: question.maxLength })
    : make("input", { id, type: question.type });
  if (question.type === "number") {
    Object.assign(control, { step: "any", min: question.minimum ?? "", max: question.maximum ?? "", inputMode: "decimal" });
  }
  control.autocomplete = "off";
  control.value = answer ?? "";
  if (question.required) control.setAttribute("aria-required", "true");
  const title = make("label", { htmlFor: id }, ...label);
  const part = make("div", { className: "field question" }, title, hint, error, control);
  const read = () => {
    if (control.value.trim() === "") return undefined;
    return question.type === "number" ? control.valueAsNumber : control.value;
  };
  const say = () => (question.type === "date" && control.value
    ? moment(`${control.value}T12:00:00`, { dateStyle: "long" })
    : control.value.trim());
  return { part, control, read, say, sound: () => control.validity.valid };
}

function faceName(number, scale) {
  const names = words.faces.split("|");
  const place = ((number - 1) * (names.length - 1)) / (scale - 1);
  return names[place] ?? words.face.replace("{face}", number).replace("{scale}", scale);
}

/** A face, from sad (0) to happy (1). The word beside it says the same, so nobody needs to see it. */
function face(mood) {
  const draw = (tag, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const bend = (mood - 0.5) * 20;
  const corner = 32 - bend / 4;
  return draw("svg", { viewBox: "0 0 48 48", "aria-hidden": "true", focusable: "false" },
    draw("circle", { class: "outline", cx: 24, cy: 24, r: 21 }),
    draw("circle", { class: "eye", cx: 17, cy: 19, r: 2.5 }),
    draw("circle", { class: "eye", cx: 31, cy: 19, r: 2.5 }),
    draw("path", { class: "mouth", d: `M14 ${corner} Q24 ${corner + bend} 34 ${corner}` }));
}

/** Shows what is asked with the present answers, and gives these. A condition looks at earlier questions only. */
function adapt() {
  const answers = {};
  for (const { question, part, read, sound } of asked) {
    const { condition } = question;
    const given = condition && answers[condition.question];
    const meets = (value) => condition.oneOf.includes(value);
    part.hidden = Boolean(condition) && !(Array.isArray(given) ? given.some(meets) : meets(given));
    const answer = part.hidden || !sound() ? undefined : read();
    if (answer !== undefined) answers[question.code] = answer;
  }
  return answers;
}

const visible = () => asked.filter(({ part }) => !part.hidden);

/** Brings the person to the first wrong question; of a group to its first choice. */
function attendFirst(within) {
  const wrong = within.querySelector("[aria-invalid='true']");
  const target = wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong;
  (target ?? within.querySelector(".summary")).focus();
}

// ---- The draft ----

let timer;
let saving;
let unsaved = false;

function changed() {
  adapt();
  unsaved = true;
  plan(1200);
}

function plan(milliseconds) {
  clearTimeout(timer);
  if (!ended) timer = setTimeout(save, milliseconds);
}

/** Saves what there is; one at a time. What changes meanwhile is saved after it. */
async function save() {
  clearTimeout(timer);
  if (saving) {
    await saving;
    if (!unsaved || ended) return;
  }
  unsaved = false;
  saving = call("POST", "/v1/teacher-links/draft", { token, answers: adapt() });
  const answer = await saving;
  saving = undefined;
  if (!ended) tell(answer);
}

function tell(answer) {
  if (answer.ok) {
    const time = moment(answer.body.savedAt, { timeStyle: "short" });
    return say(words.saved.replace("{time}", time), false);
  }
  unsaved = true;
  if (passes(answer)) {
    say(`${explanation(answer)} ${words.unsaved}`, true);
    return plan(Number(answer.retryAfter ?? 10) * 1000);
  }
  if (answer.status === 409 && answer.body?.code === "teacher-link-conflict") return end("already");
  if (answer.body?.code === "answers-invalid") {
    clear(form);
    for (const { pointer, detail } of answer.body.errors ?? []) {
      const one = visible().find(({ control }) => control.dataset.pointer === pointer);
      if (one) mark(one.control, detail);
    }
    return say(words.refused, true);
  }
  form.hidden = overview.hidden = true;
  trouble(explanation(answer), false);
}

/** Says how it stands with the draft, and only what is new. */
function say(text, wrong) {
  const place = at("saved");
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("wrong", wrong);
}

form.addEventListener("change", changed);
form.addEventListener("input", changed);
addEventListener("online", () => unsaved && !form.hidden && plan(0));
addEventListener("beforeunload", (event) => {
  if (unsaved && !ended) event.preventDefault();
});

// ---- Overview and sending ----

let key;

/** A new Idempotency-Key: if an answer gets lost, sending again does not send twice. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

onSubmit(form, async () => {
  const answers = adapt();
  const rules = visible().flatMap(({ question, control, sound }) => [
    [control, sound(), control.validationMessage],
    [control, !question.required || !sound() || question.code in answers, words.required],
  ]);
  if (!check(form, rules)) return attendFirst(form);
  // Whatever is under way comes first, so that no draft arrives after the answers themselves.
  if (unsaved || saving) await save();
  if (ended) return;
  clearTimeout(timer);
  const lines = visible().flatMap(({ question, say: answer }) => [
    make("dt", { textContent: question.text }),
    make("dd", { textContent: answer() || overview.dataset.none }),
  ]);
  at("answers").replaceChildren(...lines);
  key = newKey();
  form.hidden = true;
  overview.querySelector(".summary").hidden = true;
  overview.hidden = false;
  at("overview-title").focus();
});

function back() {
  overview.hidden = true;
  form.hidden = false;
  if (unsaved) plan(1200);
}

at("back").addEventListener("click", () => {
  back();
  form.querySelector("input, textarea").focus();
});

onSubmit(overview, async () => {
  const answer = await call("POST", "/v1/teacher-links/submit", { token, answers: adapt() }, undefined, key);
  if (answer.ok) return end("thanks");
  if (answer.status === 409 && answer.body?.code === "teacher-link-conflict") return end("already");
  if (answer.body?.code === "answers-invalid") {
    back();
    refuse(form, answer);
    return attendFirst(form);
  }
  summarise(overview, explanation(answer));
  overview.querySelector(".summary").focus();
});

function end(part) {
  ended = true;
  clearTimeout(timer);
  form.hidden = overview.hidden = true;
  for (const other of ["thanks", "already"]) at(other).hidden = true;
  reveal(at(part));
}

at("retry").addEventListener("click", inspect);
inspect();
