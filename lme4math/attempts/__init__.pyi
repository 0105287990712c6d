from .as_formula import LevelIs as LevelIs, RAtom as RAtom, RNumber as RNumber
from .as_r import Key as Key
from .differences_in_words import Verdict as Verdict, first_words as first_words, sentence_of as sentence_of
from .interpretation import Finding as Finding
from .judging import Judgement as Judgement, judged as judged
from .option_texts import typed_meanings as typed_meanings
from .readings_alone import read_alone as read_alone
from .settled_by_caller import given_indices as given_indices, given_symbols as given_symbols
from .told_model import NoResponseError as NoResponseError
