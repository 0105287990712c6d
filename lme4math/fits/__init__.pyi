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
from .printed_sections import read_sections as read_sections
from .prints import (
    estimates_of as estimates_of,
    inferred_factors as inferred_factors,
    read_tables as read_tables,
    refuse_other_data as refuse_other_data,
)
