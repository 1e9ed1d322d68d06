"""In which code page names are written where they do not say it: those of an archive, or of a file's classes.

Programs that do not declare UTF-8 (APPNOTE.TXT 6.3.10, section 4.4.4) write it all the same on a Mac, the
code page of their country on Windows, and the old PC's, which the standard means, elsewhere. All names of one
archive are written alike. Taken is the page in which they are least surprising: each letter costs as many
bits as a code would give it that knows how often it is written there (Shannon, 1948, section 7), and letters
that stand where its script has none, an accent among no plain letters, Russian among them, cost more.
"""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import inf, log2

STANDARD, UTF_8 = "cp437", "utf-8"

_RUSSIAN, _CYRILLIC = "оеаинтсрвлкмдпу", "бгжзйфхцчшщъыьэюяёіїєґўјљњћђџѓќѕ"
_GREEK, _RARE_GREEK = "αοιετσνηυρπκμλςάέήίόύώ", "βγδζθξφχψωϊϋΐΰ"
_HEBREW, _RARE_HEBREW = "יוהלארתמבשנ", "גדזחטכךםןסעפףצץק"
_ARABIC, _RARE_ARABIC = "اليمنورتبةعدسفهحقك", "ءآأؤإئثجخذزشصضطظغىپچژگ"
_THAI, _RARE_THAI = "านรมกเอวงลทคสตปบยดีั้่ิ", "ขฃฅฆจฉชซฌญฎฏฐฑฒณถธผฝพฟภฤฦศษหฬฮฯะำึืุูแโใไๅๆ็๊๋์"
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿß"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžäöüőűß"
_TURKISH = "çğıöşüİâ"
_ACCENTS = 0.2  # of the letters of such languages
_STRESSED = frozenset("άέήίόύώΐΰ")
_KOREAN = (
    "이다의가는에을로하고지은기한대사도리자인어정시나아그과스부일서수라주보제전성상해장구조원동으여만신들공경비세미안연유교"
    "선소국민화영중생관진물양개강명문요무계회새폴더훈련학습험테트검증데터림토끼말곰닭소돼꽃나무집차음식람것"
)
_CHINESE = (
    "的一是在不了有和人中大上个我以要他来用们生到作地出就分成可主年同工也能下子面而方多定行法所民得十三之等部家力里如"
    "水化高自二理起小物加量体制使本去把性好合因由其些然前外天四日那社事平形相全表重新正心反你明看原又利比或但向道此"
    "只意建月公情者最立代想已通并提直五果料象位入常文次品式活管特件求老基流路少山接手角期根指放取色光口金空元今集土"
    "石近千青片火住照白花草木林羊牛虎熊狐鼠蛇豆羽西瓜米"
)
_SIMPLE = (
    "这为国时发动会经过种后学说产对于进着电机实现两当点从业应开还间样与关各线内数图样训练测试验证屏幕截猫"
    "狗鸟鱼树兔鸡鸭猪马狮猴咪犬张车册夹负类非别"
)
_FULL = (
    "這為國時發動會經過種後學說產對於進著電機實現兩當點從業應開還間樣與關線內數圖訓練測試驗證螢幕截貓狗鳥"
    "魚樹兔雞鴨豬馬獅猴咪犬張車資夾負類非別"
)
_JAPANESE = (
    "日本人大一年中国出時行見月後前生五間上東四今金九入学円子外八六下来気小七山話女北午百書先名川千水半男"
    "西電校語土木聞食車何南万毎白天母火右読友左休父雨猫犬鳥魚画像写真訓練検証習評価表花非"
)


def _all_of(page: str, leads: range, seconds: Sequence[int]) -> str:
    """Return the letters of a page that are written as two bytes of these."""
    return b"".join(bytes((one, two)) for one in leads for two in seconds).decode(page, "ignore")


_HIGH, _LOW_AND_HIGH = range(0xA1, 0xFF), (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_KANA = "".join(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7), 0x30FC)))
_SJIS_SECONDS = (*range(0x40, 0x7F), *range(0x80, 0xFD))


