from .call import ModelCall as ModelCall, read_model_call as read_model_call
from .factor_calls import (
    FACTOR_FUNCTIONS as FACTOR_FUNCTIONS,
    FactorValue as FactorValue,
    factor_of_call as factor_of_call,
)
from .program import Declaration as Declaration
