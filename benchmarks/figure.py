"""One measured thing beside its floor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds, or bytes where ``unit`` is B; ``aim`` is the ratio to stay under, None where there is none."""

    what: str
    amount: float
    floor: str
    floor_amount: float
    aim: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.amount / self.floor_amount

    @property
    def met(self) -> bool:
        return self.aim is None or self.ratio <= self.aim

    def said(self, amount: float) -> str:
        """An amount as people read it."""
        if self.unit == "B":
            return f"{amount:.0f} B"
        return f"{amount * 1e3:.1f} ms" if amount >= 1e-3 else f"{amount * 1e6:.2f} µs"
