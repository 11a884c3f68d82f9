"""Character offsets to words: for corpora that are annotated over text."""
import re

WORD = re.compile(r"\w+|[^\w\s]")


def words_of(text: str) -> list[tuple[int, int]]:
    """Half-open character spans of words and of single marks."""
    return [m.span() for m in WORD.finditer(text)]


def to_words(spans, start: int, end: int):
    """Half-open word span that covers characters start .. end, or None where there is none."""
    inside = [i for i, (s, e) in enumerate(spans) if s < end and start < e]
    return (inside[0], inside[-1] + 1) if inside else None
