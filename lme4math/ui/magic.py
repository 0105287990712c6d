"""The notebook's magic: `%%lmer_math` above R code, `%lmer_math` before a formula.

It reads the options, passes code and data to the parser that it was registered with, and shows the model, or what is
wrong with the input.
"""

from __future__ import annotations

import re
import shlex
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments

from lme4math.errors import DataError, Error
from lme4math.model import read_declaration
from lme4math.notation import NOTATIONS, STYLES
from lme4math.script import read_which
from lme4math.ui.content import Viewable
from lme4math.ui.markup import NO_MATHJAX, element, prose

if TYPE_CHECKING:
    from lme4math.ui.widget import Explorer

Publish = Callable[[dict[str, Any]], None]

# Inline, so that the message looks the same where style sheets are stripped.
_ERROR = "margin:0.3em 0;padding:0.5em 0.9em;border-left:4px solid #c62828;"
_PICTURE = "margin:0.5em 0;padding:0;background:none;line-height:1.3;white-space:pre;overflow-x:auto;"


def show(model: Viewable, publish: Publish, notation: str | None = None, style: str | None = None) -> Explorer:
    """Publish the live view, then the same view for hosts without widgets."""
    from lme4math.ui.widget import Explorer

    explorer = Explorer(model, notation, style=style)
    for bundle in explorer.outputs():
        publish(bundle)
    return explorer


def error_bundle(error: Error) -> dict[str, str]:
    """An error as HTML and text: what is wrong, where, and the likely repair."""
    parts = [element("strong", {}, prose(error.message))]
    if error.span is not None and error.source is not None:
        picture = error.source.caret_picture(error.span)
        parts.append(element("pre", {"class": "lm-carets", "style": _PICTURE}, picture))
    if error.hint:
        parts.append(element("div", {"class": "lm-hint"}, element("b", {}, "Hint: "), prose(error.hint)))
    box = element("div", {"class": f"lm-error {NO_MATHJAX}", "role": "alert", "style": _ERROR}, *parts)
    return {"text/html": str(box), "text/plain": str(error)}


_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")


def split_options(line: str, flags: Iterable[str]) -> tuple[list[str], str]:
    """Split a line into its options, as words, and the rest as it was typed.

    Only options are split as a shell would: quotes and backslashes in the R code are R's.

    Raises:
        UsageError: a quote is not closed, or a backslash has nothing after it.
    """
    words: list[str] = []
    rest = line.strip()
    while rest.startswith("--"):
        taken = _word(rest)
        if taken not in flags and "=" not in taken:  # its value is the next word, whatever that begins with
            value = _word(rest[len(taken) :].lstrip())
            words.append(f"{taken}={_unquote(value)}" if value else taken)
            rest = rest[len(taken) :].lstrip()[len(value) :]
        else:
            words.append(_unquote(taken))
            rest = rest[len(taken) :]
        rest = rest.lstrip()
    return words, rest


def _word(text: str) -> str:
    found = _WORD.match(text)
    if text and not found:
        raise UsageError(f"a quote is not closed in {text!r}")
    return found[0] if found else ""


def _unquote(word: str) -> str:
    try:
        return "".join(shlex.split(word))
    except ValueError:  # a backslash with nothing after it
        raise UsageError(f"a backslash has nothing after it in {word!r}") from None


def factor_option(text: str) -> tuple[str, list[str] | int]:
    """`type=-,+` as a name and its levels; `g=9` as a name and the number of its levels."""
    try:
        return read_declaration(text)
    except DataError:
        raise UsageError(f"--factor {text} should be NAME=LEVEL,LEVEL… or NAME=K") from None


def suggest(name: str, names: Iterable[str]) -> str | None:
    """A hint for a name that is not defined in the notebook."""
    close = get_close_matches(name, [one for one in names if not one.startswith("_")], n=1)
    return f"Did you mean `{close[0]}`?" if close else "Run the cell that makes it first."


Parser = Callable[..., Viewable]
"""`parse(code, data, factors=…, which=…)`, which raises lme4math's errors."""

_OF_HISTORY = re.compile(r"_+|_i+|_i?\d+")
"""IPython's names for earlier cells and their results."""


