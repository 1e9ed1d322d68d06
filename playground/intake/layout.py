"""What folders of pictures mean: which name the class, which the half of a split data set, which nothing.

These layouts are seen through, at any depth and in each branch by itself::

    cats/1.jpg                          a folder for each class
    pets/cats/1.jpg                     one folder around all others
    training_set/training_set/cats/1.jpg   the halves around the classes
    cats/train/1.jpg                    the halves within the classes
    train_cats/1.jpg                    half and class in one name
    train/cat.1.jpg                     no folder names the class, but the file does
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

TRAIN, TEST, VALIDATION = "train", "test", "validation"
# As `_plain` leaves them: in small letters, without accents and without the endings below.
_WORDS = {
    TRAIN: "train training trainings trainen learn learning trn lernen lern"
    " entrenamiento entrainement apprentissage treino treinamento addestramento allenamento trening egitim"
    " treningowy treningowe uczacy uczenie traning tranings træning trænings opetus opetukseen harjoitus"
    " trenink trenovani trenovaci tanito antrenare antrenament latih latihan pelatihan huan luyen"
    " обучение обучающая обучающии тренировка тренировочная навчання навчальна тренування εκπαιδευση"
    " תרגול אימון تدريب التدريب آموزش 训练 訓練 学习 學習 学習 훈련 학습",
    TEST: "test tests testing testen eval evaluation holdout heldout pred prediction predict"
    " prufung prufen pruf pruefung prueba pruebas essai teste testes prova verifica collaudo"
    " testowy testowe testi testaus testovani testovaci teszt testare uji ujian pengujian kiem tra"
    " тест тестовая тестовыи тестування δοκιμη ελεγχος בדיקה מבחן اختبار الاختبار آزمون"
    " 测试 測試 评估 評価 テスト 테스트 시험 평가",
    VALIDATION: "val valid validate validation dev"
    " validacion validacao validazione convalida validierung validierungs walidacja dogrulama"
    " валидация валідація 验证 驗證 検証 검증",
}
_HALVES = {half: frozenset(words.split()) for half, words in _WORDS.items()}
# Where a word begins although nothing stands before it: trainA, 训练集猫, 猫训练集, 训练猫.
_HUMP = re.compile(
    "(?<=[a-z])(?=[A-Z])|(?<=集)(?=.)|(?<=.)(?=训练|測試|测试|訓練|验证|驗證)"
    "|(?:(?<=训练)|(?<=測試)|(?<=测试)|(?<=訓練)|(?<=验证)|(?<=驗證))(?=[^集用数數资資图圖図画樣样])"
)
_WORD = re.compile(r"[^\W\d_]+")
_NOISE = frozenset(
    ("split", "zbior", "de", "d", "di", "da", "donnees", "datos", "dati", "imagenes", "immagini")
)
_ENDING = re.compile(
    "(?:datasets?|data|sets?|images?|imgs|pictures|photos|daten|bilder|menge|satz|集合"
    "|用?(?:数据集|数据|資料集|資料|数据集合|図片|图片|圖片|图像|画像|样本|テータセット|テータ|集)|用|용|데이터셋|데이터|세트)+$"
)
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
# What cameras, telephones and systems call every picture.
_CAMERAS = frozenset(
    ("img", "dsc", "dscn", "dscf", "pxl", "pict", "pic", "picture", "image", "images", "photo", "screenshot")
)
_CAMERAS |= {"wechat", "mmexport", "image_from_ios", "微信图片", "屏幕截图", "图片", "照片", "截图"}
_FEWEST = 2  # pictures of a class that only files' names tell


@dataclass(frozen=True)
class Place:
    """What the folders of a picture say: its half (one of the three above, or "") and its class, or ""."""

    half: str
    class_name: str


Folders = tuple[str, ...]


def folders_of(path: str) -> Folders:
    """Return the folders of a path with slashes."""
    return tuple(path.split("/")[:-1])


def understand(paths: Sequence[str]) -> list[Place]:
    """Return for each path, with slashes, what its folders most likely say; where these tell no two classes
    apart and the names of the files do, what both say.
    """
    places = _understand_all(list(map(folders_of, paths)))
    called = {place.class_name for place in places} - {""}
    if len(called) > 1 and not are_halves(called):
        return places
    counted = list(map(_class_of_file, paths))
    named = {name for name, count in Counter(counted).items() if name and count >= _FEWEST}
    if len(named) < 2:
        return places
    return _understand_all(
        [
            (*folders_of(path), name) if name in named else folders_of(path)
            for path, name in zip(paths, counted, strict=True)
        ]
    )


def _class_of_file(path: str) -> str:
    """Return what stands before or behind a file's number: cat for cat.0.jpg; "" where that is unclear."""
    stem = path.split("/")[-1].rpartition(".")[0]
    name = _AROUND.sub("", stem)
    is_clear = any(map(str.isdigit, stem)) and not any(map(str.isdigit, name))
    return name if is_clear and name.casefold() not in _CAMERAS else ""


def _understand_all(folders: Sequence[Folders]) -> list[Place]:
    found: dict[int, Place] = {}
    _understand(list(enumerate(folders)), "", found)
    return [found[at] for at in range(len(folders))]


