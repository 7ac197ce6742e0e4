"""The colors of an SVG picture, for light and dark pages."""

from __future__ import annotations

_SHAPES = {
    # family: (light fill, light line, dark fill, dark line)
    "say": ("#dbeafe", "#3b82f6", "#172554", "#60a5fa"),
    "listen": ("#ede9fe", "#8b5cf6", "#2e1065", "#a78bfa"),
    "decide": ("#fef9c3", "#ca8a04", "#422006", "#facc15"),
    "act": ("#cffafe", "#0891b2", "#083344", "#22d3ee"),
    "transfer": ("#ffedd5", "#ea580c", "#431407", "#fb923c"),
    "end": ("#e2e8f0", "#475569", "#334155", "#94a3b8"),
    "step": ("#f1f5f9", "#94a3b8", "#1e293b", "#64748b"),
    "note": ("#fefce8", "#a8a29e", "#292524", "#a8a29e"),
    "mark": ("#334155", "#334155", "#cbd5e1", "#cbd5e1"),
    "missing": ("#fee2e2", "#dc2626", "#450a0a", "#f87171"),
    "reference": ("#ffffff", "#94a3b8", "#0d1117", "#64748b"),
    "hidden": ("#f8fafc", "#94a3b8", "#0f172a", "#64748b"),
}
_CHANGES = {
    "added": ("#bbf7d0", "#14532d"),
    "removed": ("#fecaca", "#7f1d1d"),
    "changed": ("#fde68a", "#78350f"),
    "renamed": ("#bfdbfe", "#1e3a8a"),
}
_SEVERITIES = {"info": ("#2563eb", "#60a5fa"), "warning": ("#d97706", "#fbbf24"), "error": ("#dc2626", "#f87171")}
_LINES = {
    "plain": ("#64748b", "#94a3b8"),
    "handler": ("#94a3b8", "#64748b"),
    "added": ("#16a34a", "#4ade80"),
    "removed": ("#dc2626", "#f87171"),
    "changed": ("#d97706", "#fbbf24"),
}


def _style() -> str:
    return _FIXED + _colors(0) + f"@media (prefers-color-scheme:dark){{{_colors(1)}}}"


_FIXED = (
    "text{font-family:ui-sans-serif,system-ui,'Helvetica Neue',Arial,sans-serif;font-size:11px;text-anchor:middle}"
    "text.id{font-size:13px;font-weight:600}.reference text{font-size:11px;font-weight:400}"
    "text.label{font-size:10px}text.remark{text-anchor:start}"
    "text.found{font-weight:600}"
    ".shape{stroke-width:1.3}.bars{fill:none;stroke-width:1}.edge{fill:none;stroke-width:1.3}"
    ".dotted{stroke-dasharray:2 4}"
    ".missing .shape,.unreachable .shape,.removed .shape,.edge.removed{stroke-dasharray:5 4}"
    ".hidden .shape{stroke-dasharray:2 3}"
    ".info .shape,.warning .shape{stroke-width:2.5}.error .shape{stroke-width:3.5}"
    ".edge.added,.edge.changed{stroke-width:2.4}"
)


def _colors(dark: int) -> str:
    page, ink, soft = (("#ffffff", "#1e293b", "#475569"), ("#0d1117", "#f1f5f9", "#cbd5e1"))[dark]
    rules = [
        f".page{{fill:{page}}}.back{{fill:{page};fill-opacity:.88}}text{{fill:{ink}}}text.more,text.remark{{fill:{soft}}}",
        f".mark text{{fill:{page}}}",
    ]
    for family, four in _SHAPES.items():
        fill, line = four[2 * dark : 2 * dark + 2]
        rules.append(f".{family} .shape{{fill:{fill};stroke:{line}}}.{family} .bars{{stroke:{line}}}")
    rules.append(f".unreachable text{{fill:{soft}}}")
    rules += [f".node.{change} .shape{{fill:{colors[dark]}}}" for change, colors in _CHANGES.items()]
    for severity, colors in _SEVERITIES.items():
        rules.append(f".{severity} .shape{{stroke:{colors[dark]}}}.{severity} text.found{{fill:{colors[dark]}}}")
    for kind, colors in _LINES.items():
        rules.append(f".edge.{kind}{{stroke:{colors[dark]}}}.head.{kind}{{fill:{colors[dark]}}}")
        rules.append(f".label.{kind} text{{fill:{soft if kind in ('plain', 'handler') else colors[dark]}}}")
    return "".join(rules)


STYLE = _style()
