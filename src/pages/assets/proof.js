// A licence proof: asks the service how the licence stands now.

import { call, explanation, reveal, takeToken } from "./common.js";

const at = (id) => document.getElementById(id);
const proof = at("proof");
const token = takeToken();

function trouble(text, again) {
  at("trouble-text").textContent = text;
  at("retry").hidden = !again;
  at("trouble").hidden = false;
}

const day = (text, style) => new Date(text).toLocaleString(document.documentElement.lang, style);

async function inspect() {
  at("trouble").hidden = true;
  if (!token) return trouble(at("trouble").dataset.incomplete, false);
  at("loading").hidden = false;
  const answer = await call("POST", "/v1/licence-proofs/inspect", { token });
  at("loading").hidden = true;
  if (answer.ok) return show(answer.body);
  // A link that is refused stays refused; anything else may pass.
  const passing = answer.status === 0 || answer.status === 429 || answer.status >= 500;
  const wrong = answer.body?.code === "validation-failed" ? at("trouble").dataset.incomplete : explanation(answer);
  trouble(wrong, passing);
}

function show(licence) {
  const shown = {
    name: licence.name,
    kind: proof.dataset[licence.kind.toLowerCase()] ?? licence.kind,
    verdict: licence.valid ? proof.dataset.valid : proof.dataset.invalid,
    validUntil: licence.validUntil && day(`${licence.validUntil}T12:00:00`, { dateStyle: "long" }),
    checkedAt: day(licence.checkedAt, { dateStyle: "long", timeStyle: "short" }),
  };
  for (const place of proof.querySelectorAll("[data-fill]")) place.textContent = shown[place.dataset.fill] ?? "";
  proof.querySelector(".verdict").classList.toggle("valid", licence.valid);
  at("until").hidden = !licence.validUntil;
  reveal(proof);
}

at("retry").addEventListener("click", inspect);
inspect();
