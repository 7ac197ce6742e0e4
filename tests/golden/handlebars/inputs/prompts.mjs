// Prompts as authors write them. Each case: [template, data, partials, options].
import { ana } from "./contexts.mjs";

export default {
  prompt: [
    ["Hi {{default contact.firstName \"there\"}}, this call may be recorded."],
    ["You are the phone assistant of {{account.name}}.\n{{#if contact.company}}\nThe caller works for {{contact.company}}.\n{{else}}\nThe caller is a private person.\n{{/if}}\nBe brief.\n", { ...ana, account: { name: "Acme" } }],
    ["Orders:\n{{#each order.items}}\n{{@index}}. {{name}}, {{count}} {{plural count \"piece\" \"pieces\"}}\n{{else}}\nNone.\n{{/each}}\nTotal: {{order.total}}\n"],
    ["{{#if (and contact.firstName (gt order.total 100))}}Thank you {{contact.firstName}}, your order of {{order.total}} dollars is {{#if order.paid}}paid{{else}}open{{/if}}.{{/if}}"],
    ["{{#with order}}Order {{id}} holds {{#each items}}{{#if @first}}{{else}}{{#if @last}} and {{else}}, {{/if}}{{/if}}{{name}}{{/each}} for {{../contact.firstName}}.{{/with}}"],
    ["{{#ifExists contact.customFields.plan}}Plan: {{upper contact.customFields.plan}}{{else}}No plan{{/ifExists}}"],
    ["# Goal\n{{! for the author only }}\nFind out why {{contact.firstName}} calls.\n\n{{#unless order.paid}}\nAsk for payment first.\n{{/unless}}\n# Tone\nWarm.\n"],
    ["{{#each contact.tags}}{{#eq this \"vip\"}}You speak with a valued customer. {{/eq}}{{/each}}How can I help?"],
    ["Say {{{text}}} & wave. 5 < 6 > 4, isn't it? {{html}}"],
    ["{{~#if order.paid~}}\n  Your order is paid.\n{{~else~}}\n  Your order is open.\n{{~/if}} Anything else?"],
    ["{{> intro}}\n{{> rules tone=\"calm\"}}\n", ana, { intro: "You help {{contact.firstName}}.\n", rules: "Speak in a {{tone}} voice.\n{{#if order}}\nOrder: {{order.id}}\n{{/if}}\n" }],
    ["Answer with JSON like {\"order\": {{order.id}}, \"done\": {{order.paid}} }"],
    ["{{#if contact.firstName}}Hello {{contact.firstName}}{{else}}Hello{{/if}}, you are calling about order {{order.id}}, right?"],
    ["Your items are {{#each order.items}}{{#unless @first}}{{#if @last}} and {{else}}, {{/if}}{{/unless}}{{count}} {{plural count name \"pieces of\"}}{{/each}}."],
    ["{{~#if (eq contact.customFields.plan \"gold\")~}}\n  Offer the free upgrade.\n{{~else if (eq contact.customFields.plan \"silver\")~}}\n  Offer ten percent.\n{{~else~}}\n  Offer nothing.\n{{~/if}}"],
    ["## Rules\n{{#each rules as |rule number|}}\n{{number}}. {{rule}}\n{{/each}}\n\n## Never\n{{#each never}}\n- {{.}}\n{{else}}\n- (nothing)\n{{/each}}\n", { rules: ["Be brief.", "Ask one question."], never: [] }],
    ["{{#> page title=\"Intake\"}}\nAsk for the date of birth.\n{{/page}}\n", {}, { page: "# {{title}}\n{{> @partial-block}}\n# End\n" }],
    ["{{#*inline \"line\"}}{{name}} x{{count}}{{/inline}}\n{{#each order.items}}\n  {{> line}}\n{{/each}}\n"],
    ["{{#with contact}}\n{{#with customFields as |f|}}\nPlan {{f.plan}} of {{../firstName}}\n{{/with}}\n{{/with}}\n"],
    ["{\"id\": \"{{order.id}}\", \"tags\": {{json contact.tags}}, \"name\": {{json contact.company}} }"],
    ["Grüße an {{contact.firstName}} — „{{text}}“ … 你好 {{contact.lastName}}!"],
    ["Use \\{{name}} for the name, like \\{{firstName}}. Caller: {{contact.firstName}}."],
    ["{{! Voice: calm }}{{!-- {{hidden}} --}}\nSpeak calmly.\n"],
    ["Total: {{order.total}} ({{#gt order.total 100}}big{{else}}small{{/gt}}), due {{default order.due \"today\"}}."],
    ["{{#each people as |p name|}}{{upper name}} is {{p.age}}{{#unless @last}}; {{/unless}}{{/each}}."],
    ["{{#if (and order.paid (not order.shipped))}}It is paid and waits to be shipped.{{/if}}"],
    ["{{> greeting contact}} {{> closing name=contact.lastName}}", ana, { greeting: "Hi {{firstName}}{{#if company}} from {{company}}{{/if}}.", closing: "Bye, {{name}}." }],
  ],
};
