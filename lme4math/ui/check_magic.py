"""The magic `%%lmer_check MODEL`: a cell of LaTeX, held against a model of the notebook or against R code."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, cell_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments
from IPython.display import display

from lme4math.attempts import typed_meanings
from lme4math.english import quoted
from lme4math.errors import DataError, Error
from lme4math.ui.error_box import error_bundle
from lme4math.ui.magic import Parser, factor_argument, factor_option, refuse_unless_option, split_options, suggest

Checker = Callable[..., Any]
"""`check(latex, model, symbols=…, indices=…)`, whose result shows itself, and which raises lme4math's errors."""
USAGE = 'Write `%%lmer_check m`, where m is a model of this notebook, or `%%lmer_check --code "lmer(…)"`.'
_FIRST_WORD = re.compile(r"(?!--)(\S+)\s*(.*)", re.DOTALL)


@magics_class
class LmerCheck(Magics):
    """The magic, with what it was registered with to check equations and to parse R code."""

    def __init__(self, shell: InteractiveShell, check: Checker, parse: Parser) -> None:
        super().__init__(shell)
        self._check, self._parse = check, parse
        self._shell = shell

    @no_var_expand
    @magic_arguments()
    @argument("--code", metavar="CODE", help='R code of the model, in quotes: --code "lmer(y ~ x + (1 | g))"')
    @factor_argument
    @argument(
        "--symbol",
        metavar="SYMBOL=VARIABLE",
        action="append",
        default=[],
        help="what a symbol of the equation stands for: --symbol T=time --symbol 'Z=1[type = +]'. May be repeated",
    )
    @argument(
        "--index",
        metavar="INDEX=GROUP",
        action="append",
        default=[],
        help="what an index of the equation stands for: --index j=school. May be repeated",
    )
    @cell_magic
    def lmer_check(self, line: str, cell: str) -> None:
        """Say whether an equation is the model of R code.

        `%%lmer_check MODEL` takes the cell as LaTeX, or as plain text, with or without words around the equation, and
        holds it against a model of this notebook; `%%lmer_check --code "lmer(…)"` holds it against R code.
        """
        try:
            model, options = self._options(line)
            symbols = typed_meanings("--symbol", options.symbol)
            answer = self._check(cell, model, symbols=symbols, indices=typed_meanings("--index", options.index))
        except Error as error:
            self._shell.display_pub.publish(data=error_bundle(error))
            return
        display(answer)

    def _options(self, line: str) -> tuple[object, Namespace]:
        """The model, which is named before the options or after them, and the options.

        Raises:
            DataError: an option is none, or there is no such model.
        """
        first = _FIRST_WORD.match(line.strip())
        name, rest = first.groups() if first else ("", line)
        words, behind = split_options(rest, flags=())
        if (name and behind) or " " in behind:
            raise DataError(f"{quoted(behind)} is no option.", hint=USAGE)
        parser = self.lmer_check.parser
        for word in words:
            refuse_unless_option(word, {name: action for action in parser._actions for name in action.option_strings})
        options = parser.parse_args(words)
        name = name or behind
        if name and options.code:
            raise DataError(f"An equation is held against one model; {quoted(name)} and `--code` were given.")
        if not name and not options.code:
            raise DataError("There is no model to hold the equation against.", hint=USAGE)
        if name and options.factor:
            raise DataError(f"{quoted(name)} is a model, and has its factors.", hint="Declare them where it is parsed.")
        factors = dict(map(factor_option, options.factor))
        return self._parse(options.code, factors=factors) if options.code else self._model(name), options

    def _model(self, name: str) -> object:
        names: Mapping[str, Any] = self._shell.user_ns
        if name not in names:
            hint = suggest(name, models_of(self._shell))
            raise DataError(f"There is no variable {quoted(name)} in this notebook.", hint=hint)
        return names[name]


def register_check(shell: InteractiveShell, check: Checker, parse: Parser) -> None:
    """Register the magic with IPython, and the completion of its line, in place of one registered before."""
    before = shell.magics_manager.registry.get(LmerCheck.__name__)
    shell.register_magics(LmerCheck(shell, check, parse))
    if before is None:  # once, for hooks add up
        shell.set_hook("complete_command", _complete, str_key="%%lmer_check")


def _complete(shell: InteractiveShell, _: object) -> list[str]:
    """The names of models, and the options."""
    return [*models_of(shell), *re.findall(r"--[\w-]+", LmerCheck.lmer_check.parser.format_usage())]


def models_of(shell: InteractiveShell) -> Iterator[str]:
    """The names of models in a notebook."""
    return (name for name, value in shell.user_ns.items() if name[0] != "_" and hasattr(value, "with_effect"))
