from .meant.as_formula import LevelIs as LevelIs, RAtom as RAtom, RNumber as RNumber
from .meant.as_r import Key as Key
from .meant.interpretation import Finding as Finding
from .meant.option_texts import typed_meanings as typed_meanings
from .meant.settled_by_caller import Given as Given, given_indices as given_indices, given_symbols as given_symbols
from .said.told_model import NoResponseError as NoResponseError
from .shown.differences_in_words import Verdict as Verdict, first_words as first_words, sentence_of as sentence_of
from .shown.letters_of_attempts import own_letters as own_letters, own_notation as own_notation
from .shown.numbered_places import (
    MarkedPlaces as MarkedPlaces,
    marked_places as marked_places,
    places_in_code as places_in_code,
)
from .shown.part_marks import places_in_text as places_in_text
from .shown.tex_mathml import SIGN_OF_MARK as SIGN_OF_MARK, PlaceMark as PlaceMark
from .shown.typeset_attempts import marked_text as marked_text, typeset_or_text as typeset_or_text
from .tex.tex_signs import with_greek as with_greek
from .verdict.judging import Judgement as Judgement, judged as judged
from .verdict.readings_alone import read_alone as read_alone
from .verdict.slip_mending import mended_slips as mended_slips
