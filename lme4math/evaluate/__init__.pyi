from .mean_and_covariance import linear_predictor as linear_predictor, marginal_covariance as marginal_covariance
from .scope import (
    definitions_of as definitions_of,
    model_equation as model_equation,
    plain_statements as plain_statements,
    without_dimensions as without_dimensions,
)
from .term_parameters import (
    SquareMatrix as SquareMatrix,
    TermParameters as TermParameters,
    common_correlation as common_correlation,
    deviations_of as deviations_of,
    parameters_of as parameters_of,
    rows_of as rows_of,
)
