"""Plain words for what a YAML parser finds wrong."""

from pathlib import Path

import yaml

from households.problems import Problem

_TAB = ("A tab stands where YAML takes only spaces", "Replace the tab by spaces.")
_INDENT = (
    "The indentation does not fit the lines above",
    "Give all keys of one block the same number of leading spaces.",
)
_OPEN = ("A bracket, brace or quote is not closed", "Close what is opened in this line.")
_COLON = ("A colon is missing after a key", "Write the line as key: value.")
_FLOW = (
    "A list or block in brackets is not closed, or a comma is missing",
    "Close it with ] or }, and put a comma between its entries.",
)

# Parts of the parser's messages, the first that fits counts.
_WORDS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("'\\t'", _TAB),
    (
        "cannot start any token",
        ("The text starts with a sign that has a meaning in YAML", "Put the text in quotes."),
    ),
    (
        "mapping values are not allowed",
        (
            "A second colon stands in one line, or the line is indented too far",
            'Put text that contains a colon in quotes: "like: this".',
        ),
    ),
    ("could not find expected ':'", _COLON),
    ("unexpected end of stream", _OPEN),
    ("found unknown escape", ("A backslash in double quotes starts a code", "Use single quotes.")),
    (
        "found undefined alias",
        ("An alias (*name) has no anchor (&name) above it", "Put quotes around text that needs *."),
    ),
    ("found duplicate anchor", ("An anchor (&name) is defined twice", "Rename one of them.")),
    (
        "expected a single document",
        ("The file has two documents", "Take the line --- between them away."),
    ),
    ("but found another document", ("The file has two documents", "Take the second --- away.")),
    ("expected ',' or", _FLOW),
    ("expected the node content", _FLOW),
    ("expected <block end>", _INDENT),
    ("expected <document start>", _INDENT),
)


def syntax_problem(path: Path, text: str, error: Exception) -> Problem:
    """Return the one problem that a parser stopped at."""
    if isinstance(error, RecursionError):
        return Problem(path, 1, "The file is nested too deeply", "Check that it is the right file.")
    if isinstance(error, yaml.reader.ReaderError):
        return _character_problem(path, text, error)
    if not isinstance(error, yaml.MarkedYAMLError):
        message, remedy = _plain(str(error))
        return Problem(path, 1, message, remedy)
    words, mark = _plain(error.problem or str(error)), error.problem_mark
    if words in (_OPEN, _FLOW, _COLON):
        # The parser notices further down; the person must look where it begins.
        mark = error.context_mark or mark
    line = mark.line + 1 if mark else 1
    message, remedy = _TAB if _has_tab_indent(text, line) else words
    return Problem(path, line, message, remedy)


def _plain(reason: str) -> tuple[str, str]:
    for part, words in _WORDS:
        if part in reason:
            return words
    return f"This is not valid YAML: {reason}", "Check brackets, quotes and indentation here."


def _has_tab_indent(text: str, line: int) -> bool:
    content = (text.splitlines() or [""])[min(line, len(text.splitlines()) or 1) - 1]
    return "\t" in content[: len(content) - len(content.lstrip())]


def _character_problem(path: Path, text: str, error: yaml.reader.ReaderError) -> Problem:
    position = error.position if isinstance(error.position, int) else 0
    line = text.count("\n", 0, position) + 1
    message = "The file holds a character that no text file has (a control character)"
    return Problem(path, line, message, "Delete it, or save the file as UTF-8 text again.")
