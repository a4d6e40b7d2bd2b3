"""Finds the phrases of a province in a text, with or without diacritics, as whole words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.vietnamese import fold


@dataclass(frozen=True)
class Lexicon:
    """Phrases by their first word, longest first; each stands for one or more meanings."""

    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]

    def found(self, text: str) -> list[tuple[str, str, int]]:
        """(meaning, phrase, number of words) of every phrase in `text`; of overlapping ones the longest."""
        tokens = fold(text).split()
        hits: list[tuple[str, str, int]] = []
        at = 0
        while at < len(tokens):
            for phrase, meanings in self.by_first.get(tokens[at], ()):
                if tuple(tokens[at : at + len(phrase)]) == phrase:
                    hits += [(meaning, " ".join(phrase), len(phrase)) for meaning in meanings]
                    at += len(phrase) - 1
                    break
            at += 1
        return hits


def lexicon(entries: Iterable[tuple[str, str]]) -> Lexicon:
    """A lexicon of (meaning, phrase) pairs; phrases may be written with diacritics."""
    meanings: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for meaning, phrase in entries:
        words = tuple(fold(phrase).split())
        if words and meaning not in meanings[words]:
            meanings[words].append(meaning)
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    for words in sorted(meanings, key=len, reverse=True):
        by_first[words[0]].append((words, tuple(meanings[words])))
    return Lexicon(dict(by_first))
