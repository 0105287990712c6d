"""The notebook's magic: `%%lmer_math` above R code, `%lmer_math` before a formula.

It reads the options, passes code and data to the parser that it was registered with, and shows the model, or what is
wrong with the input.
"""

from __future__ import annotations

import re
import shlex
from argparse import Action, Namespace
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments

from lme4math import defaults
from lme4math.english import quoted, quoted_names
from lme4math.errors import DataError, Error, not_installed, one_of
from lme4math.model import read_declaration
from lme4math.notation import INDICES, NOTATIONS, STYLES
from lme4math.script import read_which
from lme4math.ui.content import Viewable
from lme4math.ui.error_box import error_bundle
from lme4math.ui.offering import Comparer, comparisons

if TYPE_CHECKING:
    from lme4math.ui.widget import Explorer


def show(model: Viewable, notation: str | None = None, style: str | None = None, named: bool = False) -> Explorer:
    """Publish the live view, then the same view for hosts without widgets.

    Args:
        model: what is shown.
        notation, style: those that are shown at first.
        named: whether a host without HTML shows the name of the model, not its equations.
    """
    from lme4math.ui.widget import Explorer

    explorer = Explorer(model, notation, style=style)
    explorer.publish(named)
    return explorer


def save(model: Viewable, file: str, notation: str, style: str) -> None:
    """Write a model's equations to a file.

    Raises:
        DataError: the file is of no kind that is written, or the system refuses it.
    """
    try:
        model.save(file, notation, style)
    except ValueError as error:  # also a DataError, which says it as well
        raise error if isinstance(error, Error) else DataError(str(error)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise DataError(f"{quoted(file)} cannot be written: {why}.", hint="Give `--save` another file.") from None


_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")


def split_options(line: str, flags: Iterable[str]) -> tuple[list[str], str]:
    """Split a line into its options, as words, and the rest as it was typed.

    Only options are split as a shell would: quotes and backslashes in the R code are R's.

    Raises:
        DataError: a quote is not closed, or a backslash has nothing after it.
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
        raise DataError(f"A quote is not closed in {quoted(text)}.", hint=f"Close it with another {text[0]}.")
    return found[0] if found else ""


def _unquote(word: str) -> str:
    try:
        return "".join(shlex.split(word))
    except ValueError:  # a backslash with nothing after it
        raise DataError(f"A backslash has nothing after it in {quoted(word)}.", hint=r"Write two: `\\`.") from None


factor_argument = argument(
    "--factor",
    metavar="NAME=LEVEL,LEVEL…",
    action="append",
    default=[],
    help="a categorical variable and its levels, baseline first; or NAME=K for levels 1…K. May be repeated. "
    'Names or levels with blanks are put in quotes: --factor "soil type=sand,loam"',
)
"""The option of every magic that reads R code."""


def factor_option(text: str) -> tuple[str, list[str] | int]:
    """`type=-,+` as a name and its levels; `g=9` as a name and the number of its levels.

    Raises:
        DataError: it is neither.
    """
    try:
        return read_declaration(text)
    except DataError:
        hint = "Write `--factor NAME=LEVEL,LEVEL…` with the baseline first, or `--factor NAME=K` for the levels 1 to K."
        raise DataError(f"{quoted(f'--factor {text}')} declares no levels.", hint=hint) from None


def refuse_unless_option(word: str, options: Mapping[str, Action]) -> None:
    """Raise an error for a word that is no option, or not one with a value that it can have.

    Args:
        word: as `split_options` gives it.
        options: by their names.

    Raises:
        Error: of one sentence, with what was likely meant.
    """
    name, given, value = word.partition("=")
    if name not in options:
        begun = [option for option in options if option.startswith(name)]
        close = begun if len(begun) == 1 else get_close_matches(name, options, n=1, cutoff=0.75)
        hint = f"Did you mean `{close[0]}`?" if close else f"The options are {quoted_names(options)}."
        raise DataError(f"There is no option {quoted(name)}.", hint=hint)
    option = options[name]
    if option.nargs == 0:
        if given:
            raise DataError(f"{quoted(name)} takes no value; {quoted(value)} was given.", hint=f"Write `{name}` alone.")
    elif not value:
        hint = f"Write `{name} {option.metavar or '|'.join(option.choices or ())}`."
        raise DataError(f"{quoted(name)} has no value.", hint=hint)
    elif option.choices:
        one_of(value, tuple(option.choices), name.strip("-"))


def suggest(name: str, names: Iterable[str]) -> str | None:
    """A hint for a name that is not defined in the notebook."""
    close = get_close_matches(name, [one for one in names if not one.startswith("_")], n=1)
    return f"Did you mean `{close[0]}`?" if close else "Run the cell that makes it first."


Parser = Callable[..., Any]  # a model, which is Viewable and can be fitted
"""`parse(code, data, factors=…, which=…, labels=…, levels=…)`, which raises lme4math's errors."""

_OF_HISTORY = re.compile(r"_+|_i+|_i?\d+")
"""IPython's names for earlier cells and their results."""


@magics_class
class LmerMath(Magics):
    """The magic, with the parser that it was registered with."""

    def __init__(self, shell: InteractiveShell, parse: Parser, compare: Comparer | None = None) -> None:
        super().__init__(shell)
        self._parse, self._compare = parse, compare
        self._shell = shell
        self.views: dict[str, tuple[str, list[Explorer]]] = {}  # by cell: the run that made them

    @no_var_expand
    @magic_arguments()
    @argument("--data", metavar="NAME", help="a data frame of this notebook")
    @factor_argument
    @argument(
        "--label",
        metavar="NAME=WORDS",
        action="append",
        default=[],
        help="words, or a symbol such as $\\gamma$, for a variable, a level, a grouping factor or a coefficient. May "
        "be repeated; in quotes: --label \"type=+=gram positive\" --label 'time=$t$'",
    )
    @argument(
        "--level",
        metavar="GROUP=NAME,NAME…",
        action="append",
        default=[],
        help="without data, the variables that have one value in each group of a factor, such as school=sector. May be "
        "repeated",
    )
    @argument(
        "--model",
        metavar="NAME",
        help="of a script with several models the one to show, by its name or its place, from 0; by default the first",
    )
    @argument("--notation", choices=tuple(NOTATIONS), help="the notation that is shown at first")
    @argument("--style", choices=tuple(STYLES), help="β₀ and b, or letters as in textbooks")
    @argument("--index", choices=INDICES, help="groups as j[i], or, where they nest, as in y_ijk")
    @argument(
        "--factor-index", action="store_true", help="factors as a coefficient by level, not as columns of 0 and 1"
    )
    @argument("--fit", action="store_true", help="fit the model to the data, and show its estimates in the equations")
    @argument("--out", metavar="NAME", help="bind the model to this name; it follows what is changed in the view")
    @argument(
        "--save",
        metavar="FILE",
        help="write the equations to a file: .svg, .png, .pdf, .tex, .md, .docx, .typ, .mml, .txt",
    )
    @argument("--latex", action="store_true", help="print the LaTeX of the notation, and nothing else")
    @line_cell_magic
    def lmer_math(self, line: str, cell: str | None = None) -> None:
        """Show the mathematics of R lme4 code.

        `%%lmer_math` takes the cell as R code: a formula, a call such as lmer(…), or a script that holds some.
        `%lmer_math y ~ x + (1 | g)` takes the rest of the line.
        """
        views = self._views_of_cell()
        try:
            options, rest = self._options(line, whole=cell is not None)
            code = rest if cell is None else cell
            which = None if options.model is None else read_which(options.model)
            data = self._data(options.data)
            with defaults.options.using(defaults.project_options()):
                model = self._parse(
                    code, data, factors=options.factors, which=which, labels=options.label, levels=options.level or None
                )
                model = model.on_lme4_data(self._shell.user_ns)
                options.notation = options.notation or defaults.options.notation
                options.style = options.style or defaults.options.style
            model = model.with_options(factor_index=options.factor_index or None, index=options.index)
            if options.fit:
                model, options.style = model.fit(), "numbers"
            model.content()  # what it refuses, is refused here
            if options.save:
                save(model, options.save, options.notation, options.style)
        except ModuleNotFoundError as error:
            self._publish(error_bundle(not_installed(error.name, "this Python")))
            return
        except Error as error:
            self._publish(error_bundle(error))
            return
        if options.out:
            self._shell.push({options.out: model})
        if options.latex:
            print(model.latex(options.notation, options.style))  # noqa: T201  (printing is what was asked for)
            return
        view = show(model, options.notation, options.style)
        views.append(view)
        if options.out:
            view.view.observe(lambda change: self._rebind(options.out, change["old"], change["new"]), "model")
        if which is None and not options.fit:
            for bundle in comparisons(model, self._compare):
                self._publish(bundle)

    def _rebind(self, name: str, before: Viewable, model: Viewable) -> None:
        """Let a name follow the model that its view shows, unless it was given to something else."""
        if self._shell.user_ns.get(name) is before:
            self._shell.push({name: model})

    def show(self, model: Viewable) -> None:
        """Show a model with which a cell ends; text in place of it is the model's own."""
        views = self._views_of_cell()
        try:
            views.append(show(model, named=True))
        except Error as error:
            self._publish(error_bundle(error))

    def _options(self, line: str, whole: bool) -> tuple[Namespace, str]:
        """Parse and check the options. Code may follow them on a line, not above a cell.

        Raises:
            Error: an option is unknown, has no value, or one that it cannot have.
        """
        words, rest = split_options(line, flags=("--latex", "--factor-index", "--fit"))
        if rest and whole:
            hint = "Only options go on the line above the cell; write the R code below it."
            raise DataError(f"{quoted(rest)} is no option.", hint=hint)
        parser = self.lmer_math.parser
        for word in words:
            refuse_unless_option(word, {name: action for action in parser._actions for name in action.option_strings})
        options = parser.parse_args(words)
        options.factors = dict(factor_option(text) for text in options.factor)
        if options.out is not None:
            self._refuse_unless_free(options.out)
        return options, rest

    def _refuse_unless_free(self, name: str) -> None:
        if not name.isidentifier() or iskeyword(name):
            hint = "Write letters, digits and _ only, no digit first, and no word that Python uses itself."
            raise DataError(f"{quoted(f'--out {name}')} is not a valid name for a variable.", hint=hint)
        if name in self._shell.user_ns_hidden or _OF_HISTORY.fullmatch(name):
            raise DataError(f"{quoted(name)} is a name that IPython uses itself.", hint="Choose another for `--out`.")

    def _views_of_cell(self) -> list[Explorer]:
        """The views of this run of the cell; those of an earlier run, which they replace, are closed."""
        parent: Mapping[str, Any] = getattr(self._shell, "get_parent", dict)()
        cell = parent.get("metadata", {}).get("cellId", "")
        run = parent.get("header", {}).get("msg_id", "")
        before, views = self.views.get(cell, ("", []))
        if before != run:
            for view in views:
                view.close()
            views = []
        if cell:
            self.views[cell] = (run, views)
        return views

    def _data(self, name: str | None) -> object:
        if name is None:
            return None
        names: Mapping[str, Any] = self._shell.user_ns
        if name not in names:
            from lme4math.data import FACTORS, bundled

            if name in FACTORS:
                return bundled(name)
            hint = suggest(name, _data_names(self._shell))
            raise DataError(f"There is no variable `{name}` in this notebook.", hint=hint)
        return names[name]

    def _publish(self, bundle: dict[str, Any]) -> None:
        self._shell.display_pub.publish(data=bundle)


def register(shell: InteractiveShell, parse: Parser, compare: Comparer | None = None) -> None:
    """Register the magic with IPython, and the completion of its options, in place of one registered before."""
    before = magic_of(shell)
    magic = LmerMath(shell, parse, compare)
    shell.register_magics(magic)
    if before is not None:
        magic.views = before.views
        return
    for name in ("%lmer_math", "%%lmer_math"):  # once, for hooks add up
        shell.set_hook("complete_command", _complete, str_key=name)


def magic_of(shell: InteractiveShell) -> LmerMath | None:
    """The magic that is registered with IPython, if it is."""
    found = shell.magics_manager.registry.get(LmerMath.__name__)
    return found if isinstance(found, LmerMath) else None


def show_in_cell(model: Viewable) -> bool:
    """Show a model with which a cell ends, where a notebook runs; whether one does."""
    shell = InteractiveShell.instance() if InteractiveShell.initialized() else None
    magic = None if shell is None or _shows_text_only(shell) else magic_of(shell)
    if magic is not None:
        magic.show(model)
    return magic is not None


def _shows_text_only(shell: InteractiveShell) -> bool:
    formatter = shell.display_formatter
    return formatter is None or formatter.active_types == ["text/plain"]


def _complete(shell: InteractiveShell, event: Any) -> list[str]:
    """Completions at the cursor: the values of the option before it, else the options."""
    before = event.line[: len(event.line) - len(event.symbol)]
    last = re.search(r"(--[\w-]+)\s+\S*$", before)
    values = {
        "--notation": list(NOTATIONS),
        "--style": list(STYLES),
        "--index": list(INDICES),
        "--data": _data_names(shell),
    }
    if last and last[1] in values:
        return values[last[1]]
    return re.findall(r"--[\w-]+", LmerMath.lmer_math.parser.format_usage())


def _data_names(shell: InteractiveShell) -> list[str]:
    """Names of objects that have columns, or are mappings."""
    names = shell.user_ns.items()
    return [name for name, value in names if name[0] != "_" and (hasattr(value, "columns") or isinstance(value, dict))]
