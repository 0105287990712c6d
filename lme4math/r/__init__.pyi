from .arguments import (
    DOTS as DOTS,
    SIGNATURES as SIGNATURES,
    Matched as Matched,
    Mismatch as Mismatch,
    arguments_by_parameter as arguments_by_parameter,
    exact_arguments as exact_arguments,
    further_arguments as further_arguments,
    match_arguments as match_arguments,
    matched_parameters as matched_parameters,
)
from .collation import collation_key as collation_key
from .constant_vectors import (
    LONGEST as LONGEST,
    WORDS as WORDS,
    Arguments as Arguments,
    Listed as Listed,
    NotConstant as NotConstant,
    Vector as Vector,
    VectorFunction as VectorFunction,
    finite as finite,
    matrix_of as matrix_of,
    texts_of as texts_of,
)
from .constants import (
    KEYWORDS as KEYWORDS,
    R_CONSTANTS as R_CONSTANTS,
    Lookup as Lookup,
    computed as computed,
    constant as constant,
    names_bound as names_bound,
    nothing_assigned as nothing_assigned,
    number_in as number_in,
    strings_in as strings_in,
    truth_in as truth_in,
    whole_in as whole_in,
)
from .deparsing import (
    deparse as deparse,
    deparse_label as deparse_label,
    deparse_name as deparse_name,
    is_syntactic as is_syntactic,
)
from .literals import (
    LARGEST_INTEGER as LARGEST_INTEGER,
    number_label as number_label,
    places_inside as places_inside,
    quote as quote,
    short_number as short_number,
)
from .nodes import (
    Argument as Argument,
    Call as Call,
    Constant as Constant,
    Expression as Expression,
    Function as Function,
    Name as Name,
    Number as Number,
    Text as Text,
    bracketed as bracketed,
    call_of as call_of,
    called as called,
    called_name as called_name,
    children as children,
    compound_children as compound_children,
    fold as fold,
    is_any_bar as is_any_bar,
    is_bar as is_bar,
    is_null as is_null,
    named_argument as named_argument,
    operands_of as operands_of,
    operation as operation,
    operators_in as operators_in,
    picked_column as picked_column,
    referred as referred,
    unwrap as unwrap,
    walk as walk,
    walk_calls as walk_calls,
)
from .operators import ASSIGNMENTS as ASSIGNMENTS
from .parser import parse_expression as parse_expression, parse_program as parse_program
from .pipes import unpipe as unpipe, written_out as written_out
from .tokens import Literal as Literal, literal_around as literal_around
from .vector_functions import VECTOR_FUNCTIONS as VECTOR_FUNCTIONS, places_picked as places_picked
