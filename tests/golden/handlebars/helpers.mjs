// The helpers of the flow language that have a meaning in handlebars.js: comparisons, logic, text and lists,
// and the raw block. A predicate also opens a block, as `if` does.
const absent = (value) =>
  value === undefined || value === null || value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

const predicates = {
  ifExists: (value) => !absent(value),
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
};

// A helper hides the data variable of its name, so that `first` and `last` are only there for who calls them.
export function register(handlebars, source) {
  const text = (value) => (value === undefined || value === null ? "" : String(value));
  const truthy = (value) => !handlebars.Utils.isEmpty(value) && value !== 0;
  const all = {
    ...predicates,
    and: (...values) => values.every(truthy),
    not: (value) => !truthy(value),
  };
  for (const [name, test] of Object.entries(all)) {
    handlebars.registerHelper(name, function (...args) {
      const options = args.pop();
      const holds = test(...args);
      if (options.fn === undefined) return holds;
      return holds ? options.fn(this) : options.inverse(this);
    });
  }
  handlebars.registerHelper("or", (...values) => values.slice(0, -1).find(truthy) ?? values.at(-2));
  handlebars.registerHelper("raw", (options) => options.fn({}));
  handlebars.registerHelper("default", (value, fallback) => (absent(value) ? fallback : value));
  handlebars.registerHelper("upper", (value) => text(value).toUpperCase());
  handlebars.registerHelper("lower", (value) => text(value).toLowerCase());
  handlebars.registerHelper("join", (list, separator) => list.join(typeof separator === "string" ? separator : ", "));
  const reads = (name) => new RegExp(`[({ ]${name} `).test(source);
  if (reads("first")) handlebars.registerHelper("first", (list) => list?.[0]);
  if (reads("last")) handlebars.registerHelper("last", (list) => list?.[list.length - 1]);
  handlebars.registerHelper("plural", (count, one, many) => (count === 1 ? one : many));
  handlebars.registerHelper("json", (value) => JSON.stringify(value));
}
