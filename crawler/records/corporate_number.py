"""The corporate number (法人番号): 13 digits, the first of them a check digit."""

from __future__ import annotations

# What review sheets print for a payee that has no corporate number, or none they know.
NO_CORPORATE_NUMBER = "9999999999999"


def valid_corporate_number(number: str) -> bool:
    """Whether 13 ASCII digits are a corporate number (法人番号) with the right check digit.

    The first digit is 9 - (sum of w x d over the other twelve, mod 9), w being 2, 1, 2, 1 … from the left
    (Ordinance of the Ministry of Finance on the designation of corporate numbers, article 2). Thirteen nines meet
    the rule but stand for "no number" in the review sheets, so they are none.
    """
    if len(number) != 13 or not (number.isascii() and number.isdigit()) or number == NO_CORPORATE_NUMBER:
        return False
    digits = [int(digit) for digit in number]
    return digits[0] == 9 - (2 * sum(digits[1::2]) + sum(digits[2::2])) % 9
