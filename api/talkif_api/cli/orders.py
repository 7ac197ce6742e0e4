"""The order system that the example flow talks to, for the demo: three orders in memory."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, HTTPException

_ORDERS: dict[str, dict[str, Any]] = {
    "415221": {"status": "shipped", "total": 120.0, "arrives": "2026-12-04"},
    "123456": {"status": "delivered", "total": 35.5, "arrives": "2026-11-02"},
    "777001": {"status": "processing", "total": 999.0, "arrives": "2026-12-18"},
}


def create_orders_app() -> FastAPI:
    """`GET /orders/{id}` and `POST /orders/{id}/cancel`."""
    app = FastAPI(openapi_url=None)

    @app.get("/orders/{order_id}")
    async def find(order_id: str) -> dict[str, Any]:
        if order_id not in _ORDERS:
            raise HTTPException(404)
        return _ORDERS[order_id]

    @app.post("/orders/{order_id}/cancel")
    async def cancel(order_id: str) -> dict[str, Any]:
        return {**await find(order_id), "status": "cancelled"}

    return app
