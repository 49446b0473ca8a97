"""Compatibility normalisation (Unicode NFKC) that can always point back to the characters it came from.

Rules work on the normalised text, evidence quotes the original: :class:`Normalised` keeps both and the map between.
Beside NFKC as such

* circled, parenthesised and superscript digits (①, ⑴, ², ½, ㈠) stay as they are: they number items, count nothing;
* dashes become ``-`` and waves become ``~``, which NFKC leaves in several forms;
* ``ー`` between Latin letters or digits (eーTax) becomes ``-``, as it is printed for one there.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from array import array
from dataclasses import dataclass

# NFKC would turn these into plain digits and so into numbers that nobody printed.
_KEPT = (
    "\u00b2\u00b3\u00b9\u00bc-\u00be"  # ² ³ ¹ ¼ ½ ¾
    "\u2070-\u209f\u2150-\u215f"  # superscripts and subscripts, fractions
    "\u2460-\u24ff"  # ① ⑴ ⒈ ⒜ Ⓐ ⓪ ⓫
    "\u3220-\u3229\u3280-\u3289"  # ㈠ ㊀
    "\u3248-\u324f\u3251-\u325f\u32b1-\u32bf"  # ㉈ ㉑ ㊱
)
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_WAVES = "\u301c\uff5e\u223c\u02dc"

_IS_KEPT = re.compile(f"[{_KEPT}]")
_IS_DASH = re.compile(f"[{_DASHES}]")
_IS_WAVE = re.compile(f"[{_WAVES}]")
# A base character with the marks that belong to it: half-width voiced marks, combining marks.
_CLUSTER = re.compile(r".[\uff9e\uff9f\u3099\u309a\u0300-\u036f]*", re.DOTALL)
_NEEDS_WORK = re.compile(f"[{_DASHES}{_WAVES}]|(?<=[A-Za-z0-9])ー(?=[A-Za-z0-9])")
_LONG_VOWEL_AS_DASH = re.compile(r"(?<=[A-Za-z0-9])ー(?=[A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text and its normalised form; offsets are code points, ends exclusive.

    ``starts[i]`` and ``ends[i]`` say which original characters the normalised character ``i`` came from; both are
    empty where the two texts agree position by position.
    """

    original: str
    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of the normalised range; a character that became several is never cut in two.

        Raises:
            ValueError: the range is not inside the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"range {start}-{end} is outside the normalised text of {len(self.text)} characters")
        if not self.starts:
            return start, end
        if start == end:
            at = self.starts[start] if start < len(self.text) else len(self.original)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def position(self, offset: int) -> int:
        """Normalised offset of the first character that came from original offset ``offset`` or after it."""
        return bisect.bisect_left(self.starts, offset) if self.starts else min(offset, len(self.text))

    def quote(self, start: int, end: int) -> str:
        """The original characters of a normalised range."""
        first, last = self.span(start, end)
        return self.original[first:last]


def normalise(text: str) -> Normalised:
    """Normalise ``text`` (see the module) and keep the way back to it."""
    if text.isascii() or (unicodedata.is_normalized("NFKC", text) and _NEEDS_WORK.search(text) is None):
        return Normalised(text, text, array("l"), array("l"))
    parts: list[str] = []
    starts = array("l")
    ends = array("l")
    one_to_one = True
    for match in _CLUSTER.finditer(text):
        begin, end = match.span()
        part = _normalise_cluster(match.group())
        parts.append(part)
        one_to_one = one_to_one and len(part) == 1 == end - begin
        starts.extend([begin] * len(part))
        ends.extend([end] * len(part))
    joined = _LONG_VOWEL_AS_DASH.sub("-", "".join(parts))
    if one_to_one:
        return Normalised(text, joined, array("l"), array("l"))
    return Normalised(text, joined, starts, ends)


def _normalise_cluster(cluster: str) -> str:
    if _IS_DASH.match(cluster):
        return "-"
    if _IS_WAVE.match(cluster):
        return "~"
    if _IS_KEPT.match(cluster):
        return cluster
    return unicodedata.normalize("NFKC", cluster)
