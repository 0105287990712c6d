from .as_formula import LevelIs as LevelIs, RAtom as RAtom, RNumber as RNumber
from .as_r import Key as Key
from .differences_in_words import Verdict as Verdict, first_words as first_words, sentence_of as sentence_of
from .interpretation import Finding as Finding
from .judging import Judgement as Judgement, judged as judged
from .letters_of_attempts import own_letters as own_letters, own_notation as own_notation
from .numbered_places import (
    MarkedPlaces as MarkedPlaces,
    marked_places as marked_places,
    places_in_code as places_in_code,
)
from .option_texts import typed_meanings as typed_meanings
from .part_marks import places_in_text as places_in_text
from .readings_alone import read_alone as read_alone
from .settled_by_caller import given_indices as given_indices, given_symbols as given_symbols
from .slip_mending import mended_slips as mended_slips
from .tex_mathml import SIGN_OF_MARK as SIGN_OF_MARK, PlaceMark as PlaceMark
from .tex_signs import with_greek as with_greek
from .told_model import NoResponseError as NoResponseError
from .typeset_attempts import marked_text as marked_text, typeset_or_text as typeset_or_text