@magics_class
class LmerMath(Magics):
    """The magic, with the parser that it was registered with."""

    def __init__(self, shell: InteractiveShell, parse: Parser) -> None:
        super().__init__(shell)
        self._parse = parse
        self._shell = shell
        self._views: dict[str, tuple[str, list[Explorer]]] = {}  # by cell: the run that made them

    @no_var_expand
    @magic_arguments()
    @argument("--data", metavar="NAME", help="a data frame of this notebook")
    @argument(
        "--factor",
        metavar="NAME=LEVEL,LEVEL…",
        action="append",
        default=[],
        help="a categorical variable and its levels, baseline first; or NAME=K for levels 1…K. May be repeated. "
        'Names or levels with blanks are put in quotes: --factor "soil type=sand,loam"',
    )
    @argument(
        "--model",
        metavar="NAME",
        help="of a script with several models the one to show, by its name or its place, from 0; by default the first",
    )
    @argument("--notation", choices=tuple(NOTATIONS), default="expanded", help="the notation that is shown at first")
    @argument("--style", choices=tuple(STYLES), default="indexed", help="β₀ and b, or letters as in textbooks")
    @argument("--out", metavar="NAME", help="bind the model to this name")
    @argument("--latex", action="store_true", help="print the LaTeX of the notation, and nothing else")
    @line_cell_magic
    def lmer_math(self, line: str, cell: str | None = None) -> None:
        """Show the mathematics of R lme4 code.

        `%%lmer_math` takes the cell as R code: a formula, a call such as lmer(…), or a script that holds some.
        `%lmer_math y ~ x + (1 | g)` takes the rest of the line.
        """
        views = self._views_of_cell()
        options, rest = self._options(line, whole=cell is not None)
        code = rest if cell is None else cell
        try:
            which = None if options.model is None else read_which(options.model)
            model = self._parse(code, self._data(options.data), factors=options.factors, which=which)
            content = model.content()
        except Error as error:
            self._publish(error_bundle(error))
            return
        if options.out:
            self._shell.push({options.out: model})
        if options.latex:
            print(content.notation(options.notation, options.style).latex)  # noqa: T201  (printing is what was asked for)
        else:
            views.append(show(model, self._publish, options.notation, options.style))

    def _options(self, line: str, whole: bool) -> tuple[Namespace, str]:
        """Parse and check the options. Code may follow them on a line, not above a cell."""
        words, rest = split_options(line, flags=("--latex",))
        if rest and whole:
            raise UsageError(f"only options go on the line above the cell, not {rest!r}; the R code goes below")
        options = self.lmer_math.parser.parse_args(words)
        options.factors = dict(factor_option(text) for text in options.factor)
        if options.out is not None:
            self._refuse_unless_free(options.out)
        return options, rest

    def _refuse_unless_free(self, name: str) -> None:
        if not name.isidentifier() or iskeyword(name):
            raise UsageError(f"--out {name} is not a valid name for a variable")
        if name in self._shell.user_ns_hidden or _OF_HISTORY.fullmatch(name):
            raise UsageError(f"--out {name} is a name that IPython uses itself; choose another")

    def _views_of_cell(self) -> list[Explorer]:
        """The views of this run of the cell; those of an earlier run, which they replace, are closed."""
        parent: Mapping[str, Any] = getattr(self._shell, "get_parent", dict)()
        cell = parent.get("metadata", {}).get("cellId", "")
        run = parent.get("header", {}).get("msg_id", "")
        before, views = self._views.get(cell, ("", []))
        if before != run:
            for view in views:
                view.close()
            views = []
        if cell:
            self._views[cell] = (run, views)
        return views

    def _data(self, name: str | None) -> object:
        if name is None:
            return None
        names: Mapping[str, Any] = self._shell.user_ns
        if name not in names:
            hint = suggest(name, _data_names(self._shell))
            raise DataError(f"There is no variable `{name}` in this notebook.", hint=hint)
        return names[name]

    def _publish(self, bundle: dict[str, Any]) -> None:
        self._shell.display_pub.publish(data=bundle)


def register(shell: InteractiveShell, parse: Parser) -> None:
    """Register the magic with IPython, and the completion of its options."""
    shell.register_magics(LmerMath(shell, parse))
    for name in ("%lmer_math", "%%lmer_math"):
        shell.set_hook("complete_command", _complete, str_key=name)


def _complete(shell: InteractiveShell, event: Any) -> list[str]:
    """Completions at the cursor: the values of the option before it, else the options."""
    before = event.line[: len(event.line) - len(event.symbol)]
    last = re.search(r"(--\w+)\s+\S*$", before)
    values = {"--notation": list(NOTATIONS), "--style": list(STYLES), "--data": _data_names(shell)}
    if last and last[1] in values:
        return values[last[1]]
    return re.findall(r"--\w+", LmerMath.lmer_math.parser.format_usage())


def _data_names(shell: InteractiveShell) -> list[str]:
    """Names of objects that have columns, or are mappings."""
    names = shell.user_ns.items()
    return [name for name, value in names if name[0] != "_" and (hasattr(value, "columns") or isinstance(value, dict))]
