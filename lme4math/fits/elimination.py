"""The normal equations of a mixed model at one θ, solved by eliminating the random effects factor by factor.

In the spherical effects u, with b = Λu, they are (Bates et al. 2015, eq. 14)

    ⎡ Λ′Z′WZΛ + I   Λ′Z′WX ⎤ ⎡u⎤   ⎡Λ′Z′Wy⎤
    ⎣   X′WZΛ        X′WX  ⎦ ⎣β⎦ = ⎣ X′Wy ⎦

The chain of grouping factors goes first, level by level; what is left of the rest and of β, the Schur complement, is a
dense matrix of r rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import linalg, sparse

from lme4math.data import FloatArray
from lme4math.fits.cross_products import CrossProducts
from lme4math.fits.grouped_effects import Arrangement
from lme4math.fits.level_blocks import Matrix, full, gathered, repeated, summed, times, transposed
from lme4math.records import record


@record(eq=False)
class Eliminated:
    """The solution, and the parts of the factorisation from which derivatives are computed.

    Attributes:
        effects: u of each factor of the arrangement, L × P.
        beta: length p.
        log_det_effects: of Λ′Z′WZΛ + I.
        log_det_beta: of what is left of X′WX.
        inverses: of each factor in the chain, the inverse of its block when it is eliminated, L × P × P.
        solved: these inverses times the blocks with the factors that follow, L × P × Q.
        solved_rest: these inverses times the rows with the rest, L P × r.
        root: the Cholesky factor of the Schur complement, r × r and lower.
        lambda_rest: Λ of the rest and ones for β, r × r; None where there is no rest.
    """

    effects: tuple[FloatArray, ...]
    beta: FloatArray
    log_det_effects: float
    log_det_beta: float
    inverses: tuple[FloatArray, ...]
    solved: Mapping[tuple[int, int], FloatArray]
    solved_rest: tuple[Matrix, ...]
    root: FloatArray
    lambda_rest: Matrix | None


class _BeingEliminated:
    """The normal equations while they are eliminated: blocks of the chain, their rows with the rest, the rest."""

    def __init__(self, arrangement: Arrangement, products: CrossProducts, factors: Sequence[FloatArray]) -> None:
        self.arrangement = arrangement
        self.lambda_rest = _lambda_rest(arrangement, factors, len(products.rest_response))
        self.blocks = {
            (place, other): factors[place].T @ block @ factors[other]
            for (place, other), block in products.chain.items()
        }
        self.with_rest: list[Matrix] = []
        self.right: list[FloatArray] = []
        for place, group in enumerate(arrangement.chain):
            self.blocks[place, place] = self.blocks[place, place] + np.eye(group.width)
            left = repeated(factors[place].T, group.n_levels)
            self.with_rest.append(by_lambda(times(left, products.with_rest[place]), self.lambda_rest))
            self.right.append(times(left, products.response[place]))
        own = by_lambda(products.rest, self.lambda_rest)
        self.rest = full(own if self.lambda_rest is None else self.lambda_rest.T @ own).copy()
        right = products.rest_response
        self.rest_right = right.copy() if self.lambda_rest is None else self.lambda_rest.T @ right
        effects = np.arange(arrangement.n_rest)
        self.rest[effects, effects] += 1.0


def by_lambda(matrix: Matrix, lambda_rest: Matrix | None) -> Matrix:
    """A matrix with r columns, those of the rest times Λ."""
    return matrix if lambda_rest is None else matrix @ lambda_rest


def eliminate(arrangement: Arrangement, products: CrossProducts, factors: Sequence[FloatArray]) -> Eliminated:
    """Solve the normal equations.

    Args:
        factors: T of each factor of the arrangement, P × P.

    Raises:
        LinAlgError: they are singular to the computer's precision.
    """
    equations = _BeingEliminated(arrangement, products, factors)
    log_det = 0.0
    inverses: list[FloatArray] = []
    solved: dict[tuple[int, int], FloatArray] = {}
    solved_rest: list[Matrix] = []
    solved_right: list[FloatArray] = []
    for place in range(len(arrangement.chain)):
        block = equations.blocks[place, place]
        log_det += 2.0 * float(np.log(np.diagonal(np.linalg.cholesky(block), axis1=1, axis2=2)).sum())
        inverse: FloatArray = np.asarray(np.linalg.inv(block), dtype=np.float64)
        inverses.append(inverse)
        for later in range(place + 1, len(arrangement.chain)):
            solved[place, later] = inverse @ equations.blocks[place, later]
        solved_rest.append(times(inverse, equations.with_rest[place]))
        solved_right.append(times(inverse, equations.right[place]))
        _take_out(equations, place, solved, solved_rest[place], solved_right[place])
    right = equations.rest_right  # empty where all factors nest and β is given
    root = linalg.cholesky(equations.rest, lower=True) if right.size else equations.rest
    found = linalg.cho_solve((root, True), right) if right.size else right
    logs = 2.0 * np.log(np.diag(root))
    n_rest = arrangement.n_rest
    return Eliminated(
        effects=_solution(arrangement, solved, solved_rest, solved_right, found),
        beta=found[n_rest:],
        log_det_effects=log_det + float(logs[:n_rest].sum()),
        log_det_beta=float(logs[n_rest:].sum()),
        inverses=tuple(inverses),
        solved=solved,
        solved_rest=tuple(solved_rest),
        root=root,
        lambda_rest=equations.lambda_rest,
    )


def _take_out(
    equations: _BeingEliminated,
    place: int,
    solved: Mapping[tuple[int, int], FloatArray],
    solved_rest: Matrix,
    solved_right: FloatArray,
) -> None:
    """Take one factor of the chain out of the equations of all that follow."""
    chain, parents = equations.arrangement.chain, equations.arrangement.parents
    for later in range(place + 1, len(chain)):
        above, n_levels = parents[place, later], chain[later].n_levels
        left = transposed(equations.blocks[place, later])
        for last in range(later, len(chain)):
            equations.blocks[later, last] = equations.blocks[later, last] - summed(
                above, left @ solved[place, last], n_levels
            )
        up = gathered(above, left, n_levels)
        equations.with_rest[later] = equations.with_rest[later] - up @ solved_rest
        equations.right[later] = equations.right[later] - up @ solved_right
    rows = equations.with_rest[place].T
    equations.rest -= full(rows @ solved_rest)
    equations.rest_right -= rows @ solved_right


def _solution(
    arrangement: Arrangement,
    solved: Mapping[tuple[int, int], FloatArray],
    solved_rest: Sequence[Matrix],
    solved_right: Sequence[FloatArray],
    found: FloatArray,
) -> tuple[FloatArray, ...]:
    """u of each factor, from the outside inwards."""
    chain = arrangement.chain
    effects: list[FloatArray] = [np.empty(0)] * len(chain)
    for place in reversed(range(len(chain))):
        own = (solved_right[place] - solved_rest[place] @ found).reshape(chain[place].n_levels, chain[place].width)
        for later in range(place + 1, len(chain)):
            above = effects[later][arrangement.parents[place, later]]
            own = own - np.einsum("lpq,lq->lp", solved[place, later], above)
        effects[place] = own
    ends = np.cumsum([group.size for group in arrangement.rest])
    of_rest = np.split(found[: arrangement.n_rest], ends[:-1]) if arrangement.rest else []
    return (
        *effects,
        *(own.reshape(group.n_levels, group.width) for group, own in zip(arrangement.rest, of_rest, strict=True)),
    )


def _lambda_rest(arrangement: Arrangement, factors: Sequence[FloatArray], r: int) -> Matrix | None:
    if not arrangement.rest:
        return None
    of_rest = zip(arrangement.rest, factors[len(arrangement.chain) :], strict=True)
    blocks = [sparse.kron(sparse.identity(group.n_levels), factor) for group, factor in of_rest]
    return sparse.block_diag([*blocks, sparse.identity(r - arrangement.n_rest)], format="csr")
