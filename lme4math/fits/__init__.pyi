from .digits import written as written
from .estimates import Estimates as Estimates
from .fitting import estimate as estimate
