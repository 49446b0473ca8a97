"""Amounts of currencies with hundredths, as whole hundredths."""

from __future__ import annotations

import decimal

_LARGEST = decimal.Decimal(1 << 60)
_LONGEST = 40  # characters


def cents(printed: str) -> int | None:
    """``1234.5`` → 123450; ``None`` for what is no number, has more than two decimals, or is beyond any amount."""
    try:
        amount = decimal.Decimal(printed) * 100 if len(printed) <= _LONGEST else decimal.Decimal("NaN")
    except (decimal.InvalidOperation, ValueError):
        return None
    if not amount.is_finite() or abs(amount) > _LARGEST or amount != amount.to_integral_value():
        return None
    return int(amount)
