"""Finds the phrases of a province in a text, with or without diacritics, as whole words."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.vietnamese import fold

Phrase = tuple[str, ...]  # folded words
Marks = tuple[str, ...]  # the diacritics of each of them
Typed = list[tuple[str, str]]  # words of a text as `spelt` gives them


@dataclass(frozen=True)
class Lexicon:
    """Phrases by their first word, longest first; each stands for one or more meanings.

    spelling  the diacritics with which the province writes a phrase for a meaning
    """

    by_first: dict[str, list[tuple[Phrase, tuple[str, ...]]]]
    spelling: dict[tuple[str, Phrase], set[Marks]]

    def found(self, text: str) -> list[tuple[str, str, int]]:
        """(meaning, phrase, number of words) of every phrase in `text`; of overlapping ones the longest."""
        return [
            (meaning, " ".join(phrase), len(phrase))
            for _, phrase, meanings in self._hits(fold(text).split())
            for meaning in meanings
        ]

    def meant(self, typed: Typed) -> list[tuple[str, int]]:
        """(meaning, index of its first word) of phrases in `typed`, a text `spelt`, that no diacritic contradicts.

        A word may be typed without diacritics, but not with others: «Hung» may be Hùng, «Hưng» is somebody else.
        """
        marks = [mark for _, mark in typed]
        return [
            (meaning, at)
            for at, phrase, meanings in self._hits([word for word, _ in typed])
            for meaning in meanings
            if any(
                all(mark in {"", own} for mark, own in zip(marks[at:], spelling, strict=False))
                for spelling in self.spelling[meaning, phrase]
            )
        ]

    def _hits(self, tokens: list[str]) -> Iterator[tuple[int, Phrase, tuple[str, ...]]]:
        at = 0
        while at < len(tokens):
            for phrase, meanings in self.by_first.get(tokens[at], ()):
                if tuple(tokens[at : at + len(phrase)]) == phrase:
                    yield at, phrase, meanings
                    at += len(phrase) - 1
                    break
            at += 1


def spelt(text: str) -> Typed:
    """The words of `fold(text)`, each with its diacritics in one order: «hòa» and «hoà» are the same word."""
    words: list[tuple[list[str], list[str]]] = []
    inside = False
    for letter in unicodedata.normalize("NFD", text.lower()):
        if unicodedata.combining(letter):
            if inside:
                words[-1][1].append(letter)
            continue
        bare = "d" if letter == "đ" else letter
        if not ("0" <= bare <= "9" or "a" <= bare <= "z"):
            inside = False
            continue
        if not inside:
            words.append(([], []))
            inside = True
        words[-1][0].append(bare)
        words[-1][1].extend(letter if letter == "đ" else "")
    return [("".join(letters), "".join(sorted(marks))) for letters, marks in words]


def lexicon(entries: Iterable[tuple[str, str]]) -> Lexicon:
    """A lexicon of (meaning, phrase) pairs; phrases may be written with diacritics."""
    meanings: dict[Phrase, list[str]] = defaultdict(list)
    spelling: dict[tuple[str, Phrase], set[Marks]] = defaultdict(set)
    for meaning, phrase in entries:
        typed = spelt(phrase)
        words = tuple(word for word, _ in typed)
        if not words:
            continue
        spelling[meaning, words].add(tuple(mark for _, mark in typed))
        if meaning not in meanings[words]:
            meanings[words].append(meaning)
    by_first: dict[str, list[tuple[Phrase, tuple[str, ...]]]] = defaultdict(list)
    for words in sorted(meanings, key=len, reverse=True):
        by_first[words[0]].append((words, tuple(meanings[words])))
    return Lexicon(dict(by_first), dict(spelling))
