"""Whether words look Vietnamese: what tells one way of writing from another.

A syllable is an onset, a rhyme and at most one tone; both sets are closed. Read under the wrong
table, hardly a marked word is still one.
"""

import re
import unicodedata

_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uơ uy uya uych
uyn uynh uyt uyên uyêt uyu ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych ynh yt yêm yên yêng yêt yêu
"""
_ONSETS = "ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x"
_SYLLABLE = re.compile(f"(?:{'|'.join(_ONSETS.split())})?(?:{'|'.join(_RHYMES.split())})|gi")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# Between spaces, digits and plain punctuation; soft hyphens and the like are letters of old fonts.
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~]*[^\x00-\x7f][^\s\d!-/:-@\[-`{-~]*")


def is_syllable(word: str) -> bool:
    """Whether a word could be one Vietnamese syllable, as it is spelt."""
    signs = unicodedata.normalize("NFD", word.lower())
    plain, tones = _TONES.subn("", signs)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)))


def marked_words(text: str) -> list[str]:
    """Words with a sign beyond ASCII, as they stand between spaces and punctuation."""
    found = (word.strip("“”‘’–—…•") for word in _WORD.findall(unicodedata.normalize("NFC", text)))
    return [word for word in found if not word.isascii()]


def likeness(text: str) -> float:
    """The share of marked words that are Vietnamese syllables; 1 where no word is marked."""
    words = marked_words(text)
    return sum(map(is_syllable, words)) / len(words) if words else 1.0
