from .bambi_fits import bambi_code as bambi_code, bambi_estimates as bambi_estimates
from .compressed import LARGEST_FILE as LARGEST_FILE
from .conditional import ConditionalEffects as ConditionalEffects, conditional_effects as conditional_effects
from .data_lines import (
    LinesOverData as LinesOverData,
    lines_over_data as lines_over_data,
    numeric_covariates as numeric_covariates,
)
from .drawing import (
    coefficients as coefficients,
    drawn_effects as drawn_effects,
    drawn_response as drawn_response,
    generator as generator,
    known_effects as known_effects,
)
from .estimates import Estimates as Estimates, Variance as Variance
from .fitting import estimate as estimate
from .inferred_levels import Inferred as Inferred
from .lines_by_level import LevelLines as LevelLines, level_lines as level_lines
from .mixedlm_fits import mixedlm_code as mixedlm_code, mixedlm_estimates as mixedlm_estimates
from .printed_places import PrintedPlaces as PrintedPlaces, places_in_print as places_in_print
from .printed_sections import PrintedFit as PrintedFit, has_print as has_print, read_sections as read_sections
from .prints import (
    estimates_of as estimates_of,
    inferred_factors as inferred_factors,
    read_tables as read_tables,
    refuse_other_columns as refuse_other_columns,
    refuse_other_data as refuse_other_data,
    remarks_of as remarks_of,
)
from .profiling import profile_intervals as profile_intervals
from .rpy2_fits import bytes_of_pymer4 as bytes_of_pymer4, bytes_of_rpy2 as bytes_of_rpy2
from .statsmodels_fits import lme4_code as lme4_code, statsmodels_estimates as statsmodels_estimates
from .stored_as_estimates import stored_estimates as stored_estimates
from .stored_fit import read_stored_fit as read_stored_fit
from .variance_profiles import variance_intervals as variance_intervals
from .verifying import verified as verified
