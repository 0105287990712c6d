from .constraints import (
    Constraint as Constraint,
    Correlation as Correlation,
    CovarianceEntry as CovarianceEntry,
    Deviation as Deviation,
    FixedEffect as FixedEffect,
    Pattern as Pattern,
    Quantity as Quantity,
)
from .generic_data import (
    Columns as Columns,
    Roles as Roles,
    forms_of as forms_of,
    roles_of as roles_of,
    special_forms as special_forms,
)
from .relation import Relation as Relation, relation_of as relation_of
