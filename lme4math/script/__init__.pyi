from .apart import set_apart as set_apart
from .call import ModelCall as ModelCall, read_model_call as read_model_call, read_model_calls as read_model_calls
from .factor_calls import (
    FACTOR_FUNCTIONS as FACTOR_FUNCTIONS,
    KEEPING_CONTRASTS as KEEPING_CONTRASTS,
    FactorValue as FactorValue,
    factor_of_call as factor_of_call,
)
from .formulas import told_of_branch as told_of_branch
from .frames import ContrastSetting as ContrastSetting, Declaration as Declaration, FrameChange as FrameChange
from .models import read_which as read_which, unread_notice as unread_notice
from .siblings import call_text as call_text
from .update import at_update as at_update
