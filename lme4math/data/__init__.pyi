from .csv_file import read_csv as read_csv
from .design_matrices import Design as Design, build_design as build_design, template as template
from .effects import ColumnNumbers as ColumnNumbers
from .examples import (
    FACTORS as FACTORS,
    DataSet as DataSet,
    bundled as bundled,
    cake as cake,
    cbpp as cbpp,
    dyestuff as dyestuff,
    grouseticks as grouseticks,
    pastes as pastes,
    penicillin as penicillin,
    sleepstudy as sleepstudy,
)
from .given import numbers_of as numbers_of
from .groups import Counts as Counts, EvaluatedFrame as EvaluatedFrame
from .level_combinations import observed_cells as observed_cells, ranges_of as ranges_of
from .new_rows import rows_to_predict as rows_to_predict
from .remarks.of_counts import shared_groups as shared_groups
from .remote.checks_by_counts import (
    RankByCounts as RankByCounts,
    rank_by_counts as rank_by_counts,
    refuse_infinite as refuse_infinite,
)
from .remote.tables import RemoteFrame as RemoteFrame, data_source as data_source
from .sources import Observations as Observations
from .spanned import spanned_by_fixed as spanned_by_fixed
from .stored_frame import StoredFrame as StoredFrame
from .structure import (
    DesignStructure as DesignStructure,
    LevelSizes as LevelSizes,
    Pair as Pair,
    is_of_groups as is_of_groups,
    nests as nests,
    structure_of as structure_of,
)
from .values import (
    NA_LEVEL as NA_LEVEL,
    Factor as Factor,
    FloatArray as FloatArray,
    IntArray as IntArray,
    Logicals as Logicals,
    Matrix as Matrix,
    Numbers as Numbers,
    Value as Value,
    from_strings as from_strings,
    length as length,
    missing as missing,
)
from .writing import Calendar as Calendar
