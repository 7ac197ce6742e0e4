// What a template is rendered with that names nothing else.
export const ana = {
  contact: { firstName: "Ana", lastName: "Diaz", company: null, tags: ["vip", "es"], customFields: { plan: "gold" } },
  order: { id: 415, total: 120.5, paid: true, items: [{ name: "lamp", count: 2 }, { name: "desk", count: 1 }] },
  empty: "", zero: 0, no: false, nothing: null, none: [], object: {}, list: [1, 2, 3], words: ["a", "b"],
  matrix: [[1, 2], [3]], people: { ana: { age: 31 }, bo: { age: 29 } }, text: "hello", html: "<b>&\"'`=</b>",
};
