from .mean_and_covariance import linear_predictor as linear_predictor, marginal_covariance as marginal_covariance
from .parameters import (
    TermParameters as TermParameters,
    common_correlation as common_correlation,
    parameters_of as parameters_of,
)
from .scope import (
    definitions_of as definitions_of,
    model_equation as model_equation,
    plain_statements as plain_statements,
    without_dimensions as without_dimensions,
)
