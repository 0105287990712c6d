from .documents import sympy as sympy
from .moments import Moments as Moments, moments_of as moments_of
