from __future__ import annotations

from talkif_compiler.checks.services.prompts import TAG_TOKENS, PromptText, prompts, tokens_of
from talkif_compiler.files.bind import bind
from talkif_compiler.linking.link import link
from talkif_compiler.syntax.sources import Sources


def read(prompt: str, **files: str) -> PromptText:
    flow = "schema: talkif.flow/v1\nflow: a\nprompt: {file: prompts/p.md}\nstart: bye\nnodes: {bye: {type: end}}\n"
    sources = Sources(
        {"a.yaml": flow, "prompts/p.md": prompt, **{f"prompts/{name}.md": text for name, text in files.items()}}
    )
    document, _ = sources.document("a.yaml")
    assert document is not None
    bound, _ = bind(document)
    assert bound is not None
    linked, _ = link(bound, sources)
    (found,) = prompts(linked)
    return found


def test_words_stand_where_they_are_written_and_tags_are_blank() -> None:
    prompt = "Hi {{contact.firstName}},\n{{#if contact.email}}mail{{else}}no\nmail{{/if}} is here."
    found = read(prompt)
    assert len(found.words) == len(prompt)
    assert found.words.split() == ["Hi", ",", "mail", "no", "mail", "is", "here."]
    assert found.words.count("\n") == prompt.count("\n")
    at = found.words.index("here")
    assert found.place(at, at + 4).text == "here"


def test_tokens_of_scripts() -> None:
    assert tokens_of("Be brief.") == 3
    assert tokens_of("谢谢你的来电") == 6
    assert tokens_of("Привет") == 3
    assert tokens_of("") == 0


def test_tags_count_as_a_few_words_and_the_longer_side_of_a_block_counts() -> None:
    assert read("{{contact.firstName}}").tokens == TAG_TOKENS
    assert read("{{#if contact.email}}abcd{{else}}abcdabcd{{/if}}").tokens == 2


def test_partials_count_with_their_text_and_circles_of_them_end() -> None:
    assert read("{{> rules}}", rules="abcd" * 10).tokens == 10
    assert read("{{> one}}", one="abcd{{> two}}", two="abcd{{> one}}").tokens == 2


def test_nested_partials_are_counted_once_each() -> None:
    chain = {f"p{n}": f"{{{{> p{n + 1}}}}}" * 50 for n in range(8)}
    assert read("{{> p0}}", **chain, p8="abcd").tokens == 50**8