@dataclass(frozen=True)
class _Page:
    """The scripts of a page's language, as the names of letters begin in Unicode, and groups of letters with
    how large a share of all each has.
    """

    scripts: tuple[str, ...]
    groups: tuple[tuple[str, float], ...]


def _alphabet(script: str, common: str, rare: str, share: float = 1.0) -> _Page:
    groups = (common, _capitals(common), rare, _capitals(rare))
    shares = (0.75 * share, 0.18 * share, 0.06 * share, 0.01 * share)
    return _Page((script,), tuple(zip(groups, shares, strict=True)))


def _capitals(letters: str) -> str:
    return "".join({each.upper() for each in letters if len(each.upper()) == 1} - {*letters})


_CYRILLIC_PAGE = _alphabet("CYRILLIC", _RUSSIAN, _CYRILLIC)
_GREEK_PAGE = _alphabet("GREEK", _GREEK, _RARE_GREEK)
_HEBREW_PAGE = _alphabet("HEBREW", _HEBREW, _RARE_HEBREW)
_ARABIC_PAGE = _alphabet("ARABIC", _ARABIC, _RARE_ARABIC)
_WESTERN_PAGE = _alphabet("LATIN", _WESTERN, "", _ACCENTS)
_CENTRAL_PAGE = _alphabet("LATIN", _CENTRAL, "", _ACCENTS)
_TURKISH_PAGE = _alphabet("LATIN", _TURKISH, "", _ACCENTS)
# The first parts of the standards hold what is common: GB 2312, Big5 and JIS X 0208, level 1.
_PAGES = {
    "cp1252": _WESTERN_PAGE,
    "cp850": _WESTERN_PAGE,
    "cp1250": _CENTRAL_PAGE,
    "cp852": _CENTRAL_PAGE,
    "cp1254": _TURKISH_PAGE,
    "cp857": _TURKISH_PAGE,
    "gbk": _Page(("CJK",), ((_CHINESE + _SIMPLE, 0.6), (_all_of("gb2312", range(0xB0, 0xD8), _HIGH), 0.38))),
    "big5": _Page(
        ("CJK",), ((_CHINESE + _FULL, 0.6), (_all_of("big5", range(0xA4, 0xC7), _LOW_AND_HIGH), 0.38))
    ),
    "cp932": _Page(
        ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
        ((_KANA, 0.5), (_JAPANESE, 0.3), (_all_of("cp932", range(0x88, 0x98), _SJIS_SECONDS), 0.18)),
    ),
    "cp949": _Page(("HANGUL",), ((_KOREAN, 0.7), (_all_of("euc-kr", range(0xB0, 0xC9), _HIGH), 0.28))),
    "cp1251": _CYRILLIC_PAGE,
    "cp866": _CYRILLIC_PAGE,
    "cp1253": _GREEK_PAGE,
    "cp737": _GREEK_PAGE,
    "cp1255": _HEBREW_PAGE,
    "cp862": _HEBREW_PAGE,
    "cp1256": _ARABIC_PAGE,
    "cp720": _ARABIC_PAGE,
    "cp874": _alphabet("THAI", _THAI, _RARE_THAI),
}
# Looked up here: a worker cannot import them once it has begun to read.
_CODECS = {page: codecs.lookup(page) for page in (UTF_8, STANDARD, *_PAGES)}
_LAST_LATIN = "\u024f"
_ALPHABET = 4  # groups: common letters, rare ones, capitals of both
_MOST_PARTS, _LONGEST = 200, 60  # of paths: folders come again and again
_WORD = re.compile(r"[^\W\d_]+|.", re.DOTALL)
_PLAIN, _RARE, _STRANGE, _OUT_OF_PLACE, _RANK = 5.0, 16.0, 20.0, 8.0, 0.5  # bits


