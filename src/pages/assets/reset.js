// A forgotten password: ask for a link, or with the link's token choose a new password.

import { call, check, newPasswordRules, onSubmit, refuse, reveal, secondFactor, takeToken } from "./common.js";

const at = (id) => document.getElementById(id);
const ask = at("ask");
const confirm = at("confirm");
const token = takeToken();

(token ? confirm : ask).hidden = false;

onSubmit(ask, async () => {
  const email = at("email");
  if (!check(ask, [[email, email.value.trim() !== "", ask.dataset.required]])) return;
  const answer = await call("POST", "/v1/password-resets", { email: email.value.trim() });
  if (!answer.ok) return refuse(ask, answer);
  ask.remove();
  reveal(at("asked"));
});

onSubmit(confirm, async () => {
  const password = at("new-password");
  const code = at("code");
  const rules = newPasswordRules(confirm, password, at("repeat-password"));
  if (!check(confirm, [...rules, [code, code.value.trim() !== "", confirm.dataset.required]])) return;
  const body = { token, newPassword: password.value, ...secondFactor(code.value) };
  const answer = await call("POST", "/v1/password-resets/confirm", body);
  if (!answer.ok) return refuse(confirm, answer);
  confirm.remove();
  reveal(at("confirmed"));
});
