// Proves the rules of spectral.yaml: each of our own fires on bad.json and none on good.json. A rule whose path matches
// nothing is silent about everything, and nobody would notice.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
const own = readFileSync(`${folder}/spectral.yaml`, "utf8").match(/^ {2}(adr|house)-[a-z0-9-]+(?=:$)/gm).map((name) => name.trim());

function lint(sample) {
  const options = ["lint", "--ruleset", "spectral.yaml", "--format", "json", "--quiet", `tests/${sample}`];
  let output;
  try {
    output = execFileSync("node_modules/.bin/spectral", options, { cwd: folder, encoding: "utf8" });
  } catch (error) {
    // 1 is "there are findings"; anything else is a ruleset that does not load.
    if (error.status !== 1) throw error;
    output = error.stdout;
  }
  return JSON.parse(output);
}

const fired = new Set(lint("bad.json").map((finding) => finding.code));
const silent = own.filter((rule) => !fired.has(rule));
const wrong = lint("good.json").map((finding) => `${finding.code} at ${finding.path.join("/")}: ${finding.message}`);

for (const rule of silent) console.error(`rule ${rule} does not fire on openapi/tests/bad.json`);
for (const finding of wrong) console.error(`openapi/tests/good.json should be without findings: ${finding}`);
if (silent.length || wrong.length) process.exit(1);
console.log(`${own.length} rules of our own: each fires on the bad sample, none on the good one`);
