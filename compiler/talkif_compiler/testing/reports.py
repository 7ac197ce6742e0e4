"""Results and coverage for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree

import orjson
from msgspec import Struct

from talkif_schemas.source_map import SourceMap

from ..render.junit import counts
from ..render.visible import visible
from .coverage import Coverage, Way
from .script import Result

_SHOWN = 10
"""Nodes and ways that nobody tried, of each flow."""


class Report(Struct, frozen=True):
    results: Mapping[str, tuple[Result, ...]]
    """Path of a file of tests -> what came of them."""
    broken: tuple[str, ...]
    """Paths of files of tests that could not run."""
    coverage: Mapping[str, Coverage]
    """By flow."""
    source_maps: Mapping[str, SourceMap]
    """By flow that a test names: where the nodes of all that it leads to are written."""
    changed: Mapping[str, frozenset[Way]] | None
    """Flow -> ways that there were not in an earlier revision; None when nobody asks."""

    @property
    def failed(self) -> list[Result]:
        return [result for results in self.results.values() for result in results if result.failure is not None]

    @property
    def total(self) -> int:
        return sum(map(len, self.results.values()))


def text(report: Report) -> Iterator[str]:
    for path, results in report.results.items():
        yield visible(path)
        for result in results:
            yield f"  {'ok  ' if result.failure is None else 'FAIL'}  {visible(result.name)}"
            if result.failure is not None:
                start = result.failure.span.start_position
                yield f"        {visible(path)}:{start.line}:{start.column}: {visible(result.failure.message)}"
                yield from (f"        | {visible(line)}" for line in result.transcript)
    for path in report.broken:
        yield f"{visible(path)}\n  its tests cannot run: see the errors above"
    if report.total or report.broken:
        yield ""
    for flow, coverage in report.coverage.items():
        yield from _coverage(flow, coverage, (report.changed or {}).get(flow))
    yield _summary(report)


def _summary(report: Report) -> str:
    failed = len(report.failed)
    broken = f", {_count(len(report.broken), 'file')} of tests cannot run" if report.broken else ""
    if failed:
        return f"{failed} of {_count(report.total, 'test')} failed{broken}"
    return f"{_count(report.total, 'test')} passed{broken}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _coverage(flow: str, coverage: Coverage, changed: frozenset[Way] | None) -> Iterator[str]:
    parts = [
        f"{_share(coverage.nodes.values())} nodes",
        f"{_share(coverage.edges.values())} edges",
        f"{_share(coverage.handlers.values())} handlers",
    ]
    if changed is not None:
        parts.append(f"{_share(coverage.ways[way] for way in changed)} changed edges")
    yield f"{visible(flow)}: {', '.join(parts)}"
    missed = [f"{node} was never entered" for node, times in coverage.nodes.items() if not times]
    missed += [f"{_named(way)} was never taken" for way, times in coverage.ways.items() if not times]
    yield from (f"  {visible(line)}" for line in missed[:_SHOWN])
    if len(missed) > _SHOWN:
        yield f"  and {len(missed) - _SHOWN} more"


def _share(times: Iterable[int]) -> str:
    times = list(times)
    return f"{sum(map(bool, times))} of {len(times)}"


def _named(way: Way) -> str:
    origin = way.node if way.node is not None else "any node"
    return f"{origin} → {way.to} ({way.condition or way.kind})"


def json(report: Report) -> str:
    """`{passed, failed, broken, tests: [...], coverage: {flow: {nodes, edges, handlers[, changed]}}}`."""
    data = {
        "passed": report.total - len(report.failed),
        "failed": len(report.failed),
        "broken": list(report.broken),
        "tests": [_test(path, result) for path, results in report.results.items() for result in results],
        "coverage": {
            flow: _counts(coverage, (report.changed or {}).get(flow)) for flow, coverage in report.coverage.items()
        },
    }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()


def _test(path: str, result: Result) -> dict[str, object]:
    failure = result.failure
    place = failure.span.start_position if failure is not None else None
    return {
        "file": path,
        "name": result.name,
        "line": result.span.start_position.line,
        "passed": failure is None,
        "failure": None
        if failure is None or place is None
        else {"message": failure.message, "line": place.line, "column": place.column},
        "transcript": list(result.transcript),
        "tookMs": result.took_ms,
    }


def _counts(coverage: Coverage, changed: frozenset[Way] | None) -> dict[str, object]:
    def ways(chosen: Iterable[Way]) -> list[dict[str, object]]:
        return [
            {"node": way.node, "kind": way.kind, "to": way.to, "condition": way.condition, "taken": coverage.ways[way]}
            for way in chosen
        ]

    found: dict[str, object] = {
        "nodes": dict(coverage.nodes),
        "edges": ways(coverage.edges),
        "handlers": ways(coverage.handlers),
    }
    return found if changed is None else found | {"changed": ways(way for way in coverage.ways if way in changed)}


def junit(report: Report) -> str:
    broken = len(report.broken)
    sums = counts("talkif-flows test", report.total + broken, len(report.failed), broken)
    root = ElementTree.Element("testsuites", sums)
    for path, results in report.results.items():
        failures = sum(1 for result in results if result.failure is not None)
        suite = ElementTree.SubElement(root, "testsuite", counts(path, len(results), failures))
        for result in results:
            line = str(result.span.start_position.line)
            attributes = {"name": visible(result.name), "classname": visible(path), "line": line}
            case = ElementTree.SubElement(suite, "testcase", attributes)
            if result.failure is not None:
                failure = ElementTree.SubElement(case, "failure", {"message": visible(result.failure.message)})
                failure.text = "\n".join(map(visible, result.transcript))
    for path in report.broken:
        suite = ElementTree.SubElement(root, "testsuite", counts(path, 1, 0, errors=1))
        case = ElementTree.SubElement(suite, "testcase", {"name": "the tests run", "classname": visible(path)})
        ElementTree.SubElement(case, "error", {"message": "the file or its flow has errors: see talkif-flows validate"})
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def lcov(report: Report) -> str:
    """Nodes as lines, ways out of them as branches (the format of geninfo(1)). Handlers stand at no node."""
    lines: list[str] = []
    seen: set[str] = set()
    for source_map in report.source_maps.values():
        for flow, places in source_map.items():
            if flow not in seen and flow in report.coverage and places:
                seen.add(flow)
                lines += _lcov_file(report.coverage[flow], {node: (ref.file, ref.line) for node, ref in places.items()})
    return "\n".join(lines)


def _lcov_file(coverage: Coverage, places: Mapping[str, tuple[str, int]]) -> Iterator[str]:
    yield f"SF:{visible(next(iter(places.values()))[0])}"
    taken = ((places.get(way.node or ""), times) for way, times in coverage.edges.items())
    branches = [(place[1], times) for place, times in taken if place is not None]
    for number, (line, times) in enumerate(branches):
        yield f"BRDA:{line},0,{number},{times}"
    yield f"BRF:{len(branches)}"
    yield f"BRH:{sum(1 for _, times in branches if times)}"
    nodes = {places[node][1]: times for node, times in coverage.nodes.items() if node in places}
    yield from (f"DA:{line},{times}" for line, times in sorted(nodes.items()))
    yield f"LF:{len(nodes)}"
    yield f"LH:{sum(1 for times in nodes.values() if times)}"
    yield "end_of_record"
