// Writes cases.json: what handlebars.js answers to every template of inputs.mjs.
// Run `npm install && node generate.mjs` here after changing inputs.mjs.
import { writeFileSync } from "node:fs";
import Handlebars from "handlebars";
import { groups, skipped } from "./inputs.mjs";
import { register } from "./helpers.mjs";

function run({ template, data, partials }) {
  const handlebars = Handlebars.create();
  register(handlebars);
  for (const [name, text] of Object.entries(partials ?? {})) handlebars.registerPartial(name, text);
  try {
    handlebars.parse(template);
    for (const text of Object.values(partials ?? {})) handlebars.parse(text);
  } catch {
    return { error: "parse" };
  }
  try {
    return { expected: handlebars.compile(template, { noEscape: true })(data) };
  } catch {
    return { error: "render" };
  }
}

const cases = [];
for (const [group, inputs] of Object.entries(groups)) {
  inputs.forEach(([template, data = {}, partials = {}], index) => {
    const name = `${group}-${String(index + 1).padStart(2, "0")}`;
    const answer = run({ template, data, partials });
    const skip = skipped[name];
    cases.push({ name, template, data, partials, ...answer, ...(skip ? { skip } : {}) });
  });
}
for (const name of Object.keys(skipped)) {
  if (!cases.some((one) => one.name === name)) throw new Error(`nothing is called ${name}`);
}

const engine = `handlebars.js ${Handlebars.VERSION}, noEscape`;
const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
writeFileSync(
  new URL("cases.json", import.meta.url),
  `{\n  "engine": ${JSON.stringify(engine)},\n  "cases": [\n${lines}\n  ]\n}\n`,
);
console.log(`${cases.length} cases, ${Object.keys(skipped).length} skipped`);
