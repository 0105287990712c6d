"""What lme4 checks before it fits, and what the call's `control` makes of each check: stop, warn, or let it pass."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.r import Call, Expression, Mismatch, Name, Text, called_name, is_null, matched_parameters, unwrap
from lme4math.records import record
from lme4math.script import ModelCall

CONTROLS = frozenset({"lmerControl", "glmerControl", "list"})
"""The functions that make a `control`."""

WORDS = {"stop": "lme4 would stop: ", "warning": "lme4 would warn: ", "ignore": ""}
"""How a sentence begins about a check that fails, by the action; empty where nothing happens."""

ACTIONS = ("message", "warning", "stop", "ignore")
"""The values of a check (`checkCtrlLevels`); most know no message, and stop for it where they fail."""

CHECKS = ("nobs.vs.rankZ", "nobs.vs.nlev", "nlev.gtreq.5", "nlev.gtr.1", "nobs.vs.nRE")
"""The checks of numbers of levels and of effects, in R's order."""

RANK = ("message+drop.cols", "silent.drop.cols", "warn+drop.cols", "stop.deficient", "ignore")
"""The values of `check.rankX`, which R completes."""

PARAMETERS = ("optimizer", "restart_edge", "boundary.tol", "calc.derivs", "use.last.params", "sparseX", "standardize.X",
              *(f"check.{name}" for name in CHECKS), "check.rankX", "check.scaleX", "check.formula.LHS",
              "check.conv.grad", "check.conv.singular", "check.conv.hess", "optCtrl", "mod.type", "tolPwrss", "compDev",
              "nAGQ0initStep", "check.response.not.const")  # fmt: skip
"""Those of `lmerControl()`, and after them those that only `glmerControl()` has."""

CHECK = "check."
"""The beginning of the names of the arguments that are checks."""

_DEFAULTS = {"rankX": RANK[0], "nobs.vs.rankZ": "ignore", "nlev.gtreq.5": "ignore"}
"""What lme4 does by default where it does not stop."""


@record
class Lme4Checks:
    """The actions of lme4's checks, `lmerControl(check.nobs.vs.nlev = "ignore")`.

    Attributes:
        asked: those that the call names, by the name of the check without `check.`.
        elsewhere: R's text of a `control` that is made elsewhere, so that its checks are not known; else "".
    """

    asked: tuple[tuple[str, str], ...] = ()
    elsewhere: str = ""

    def action(self, check: str) -> str:
        """What lme4 does where a check fails; what it does by default where the call does not say."""
        return dict(self.asked).get(check, _DEFAULTS.get(check, "stop"))

    def stops(self, check: str) -> bool:
        """Whether lme4 stops where a check fails."""
        return self.action(check) == "stop"

    @property
    def drops_columns(self) -> bool:
        """Whether lme4 leaves out columns of X that depend on others; else it stops, or keeps them."""
        return self.action("rankX").endswith("drop.cols")

    def sentence(self, check: str, problem: str) -> Iterator[str]:
        """The warning of a check that fails; none where the call lets it pass."""
        if beginning := WORDS.get(self.action(check), WORDS["stop"]):
            unless = f" (unless {quoted(self.elsewhere)} says otherwise)" if self.elsewhere else ""
            yield f"{beginning.removesuffix(': ')}{unless}: {problem}"


def checks_of(call: ModelCall) -> Lme4Checks:
    """The checks that a model call asks for; `do.call` and functions of the user's are not looked into."""
    control = call.argument("control")
    if control is None or is_null(control):
        return Lme4Checks()
    node = unwrap(control)
    name = called_name(node)
    if name not in CONTROLS:
        return Lme4Checks(elsewhere=_text(node))
    return Lme4Checks(tuple(_asked(node))) if isinstance(node, Call) else Lme4Checks()


def _asked(control: Call) -> Iterator[tuple[str, str]]:
    """The checks that a control names, and the action of each.

    Raises:
        FormulaError: lme4 knows no such action.
    """
    try:
        names = matched_parameters("", [item.name for item in control.arguments], PARAMETERS)
    except Mismatch:
        return
    for name, item in zip(names, control.arguments, strict=True):
        check = name.removeprefix(CHECK)
        if item.value is None or (check not in CHECKS and check != "rankX"):
            continue
        if is_null(item.value):
            yield check, RANK[0] if check == "rankX" else "ignore"
        elif isinstance(item.value, Text):
            yield check, _action(check, item.value)


def _action(check: str, given: Text) -> str:
    known: tuple[str, ...] = RANK if check == "rankX" else ACTIONS
    if check == "nobs.vs.rankZ":
        known = (*ACTIONS, *(f"{action}Small" for action in ACTIONS))
    fitting = [one for one in known if one == given.value or (check == "rankX" and one.startswith(given.value))]
    if len(fitting) != 1:
        raise FormulaError(
            f"lme4 knows no {quoted(given.value)} as check.{check}.", given.span, f"Write one of {', '.join(known)}."
        )
    if fitting[0] == "message" and check == "nobs.vs.nlev":
        return "ignore"  # checkNlevels does nothing then
    return fitting[0].removesuffix("Small")


def _text(node: Expression) -> str:
    return node.name if isinstance(node, Name) else f"{called_name(node) or 'control'}(…)"
