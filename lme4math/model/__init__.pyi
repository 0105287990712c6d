from .build import build_model as build_model
from .cells import Cell as Cell, CellDesign as CellDesign, cell_designs as cell_designs, vanishes as vanishes
from .columns import (
    Column as Column,
    CovariatePiece as CovariatePiece,
    IndicatorPiece as IndicatorPiece,
    LevelFamily as LevelFamily,
    Piece as Piece,
    Score as Score,
    has_open_levels as has_open_levels,
    is_difference as is_difference,
)
from .contrasts import contrast_matrix as contrast_matrix
from .declared import declared_frame as declared_frame, declared_kinds as declared_kinds
from .description import describe as describe
from .edit.changes import (
    add_effect as add_effect,
    add_term as add_term,
    effect_of as effect_of,
    effect_text as effect_text,
    one_expression as one_expression,
    set_structure as set_structure,
    toggle_effect as toggle_effect,
)
from .edit.rewriting import CHOICES as CHOICES, Edit as Edit, group_text as group_text, typed_terms as typed_terms
from .functions import COMPUTED as COMPUTED, RFunction as RFunction, form_of as form_of, row_of as row_of
from .functions.basis_rows import BASIS_FORMS as BASIS_FORMS
from .functions.factor_rows import interval_labels as interval_labels
from .functions.row import RemoteRule as RemoteRule
from .functions.shapes import numbers as numbers
from .grouping import variables_in as variables_in
from .hierarchy import Hierarchy as Hierarchy, hierarchy_of as hierarchy_of
from .level_conditions import is_indicator as is_indicator, levels_asked as levels_asked, plain_name as plain_name
from .lme4_checks import Lme4Checks as Lme4Checks
from .mixed import (
    Family as Family,
    GroupingFactor as GroupingFactor,
    LinearPart as LinearPart,
    MixedModel as MixedModel,
    RandomTerm as RandomTerm,
    Response as Response,
    Term as Term,
    lme4_order as lme4_order,
)
from .polynomials import TooLargeError as TooLargeError, are_same_numbers as are_same_numbers
from .remarks.of_script import unused_factors as unused_factors
from .remarks.redundancy import redundancy_of_same_groups as redundancy_of_same_groups
from .shared_directions import Directions as Directions, directions_of as directions_of
from .structures import Covariance as Covariance
from .variables import (
    Categorical as Categorical,
    Contrasts as Contrasts,
    Frame as Frame,
    FrameRequest as FrameRequest,
    Kind as Kind,
    Numeric as Numeric,
    OpenCategorical as OpenCategorical,
    OpenMatrix as OpenMatrix,
    Variable as Variable,
    frame_name as frame_name,
)
from .without_data import (
    Factors as Factors,
    contrasted as contrasted,
    declared_levels as declared_levels,
    kind_of as kind_of,
    read_declaration as read_declaration,
    read_levels as read_levels,
    with_contrasts as with_contrasts,
)
