"""Both languages say the same, the source asks for nothing else, and every sentence can be filled in."""

import ast
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import playground
from playground.words.catalogue import (
    LANGUAGES,
    Message,
    Translator,
    closest_language,
    join_sentences,
    terminal_language,
    translator,
)

PACKAGE = Path(playground.__file__).parent
SOURCES = [PACKAGE.parent / "app.py", *sorted(PACKAGE.rglob("*.py"))]
ENTRIES = translator("en").entries
ROOMS = {key.split(".")[0] for key in ENTRIES}


def placeholders(pattern: str) -> set[tuple[str, str]]:
    """Return the names and the formats of the placeholders of a pattern."""
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(pattern) if name is not None}


def listed(offenders: Iterable[object]) -> str:
    """Return every offender, one a line: pytest shows the first few only."""
    return "\n".join(map(str, offenders))


def names_in(pattern: str) -> set[str]:
    return {name for name, _ in placeholders(pattern)}


# --- The two catalogues ---------------------------------------------------------------------------


def test_there_are_english_and_chinese() -> None:
    assert list(LANGUAGES) == ["en", "zh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_hold_the_same_keys(language: str) -> None:
    assert set(translator(language).entries) == set(ENTRIES)


def test_languages_have_the_same_placeholders() -> None:
    # The forms of a plural may say "once" in place of a number, so each language is held to them together.
    stems = {key: re.sub(r"\.(one|other)$", "", key) for key in ENTRIES}
    found: dict[str, dict[str, set[str]]] = {
        language: {stem: set() for stem in stems.values()} for language in LANGUAGES
    }
    for language, names in found.items():
        for key, stem in stems.items():
            names[stem] |= names_in(translator(language).entries[key])
    other = [
        (stem, found["en"][stem], found["zh"][stem])
        for stem in set(stems.values())
        if found["zh"][stem] != found["en"][stem]
    ]
    assert not other, listed(other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty_or_has_stray_space(language: str) -> None:
    entries = translator(language).entries
    assert not [key for key, entry in entries.items() if not entry.strip() or entry != entry.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_can_be_filled_in(language: str) -> None:
    for key, pattern in translator(language).entries.items():
        values = {name: 3 if spec else "three" for name, spec in placeholders(pattern)}
        assert pattern.format(**values), key


def test_chinese_is_written_in_chinese() -> None:
    # Names, numbers and symbols are the same in both languages; what has several English words is translated.
    left = {
        key
        for key, entry in translator("zh").entries.items()
        if entry == ENTRIES[key] and len(entry.split()) > 2 and not re.search("[一-鿿]", entry)
    }
    assert not left


# --- What the source asks for ---------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A call of `text` or `Message` in the source: where, a pattern of its keys, and the names it gives.

    The names are None where they cannot be read from the source (``**values``).
    """

    where: str
    keys: str
    given: frozenset[str] | None


def key_patterns(node: ast.expr) -> Iterator[str]:
    """Yield regular expressions for the keys that an expression may stand for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = (
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+"
            for part in node.values
        )
        yield "".join(parts)
    elif isinstance(node, ast.IfExp):
        yield from key_patterns(node.body)
        yield from key_patterns(node.orelse)


def in_a_room(pattern: str) -> bool:
    return pattern.replace("\\", "").split(".")[0] in ROOMS and "." in pattern


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def calls() -> list[Call]:
    """Return every call of `text` or `Message` whose key is written in it."""
    found = []
    for path in SOURCES:
        for node in nodes_of(path):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in ("text", "Message"):
                continue
            names = [keyword.arg for keyword in node.keywords]
            given = None if None in names else frozenset(name for name in names if name)
            where = f"{path.name}:{node.lineno}"
            found += [Call(where, p, given) for p in key_patterns(node.args[0]) if in_a_room(p)]
    return found


@cache
def written_keys() -> set[str]:
    """Return patterns for every string in the source that looks like a key."""
    found = set()
    for path in SOURCES:
        nodes = nodes_of(path)
        pieces = {id(piece) for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
        for node in nodes:
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in pieces:
                found.update(key_patterns(node))
    return {pattern for pattern in found if in_a_room(pattern) and re.fullmatch(r"[\w.\\\[\]+-]+", pattern)}


@cache
def entries_for(pattern: str) -> list[str]:
    """Return the keys of the catalogue that a pattern stands for, in either form of a plural."""
    matches = re.compile(rf"{pattern}(\.(one|other))?").fullmatch
    return [key for key in ENTRIES if matches(key)]


def test_calls_are_found() -> None:
    assert len(calls()) > 60


def test_every_key_asked_for_exists() -> None:
    unknown = [call for call in calls() if not entries_for(call.keys)]
    assert not unknown, listed(unknown)


def test_every_call_gives_what_the_sentence_needs() -> None:
    wanting = [
        (call.where, key, language)
        for call in calls()
        if call.given is not None
        for key in entries_for(call.keys)
        for language in LANGUAGES
        if not names_in(translator(language).entries[key]) <= call.given
    ]
    assert not wanting, listed(wanting)


def test_every_string_that_looks_like_a_key_is_one() -> None:
    files = re.compile(r".*\.(toml|py|h5|svg|css)")
    strays = {p for p in written_keys() if not entries_for(p) and not files.fullmatch(p.replace("\\", ""))}
    assert not strays


def test_every_entry_is_used() -> None:
    used = {key for pattern in written_keys() for key in entries_for(pattern)}
    assert not set(ENTRIES) - used


# --- Sentences ------------------------------------------------------------------------------------


CATALOGUE = Translator(
    "en",
    {
        "room.plain": "{name} is here",
        "room.pictures.one": "one picture",
        "room.pictures.other": "{count:,} pictures",
        "room.outer": "Note: {inner}",
    },
)


def test_values_are_filled_in() -> None:
    assert CATALOGUE.text("room.plain", name="Tom") == "Tom is here"


@pytest.mark.parametrize(
    ("count", "sentence"), [(0, "0 pictures"), (1, "one picture"), (2000, "2,000 pictures")]
)
def test_plural_follows_the_count(count: int, sentence: str) -> None:
    assert CATALOGUE.text("room.pictures", count=count) == sentence


def test_message_and_key_give_the_same() -> None:
    assert CATALOGUE.text(Message("room.plain", name="Tom")) == CATALOGUE.text("room.plain", name="Tom")


def test_a_message_can_hold_another() -> None:
    inner = Message("room.pictures", count=1)
    assert CATALOGUE.text("room.outer", inner=inner) == "Note: one picture"


def test_values_are_not_read_as_patterns() -> None:
    assert CATALOGUE.text("room.plain", name="{count}") == "{count} is here"


def test_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"room\.nothing"):
        CATALOGUE.text("room.nothing")


def test_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="name"):
        CATALOGUE.text("room.plain")


def test_messages_are_equal_when_they_say_the_same() -> None:
    assert Message("room.plain", name="Tom") == Message("room.plain", name="Tom")
    assert Message("room.plain", name="Tom") != Message("room.plain", name="Ann")
    assert Message("room.plain") != "room.plain"


# --- The language of a locale ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        *(("zh-CN", "zh"), ("zh_CN.UTF-8", "zh"), ("zh", "zh"), ("ZH-hans-CN", "zh"), ("zh.UTF-8", "zh")),
        *(("en-GB", "en"), ("en_US.UTF-8", "en"), ("de-DE", "en"), ("C.UTF-8", "en"), ("zha", "en")),
        *(("", "en"), (None, "en")),
    ],
)
def test_closest_language(locale: str | None, language: str) -> None:
    assert closest_language(locale) == language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_terminal_language_follows_the_environment(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal_language() == language


# --- Running text ------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        (["One.", "Two."], "One. Two."),
        (["第一句。", "第二句。"], "第一句。第二句。"),
        (["对吗？", "1 + 1 = 2"], "对吗？1 + 1 = 2"),
        (["α = 1", "第二句。"], "α = 1 第二句。"),
        (["", "Two."], "Two."),
        ([], ""),
    ],
)
def test_sentences_are_joined_as_their_language_does(sentences: list[str], text: str) -> None:
    assert join_sentences(sentences) == text


def test_no_space_follows_a_full_width_stop() -> None:
    gap = re.compile(r"[。！？：；，](\*\*)?[ \n](?=[\u4e00-\u9fff])")
    entries = {
        key: text for key, text in translator("zh").entries.items() if not key.startswith("handin.script")
    }
    assert [key for key, text in entries.items() if gap.search(text)] == []
