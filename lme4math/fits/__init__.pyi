from .estimates import Estimates as Estimates, Variance as Variance
from .fitting import estimate as estimate
