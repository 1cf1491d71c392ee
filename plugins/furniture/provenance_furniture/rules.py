"""Rules for page furniture, and what they take out of a text."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from provenance.errors import InputError
from provenance.model.components import Edit

__all__ = ["Furniture", "Pattern", "Rule"]

_KEYS = {"line", "from", "to", "lines", "after", "part", "publisher"}


class Pattern:
    """A line in which ``*`` stands for anything; capitals and the number of spaces make no difference.

    It is matched by looking for one part after the other, so that the time is that of the line.
    """

    def __init__(self, text: str) -> None:
        self._parts = [" ".join(part.split()).casefold() for part in text.split("*")]

    def matches(self, line: str) -> bool:
        """Whether the whole of a line that `plain` has made plain is matched."""
        first, *middle, last = self._parts if len(self._parts) > 1 else (*self._parts, None)
        if last is None:
            return line == first
        if not line.startswith(first):
            return False
        place = len(first)
        for part in middle:
            found = line.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        return line.endswith(last) and len(line) - len(last) >= place


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; see the README for what each kind takes out."""

    begin: Pattern
    end: Pattern | None = None
    lines: int = 1
    part: float | None = None


class Furniture:
    """Takes out of a text what rules describe.

    Parameters
    ----------
    rules : sequence of Rule
        The rules. Where several match, the one that takes out most counts.
    """

    def __init__(self, rules):
        self._rules = tuple(rules)

    @classmethod
    def read(cls, path):
        """Read rules from a TOML file.

        Raises
        ------
        InputError
            For a file that is not TOML or a rule that is not as described, with its number.
        """
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(f"no rules can be read: {error}.", path=path) from None
        rules = content.get("rule", [])
        if set(content) - {"rule"} or not isinstance(rules, list):
            raise InputError("a file of rules has tables [[rule]] and nothing else.", path=path)
        return cls(_rule(rule, f"{path}: rule {number}") for number, rule in enumerate(rules, 1))

    def edits(self, text):
        """Yield what to take out: whole lines, with their line ends."""
        lines = text.splitlines(keepends=True)
        plain = [" ".join(line.split()).casefold() for line in lines]
        number = start = 0
        while number < len(lines):
            taken = max((self._taken(rule, plain, number) for rule in self._rules), default=0) if plain[number] else 0
            stop = start + sum(map(len, lines[number : number + max(taken, 1)]))
            if taken:
                yield Edit(start, stop, "")
            number, start = number + max(taken, 1), stop

    @staticmethod
    def _taken(rule, plain, number):
        """Return how many lines a rule takes out from here."""
        if not rule.begin.matches(plain[number]):
            return 0
        if rule.part is not None:
            return len(plain) - number if number >= (1 - rule.part) * len(plain) else 0
        if rule.end is None:
            return 1
        for last in range(number, min(number + rule.lines, len(plain))):
            if rule.end.matches(plain[last]):
                return last - number + 1
        return 0


def _rule(rule, where):
    if not isinstance(rule, dict) or len({"line", "from", "after"} & set(rule)) != 1:
        raise InputError(f"{where}: a rule has one of the keys line, from and after.")
    unknown = set(rule) - _KEYS
    if unknown:
        raise InputError(f"{where}: there is no key {min(unknown)!r}; there are: {', '.join(sorted(_KEYS))}.")
    for key in ("line", "from", "to", "after"):
        if key in rule and not (isinstance(rule[key], str) and rule[key].strip(" *")):
            raise InputError(f"{where}: {key} is {rule[key]!r}; it is text that says more than * does.")
    if "line" in rule:
        return Rule(Pattern(rule["line"]))
    if "after" in rule:
        return Rule(Pattern(rule["after"]), part=_number(rule, "part", 0.5, where))
    if "to" not in rule:
        raise InputError(f"{where}: a rule with from has to, the line where it ends.")
    return Rule(Pattern(rule["from"]), Pattern(rule["to"]), lines=int(_number(rule, "lines", 10, where)))


def _number(rule, key, usual, where):
    value = rule.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        raise InputError(f"{where}: {key} is {value!r}; it is a number above 0.")
    return value