def guess_code_page(names: Sequence[bytes]) -> str:
    """Return the page in which names are most likely written, of those that read them alike the first above;
    the standard's where none is likely.
    """
    texts = {page: read for page in _CODECS if (read := _decode_all(names, page)) is not None}
    if _is_clear(texts.get(UTF_8)):
        return UTF_8
    costs = {page: _weigh(texts[page], page) for page in _PAGES if page in texts}
    rank = {page: _RANK * place for place, page in enumerate(_PAGES)}
    best = min(costs, key=lambda page: costs[page] + rank[page], default=STANDARD)
    if costs.get(best, inf) == inf:
        return UTF_8 if UTF_8 in texts else STANDARD
    return next(page for page in costs if texts[page] == texts[best])


def decode(name: bytes, page: str) -> str:
    """Return a name that is written in a page; what has no meaning in UTF-8 becomes U+FFFD, in another page
    it raises a `UnicodeDecodeError`.
    """
    return _CODECS[page].decode(name, "replace" if page == UTF_8 else "strict")[0]


def is_utf_8(name: bytes) -> bool:
    """Return whether a name can be read as UTF-8."""
    return _decode_all([name], UTF_8) is not None


def is_clearly_utf_8(name: bytes) -> bool:
    """Return whether a name can be read as UTF-8, and is hardly by chance."""
    return _is_clear(_decode_all([name], UTF_8))


def _decode_all(names: Sequence[bytes], page: str) -> list[str] | None:
    try:
        return [_CODECS[page].decode(name)[0] for name in names]
    except UnicodeDecodeError:
        return None


def _is_clear(texts: Sequence[str] | None) -> bool:
    """Return whether what can be read as UTF-8 is that: accents without a plain letter may be other bytes."""
    if texts is None:
        return False
    words = [word for text in texts for word in _WORD.findall(text) if not word.isascii()]
    return not words or not all("\x7f" < letter <= _LAST_LATIN for word in words for letter in word)


def _weigh(texts: Sequence[str], page: str) -> float:
    """Return how many bits the folders of paths cost in a page; infinitely many where most signs beyond ASCII
    are no letters of its language.
    """
    parts = dict.fromkeys(part[:_LONGEST] for text in texts for part in text.split("/") if not part.isascii())
    words = [word for part in islice(parts, _MOST_PARTS) for word in _WORD.findall(part)]
    beyond = [letter for word in words for letter in word if not letter.isascii()]
    if 2 * sum(_is_of(letter, page) for letter in beyond) < len(beyond):
        return inf
    return sum(_weigh_word(word, page) for word in words)


def _weigh_word(word: str, page: str) -> float:
    """Return the bits of a word: an accent stands with plain letters, another alphabet does not, no capital
    behind a small letter, and of a Greek word one vowel is stressed.
    """
    costs, is_mixed, total = _list_costs(page), any(map(str.isascii, word)), 0.0
    is_latin, is_alphabet = "LATIN" in _PAGES[page].scripts, len(_PAGES[page].groups) == _ALPHABET
    if "GREEK" in _PAGES[page].scripts and len(word) > 1 and not word.isupper():
        total += _OUT_OF_PLACE * (sum(letter in _STRESSED for letter in word) != 1)
    for before, letter in zip(" " + word, word, strict=False):
        total += _OUT_OF_PLACE * (before.islower() and letter.isupper())
        if letter.isascii():
            total += _PLAIN
            continue
        total += costs.get(letter) or (_RARE if _is_of(letter, page) else _STRANGE)
        total += _OUT_OF_PLACE * (is_alphabet and is_mixed != is_latin)
    return total


@cache
def _list_costs(page: str) -> dict[str, float]:
    """Return the bits of letters of a page, the cheapest for those in several groups."""
    groups = [group for group in _PAGES[page].groups if group[0]]
    return {letter: log2(len(letters) / share) for letters, share in reversed(groups) for letter in letters}


@cache
def _is_of(letter: str, page: str) -> bool:
    return unicodedata.name(letter, "").split(" ")[0] in _PAGES[page].scripts
