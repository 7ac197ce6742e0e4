from __future__ import annotations

from talkif_compiler.fields.problems import Problems
from talkif_compiler.fields.reading import read
from talkif_compiler.fields.tools import ToolFile
from talkif_compiler.linking.link import Linked
from talkif_compiler.linking.tool_file import link_tools
from talkif_compiler.syntax.sources import Sources

TOOLS = """\
schema: talkif.tools/v1
tools:
  find:
    description: Finds.
    parameters: {{id: {{type: string}}}}
    url: "https://example.com/{url}"
"""


def linked(url: str, more: str = "") -> Linked:
    sources = Sources({"tools.yaml": TOOLS.format(url=url) + more})
    document, _ = sources.document("tools.yaml")
    assert document is not None
    problems = Problems()
    tools = read(ToolFile, document, problems)
    assert tools is not None
    return link_tools(tools, problems, sources, None, None)


def slips(url: str) -> list[str]:
    return [problem.span.text for analysis in linked(url).analyses for problem in analysis.problems]


def test_the_tools_of_a_file_are_those_of_a_flow_that_calls_none() -> None:
    found = linked("x", "  broken: {description: Is not.}\n")
    assert {name: tool is not None for name, tool in found.tools.items()} == {"find": True, "broken": False}
    assert not found.flow.is_whole
    assert linked("x").flow.is_whole


def test_arguments_and_the_names_of_all_flows_are_known() -> None:
    assert slips("{{args.id}}/{{contact.firstName}}/{{call.from}}") == []
    assert slips("{{args.ids}}/{{contact.frstName}}") == ["args.ids", "contact.frstName"]


def test_variables_and_inputs_are_those_of_the_flows_that_use_the_tools() -> None:
    assert slips("{{order_id}}/{{vars.order_id}}/{{inputs.plan}}") == []