def unite(names: Iterable[str]) -> dict[str, str]:
    """Return for each name the first that is the same but for capitals."""
    first: dict[str, str] = {}
    return {name: first.setdefault(name.casefold(), name) for name in names}


def read_level(paths: Sequence[str], level: int) -> list[Place]:
    """Return what the folders say where those of one level, 0 for the outermost, name the class."""
    places = []
    for folders in map(folders_of, paths):
        others = [half for at, name in enumerate(folders) if at != level and (half := find_half(name)[0])]
        name = folders[level] if level < len(folders) else ""
        places.append(Place(others[0] if others else "", name))
    return places


def find_tested(halves: Sequence[str]) -> list[bool]:
    """Return which pictures are for testing where a data set is split already: those of the validation only
    where there is no test, else they are learned from.
    """
    kept_back = TEST if TEST in halves else VALIDATION
    return [half == kept_back for half in halves]


def find_half(name: str) -> tuple[str, frozenset[str]]:
    """Return which half a folder's name means, "" for none, and what else is said in it."""
    words = {_plain(word) for word in _WORD.findall(_HUMP.sub(" ", name))} - _NOISE - {""}
    for half, known in _HALVES.items():
        meant = words & known
        if meant:
            return half, frozenset(words - meant)
    return "", frozenset(words)


def _plain(word: str) -> str:
    """Return a word in small letters, without accents and without what only says that these are pictures."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _ENDING.sub("", unicodedata.normalize("NFC", bare))


def _without_half(name: str) -> str:
    """Return what is left of a folder's name without its half: cats for train_cats, A for trainA."""
    parted = _HUMP.sub(" ", name)
    half = find_half(name)[0]
    meant = next(word for word in _WORD.finditer(parted) if _plain(word[0]) in _HALVES[half])
    return (parted[: meant.start()] + parted[meant.end() :]).strip(" _-.")


def _understand(items: list[tuple[int, Folders]], half: str, found: dict[int, Place]) -> None:
    """Note what the folders of a branch say, of which the outer ones are understood already."""
    branches: dict[str, list[tuple[int, Folders]]] = {}
    for at, folders in items:
        if folders:
            branches.setdefault(folders[0], []).append((at, folders[1:]))
        else:
            found[at] = Place(half, "")
    if _is_around(branches):
        for name, inner in branches.items():
            _understand(inner, half or find_half(name)[0] or _missing_half(branches), found)
    elif not half and _name_both(branches):
        for name, inner in branches.items():
            found |= {at: Place(find_half(name)[0], _without_half(name)) for at, _ in inner}
    else:
        # A folder like the half that it lies in, and alone there, names no class: a test without labels.
        unnamed = half and len(branches) == 1 and find_half(next(iter(branches)))[0]
        for name, inner in branches.items():
            for at, folders in inner:
                found[at] = (
                    Place(half, "")
                    if unnamed
                    else Place(half or _inner_half(branches.values(), folders), name)
                )


def _name_both(branches: Iterable[str]) -> bool:
    """Whether all names of folders mean a half and a class, of each at least two."""
    halves = {find_half(name)[0] for name in branches}
    if "" in halves or len(halves) < 2:
        return False
    called = {_without_half(name).casefold() for name in branches}
    return "" not in called and len(called) > 1


def _is_around(branches: Mapping[str, Sequence[tuple[int, Folders]]]) -> bool:
    """Whether folders name no classes: one that holds others, or halves of which one does."""
    deeper = [_goes_on(items) for items in branches.values()]
    return any(deeper) and (len(branches) == 1 or are_halves(branches) or _hold_the_same(branches))


def _missing_half(branches: Iterable[str]) -> str:
    """Return which half a name in an unknown language means, beside those of these names that are known."""
    known = {find_half(name)[0] for name in branches} - {""}
    return (TEST if TRAIN in known else TRAIN) if known else ""


def _hold_the_same(branches: Mapping[str, Sequence[tuple[int, Folders]]]) -> bool:
    """Whether all hold the same folders, and all names but one mean a half: then so does that one, in a
    language that is not known here.
    """
    inner = [{folders[0] for _, folders in items if folders} for items in branches.values()]
    unknown = [name for name in branches if not find_half(name)[0]]
    return len(unknown) == 1 < len(inner[0]) and all(names == inner[0] for names in inner)


def _goes_on(items: Sequence[tuple[int, Folders]]) -> bool:
    """Whether most of a branch lies in folders of their own."""
    return 2 * sum(bool(folders) for _, folders in items) > len(items)


def are_halves(names: Iterable[str]) -> bool:
    """Whether all names of folders mean different halves of the same."""
    meant = [find_half(name) for name in names]
    return all(half for half, _ in meant) and len({rest for _, rest in meant}) == 1


def _inner_half(branches: Iterable[Sequence[tuple[int, Folders]]], folders: Folders) -> str:
    """Return the half that a folder within a class names, where all folders there do."""
    inner = {other[0] for items in branches for _, other in items if other}
    return find_half(folders[0])[0] if folders and len(inner) > 1 and are_halves(inner) else ""
