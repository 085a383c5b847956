"""The stages, one a module, and the list of them."""

from __future__ import annotations

from koprep.stages.base import Stage
from koprep.stages.chars import Chars
from koprep.stages.clean import Clean
from koprep.stages.encode import Encode
from koprep.stages.jamo import Jamo
from koprep.stages.lemma import Lemma
from koprep.stages.length import Length
from koprep.stages.morphs import Morphs
from koprep.stages.ngrams import Ngrams
from koprep.stages.normalize import Normalize
from koprep.stages.pad import Pad
from koprep.stages.penn import Penn
from koprep.stages.phrases import Phrases
from koprep.stages.regexes import Findall, Match, Sub
from koprep.stages.replace import Replace
from koprep.stages.sentences import Sentences
from koprep.stages.spacing import Spacing
from koprep.stages.stem import Stem
from koprep.stages.stopwords import Stopwords
from koprep.stages.subwords import Subwords
from koprep.stages.wordpunct import WordPunct
from koprep.stages.words import Words

STAGES: dict[str, type[Stage]] = {
    stage.name: stage
    for stage in (
        Normalize,
        Clean,
        Replace,
        Sub,
        Match,
        Findall,
        Spacing,
        Sentences,
        Words,
        Penn,
        WordPunct,
        Chars,
        Jamo,
        Morphs,
        Stopwords,
        Length,
        Ngrams,
        Phrases,
        Stem,
        Lemma,
        Subwords,
        Encode,
        Pad,
    )
}
"""Every stage by its name, text stages first, in the order they usually come."""
