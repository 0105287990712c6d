from . import statements as statements, tree as tree
from .estimated import (
    LevelEffects as LevelEffects,
    Values as Values,
    sentences_with_values as sentences_with_values,
    with_both as with_both,
    with_estimates as with_estimates,
    with_estimates_of_level as with_estimates_of_level,
)
from .excerpts import excerpt as excerpt, whole as whole
from .expressions import stands_alone as stands_alone
from .label_checks import (
    label_keys as label_keys,
    refuse_collisions as refuse_collisions,
    refuse_unknown as refuse_unknown,
)
from .label_places import nameables as nameables
from .labelling import labelled as labelled
from .laws import LAWS as LAWS, parameters_of_term as parameters_of_term
from .names.naming import (
    INDICES as INDICES,
    Names as Names,
    Options as Options,
    event_of as event_of,
    labels_of as labels_of,
    name_parts as name_parts,
    options_of as options_of,
)
from .names.rows import CoefficientRow as CoefficientRow
from .names.styles import STYLES as STYLES
from .names.symbols import (
    ACCENTS as ACCENTS,
    Base as Base,
    Digits as Digits,
    Fixed as Fixed,
    Index as Index,
    Letter as Letter,
    LevelOf as LevelOf,
    Lookup as Lookup,
    Position as Position,
    Size as Size,
    Symbol as Symbol,
    Word as Word,
    contains as contains,
    names_taken as names_taken,
    nested_indices as nested_indices,
)
from .notations import (
    BY_GROUPS as BY_GROUPS,
    NOTATIONS as NOTATIONS,
    WITH_OPTIONS as WITH_OPTIONS,
    names_in as names_in,
    refusal as refusal,
    writer as writer,
)
from .page_names import PageNames as PageNames
from .part_columns import power_of as power_of
from .predictor import coefficient as coefficient, piece_value as piece_value, residual_variance as residual_variance
from .rounding import written as written
from .statements import (
    Distributed as Distributed,
    Document as Document,
    Equation as Equation,
    Law as Law,
    Together as Together,
)
from .tree import (
    CovarianceMatrix as CovarianceMatrix,
    Effect as Effect,
    Expr as Expr,
    Indicator as Indicator,
    MatrixSymbol as MatrixSymbol,
    Mean as Mean,
    Negative as Negative,
    Numeral as Numeral,
    Omitted as Omitted,
    Parameter as Parameter,
    Power as Power,
    Product as Product,
    Quotient as Quotient,
    Residual as Residual,
    ResponseValue as ResponseValue,
    Sized as Sized,
    Sum as Sum,
    Varying as Varying,
)
from .words.cell_meanings import CellMeaning as CellMeaning, cell_meanings as cell_meanings, cell_values as cell_values
from .words.cell_notes import cell_notes as cell_notes, range_sentences as range_sentences
from .words.explanation import explain as explain
from .words.glossary import LegendEntry as LegendEntry
from .words.legend import legend as legend
from .words.methods import methods_text as methods_text
from .words.phrases import letter_of as letter_of
from .words.sentences import Sentence as Sentence, listed_parts as listed_parts, said as said
