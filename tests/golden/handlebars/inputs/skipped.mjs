// Where we differ from handlebars.js on purpose, and why. Template -> reason.
const lists = "handlebars.js takes a list index without brackets in the middle of a path, not at its end; we take both";
const equal = "handlebars.js compares contexts with ==, where [3] equals 3, and then loses one level of ../";
const decorators = "decorators are not part of the language; an inline partial has a name and a closing tag";
const missing = "a helper that does not exist is a mistake that we report; in parentheses handlebars.js takes it for nothing";

export default {
  "{{list.9}}|": lists,
  "{{text.0}}|": lists,
  "{{#each matrix}}{{#each this}}{{../length}} {{/each}}{{/each}}": equal,
  "{{#each v}}{{#each this}}{{../../t}}{{/each}}{{/each}}": equal,
  "{{a}}}": "JSON bodies end like {\"id\": {{id}}}, and the closing brace is text",
  "{{#*inline}}x{{/inline}}": decorators,
  "{{*inline \"p\"}}": decorators,
  "{{lookup (missing) 1}}": missing,
  "{{#*inline (lookup . 'n')}}x{{/inline}}{{> p}}":
    "handlebars.js computes the name of an inline partial before there is a context; here it may depend on it",
  "{{#each words as |w|}}{{#*inline \"p\"}}{{w}}{{/inline}}{{> p}}{{/each}}":
    "handlebars.js fails with a TypeError where an inline partial reads a block parameter around it",
  "{{#> p}}{{order.id}}{{/p}}":
    "handlebars.js renders the content without a context to see whether it is empty; here it has the context of the place",
  "{{^no}}\nx\n{{else}}y{{/no}}\nz":
    "handlebars.js swaps the halves of an inverse block before it looks for lines that hold nothing else",
  "{{#if no}}a{{else if text}}b {{else}}c{{~/if}}|":
    "handlebars.js lets the ~ of the closing tag take blanks of another branch of the chain",
  "{{{list.length}}}{{{order.id}}}": "handlebars.js adds neighbouring numbers up when nothing is escaped",
};
