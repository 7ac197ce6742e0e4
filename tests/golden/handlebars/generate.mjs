// Writes cases.json: what handlebars.js answers to every template in inputs/.
// Run `npm install && node generate.mjs` here after changing an input.
import { readdirSync, writeFileSync } from "node:fs";
import Handlebars from "handlebars";
import { register } from "./helpers.mjs";
import { ana } from "./inputs/contexts.mjs";
import skipped from "./inputs/skipped.mjs";

const files = readdirSync(new URL("inputs", import.meta.url)).filter((name) => !/^(contexts|skipped)/.test(name));

// What is spoken is not escaped. The option noEscape will not do: it adds neighbouring numbers up.
Handlebars.Utils.escapeExpression = (value) => (value === undefined || value === null ? "" : String(value));

// Where handlebars.js says where the mistake is: line from 1, column from 0.
function failed(stage, error) {
  const line = error.lineNumber ?? Number(/^(?:Parse|Lexical) error on line (\d+)/.exec(error.message)?.[1]);
  return { error: stage, ...(line ? { line } : {}), ...(error.column === undefined ? {} : { column: error.column }) };
}

function run(template, data, partials, options) {
  const handlebars = Handlebars.create();
  register(handlebars, [template, ...Object.values(partials)].join("\n"));
  try {
    for (const [name, text] of Object.entries(partials)) {
      handlebars.registerPartial(name, text);
      handlebars.parse(text);
    }
    handlebars.parse(template);
  } catch (error) {
    return failed("parse", error);
  }
  try {
    return { expected: handlebars.compile(template, options)(data) };
  } catch (error) {
    return failed("render", error);
  }
}

const cases = [];
const unused = new Set(Object.keys(skipped));
for (const file of files.sort()) {
  const { default: groups } = await import(new URL(`inputs/${file}`, import.meta.url));
  for (const [group, inputs] of Object.entries(groups)) {
    inputs.forEach(([template, data = ana, partials = {}, options = {}], index) => {
      const name = `${group}-${String(index + 1).padStart(2, "0")}`;
      const mode = options.strict ? { strictness: "strict" } : options.assumeObjects ? { strictness: "objects" } : {};
      const skip = skipped[template] === undefined ? {} : { skip: skipped[template] };
      unused.delete(template);
      const context = data === ana ? { context: "ana" } : { data };
      cases.push({ name, template, ...context, partials, ...mode, ...run(template, data, partials, options), ...skip });
    });
  }
}
if (unused.size) throw new Error(`no case has the template ${[...unused]}`);

const engine = `handlebars.js ${Handlebars.VERSION}, escaping off`;
const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
writeFileSync(
  new URL("cases.json", import.meta.url),
  `{\n  "engine": ${JSON.stringify(engine)},\n  "contexts": ${JSON.stringify({ ana })},\n  "cases": [\n${lines}\n  ]\n}\n`,
);
console.log(`${cases.length} cases, ${Object.keys(skipped).length} skipped`);
