"""Markup of the content to HTML: Markdown, references by id, footnotes, and words that stay on one line.

In: one text field as the editor wrote it. Out: HTML that needs no further escaping, or the list of references in it.
What a reference prints is not known here: a callback turns each one into HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

ISO = re.compile(r"\d{4}-\d\d(-\d\d)?(/\d{4}-\d\d(-\d\d)?)?")
_REFERENCE = re.compile(
    r"(?P<figure>!)?\[\[(?P<page>@)?(?P<target>[^\[\]|.\s]+)(?:\.(?P<field>[a-z]+))?(?:\|(?P<text>[^\[\]]+))?\]\]"
)


@dataclass(frozen=True)
class Reference:
    """`[[target.field|text]]`, `[[@target]]` or `![[target]]`, and where it begins in the text."""

    target: str
    field: str | None = None
    text: str | None = None
    page: bool = False
    figure: bool = False
    offset: int = 0

    @property
    def is_date(self) -> bool:
        """Whether the target is a day or a month of the calendar and not a record."""
        return bool(ISO.fullmatch(self.target))


Resolver = Callable[[Reference], str]


def _read(match: re.Match[str]) -> Reference:
    part = match.groupdict()
    return Reference(
        part["target"], part["field"], part["text"], bool(part["page"]), bool(part["figure"]), match.start()
    )


def references(text: str) -> Iterator[Reference]:
    """Every reference in a text, in order."""
    return map(_read, _REFERENCE.finditer(text))


def _reference_rule(state: StateInline, silent: bool) -> bool:
    match = _REFERENCE.match(state.src, state.pos)
    if not match or match.end() > state.posMax:
        return False
    if not silent:
        state.push("reference", "", 0).meta = {"reference": _read(match)}
    state.pos = match.end()
    return True


def _footnote_rule(state: StateInline, silent: bool) -> bool:
    """`^[…]`; brackets inside, and so references, are counted until the one that closes it. A note calls no note."""
    if not state.src.startswith("^[", state.pos) or state.env.get("in_note"):
        return False
    depth, end = 0, state.pos + 1
    while end < state.posMax:
        depth += {"[": 1, "]": -1}.get(state.src[end], 0)
        if not depth:
            break
        end += 1
    else:
        return False
    if not silent:
        children: list[Token] = []
        env = {**state.env, "in_note": True}
        state.md.inline.parse(state.src[state.pos + 2 : end].strip(), state.md, env, children)
        state.push("footnote", "", 0).children = children
    state.pos = end + 1
    return True


def _render_reference(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    resolve: Resolver = env["resolve"]
    return resolve(tokens[index].meta["reference"])


def _render_footnote(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    note = f'<span class="fn">{renderer.renderInline(tokens[index].children or [], options, env)}</span><!--/fn-->'
    return f"\0{note}"


def _render_text(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    words: Callable[[str], str] = env["words"]
    return words(env["digits"](tokens[index].content))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).disable(
        ["image", "autolink", "entity", "html_block", "html_inline", "code"]
    )
    md.inline.ruler.before("link", "reference", _reference_rule)
    md.inline.ruler.before("link", "footnote", _footnote_rule)
    for rule, name in ((_render_reference, "reference"), (_render_footnote, "footnote"), (_render_text, "text")):
        md.add_render_rule(name, rule)
    return md


# A number stays with the word that announces it (عام 1997, ص 5) or else with the one that says what it counts.
_NUMBER = "[0-9\u0660-\u0669](?:[0-9\u0660-\u0669.,٬٫/–-]*[0-9\u0660-\u0669])?"
_LEADS = "(?:ال)?(?:عام|سنة|رقم|مادة|مادتان|مادتين|فقرة|فصل|ملاحظة|شكل)|ص|year|No\\.|p\\.|article"
_JOINED = re.compile(
    rf"(?<![\w\u064b-\u0652])[وبفلك]?(?:(?:{_LEADS}) {_NUMBER}|{_NUMBER} (?=[^\W\d_])[\w\u064b-\u0652]+)"
)


# Latin words in a row read left to right even where the line breaks between them; digits are theirs only when joined.
_LETTER = "A-Za-z\u00c0-\u024f"
_LATIN_WORD = rf"[0-9]*[./-]?[{_LETTER}](?:[{_LETTER}0-9_./:'’&-]*[{_LETTER}0-9_])?"
_LATIN = re.compile(rf"(?<![{_LETTER}0-9_]){_LATIN_WORD}(?:,? {_LATIN_WORD})*")


@lru_cache(maxsize=1 << 14)
def keep_together(text: str) -> str:
    """Escape a text, and wrap what may not part at a line's end: by style, so that no joiner enters the text."""
    return _JOINED.sub(r'<span class="nb">\g<0></span>', escape(text, quote=False))


