from .estimates import Estimates as Estimates
from .fitting import estimate as estimate
