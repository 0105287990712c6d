from .algebra import TermKey as TermKey
from .double_bars import (
    expand_double_bar as expand_double_bar,
    is_single_operand as is_single_operand,
    product_of as product_of,
)
from .reading import (
    FORMULA_OPERATORS as FORMULA_OPERATORS,
    PRODUCTS as PRODUCTS,
    Occurrence as Occurrence,
    VariableTable as VariableTable,
    formula_operands as formula_operands,
    is_intercept_flag as is_intercept_flag,
    number_variables as number_variables,
    operator_arity as operator_arity,
    refuse_dots as refuse_dots,
)
from .terms import (
    OFFSET_PREFIX as OFFSET_PREFIX,
    FormulaTerm as FormulaTerm,
    Terms as Terms,
    TermVariable as TermVariable,
    terms_of as terms_of,
)
from .updating import expanded as expanded, update_formula as update_formula
