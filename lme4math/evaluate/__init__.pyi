from .marginal import marginal_covariance as marginal_covariance
from .means import linear_predictor as linear_predictor
from .scope import (
    definitions_of as definitions_of,
    model_equation as model_equation,
    plain_statements as plain_statements,
    unsized as unsized,
)
