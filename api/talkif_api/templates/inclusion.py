"""Which templates call which, so that none comes to call itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def circle(slug: str, calls: Mapping[str, Collection[str]]) -> list[str] | None:
    """The way from a template back to itself, such as `a, b, a`; None when there is none. `calls`: by slug."""
    came_from: dict[str, str] = {}
    waiting = [slug]
    while waiting:
        here = waiting.pop()
        for called in sorted(calls.get(here, ())):
            if called == slug:
                way = [slug, here]
                while way[-1] != slug:
                    way.append(came_from[way[-1]])
                return way[::-1] if here != slug else [slug, slug]
            if called in calls and called not in came_from:
                came_from[called] = here
                waiting.append(called)
    return None


def callers(slug: str, calls: Mapping[str, Collection[str]]) -> list[str]:
    """The templates that call one themselves."""
    return sorted(name for name, called in calls.items() if slug in called and name != slug)