@lru_cache(maxsize=1 << 14)
def set_words(text: str) -> str:
    """Escape a plain text of a right-to-left edition, with what stays together and what runs left to right marked."""
    found, end = [], 0
    for match in _LATIN.finditer(text):
        found.append(keep_together(text[end : match.start()]))
        found.append(f'<span class="latin">{escape(match[0], quote=False)}</span>')
        end = match.end()
    return "".join([*found, keep_together(text[end:])])


# What a note may be called after: an element that holds together by itself, or else the end of a word.
_HELD = (
    r'<(?P<tag>a|span) class="(?:[^"]* )?n[bo]"[^>]*+>(?:[^<]++|<a [^>]*+>[^<]*+</a>)*+</(?P=tag)>'
    r'|<a [^>]*+><span class="nb">[^<]*+</span></a>|[^\s<>\0]*+'
)
_CALLS = re.compile(
    rf"(?P<held>{_HELD})(?P<date>(?:</time>)?)(?P<point>[^\s<>\0]*+)"
    r'(?P<notes>(?:\0<span class="fn">.*?</span><!--/fn-->)+)',
    re.DOTALL,
)


def _hold_calls(html: str) -> str:
    """Bind each footnote's call to what it is called after, so that it never begins a line."""
    if "\0" not in html:
        return html
    return _CALLS.sub(r'<span class="nb">\g<held>\g<point>\g<notes></span>\g<date>', html).replace("\0", "")


def block_starts(text: str) -> list[int]:
    """Where each block of a text begins: its paragraphs, heads and items, in order."""
    lines = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
    return [lines[token.map[0]] for token in _blocks(_parsed(text, True)) if token.map]


def _blocks(tokens: Sequence[Token]) -> list[Token]:
    kinds = ("paragraph_open", "heading_open", "list_item_open")
    return [token for token in tokens if token.type in kinds and not token.hidden]


def render(
    text: str,
    resolve: Resolver,
    digits: Callable[[str], str],
    *,
    blocks: bool = True,
    rtl: bool = True,
    name: str | None = None,
) -> str:
    """HTML of a text field. `digits` sets the numerals of the edition; `blocks` False allows a line only.

    With a `name`, that of the field, each block says in `data-at` which of the field's it is.
    """
    env: dict[str, Any] = {"resolve": resolve, "digits": digits, "words": set_words if rtl else keep_together}
    parser = _parser()
    tokens = _parsed(text, blocks)
    if name and blocks:
        told = {id(token): index for index, token in enumerate(_blocks(tokens))}
        tokens = [_told(token, f"{name}:{told[id(token)]}") if id(token) in told else token for token in tokens]
    return _hold_calls(parser.renderer.render(tokens, parser.options, env))


@lru_cache(maxsize=1 << 13)
def _parsed(text: str, blocks: bool) -> Sequence[Token]:
    """A text as it is parsed, once for all the passes that print it."""
    return _parser().parse(text) if blocks else _parser().parseInline(text)


def _told(token: Token, name: str) -> Token:
    return replace(token, attrs={**token.attrs, "data-at": name})
