"""Archives as people have them: odd names are shown made visible, and what is bad is left out alone."""

import stat
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from playground.intake.refusal import Refused
from playground.intake.worker.albums import read_zip
from playground.intake.worker.code_pages import guess_code_page
from playground.intake.worker.formats import name_format
from playground.intake.worker.pictures import decode_picture
from playground.intake.worker.zip_names import show_name
from playground.intake.worker.zips import list_zip
from playground.words.catalogue import LANGUAGES, translator
from tests.hostile import zips as made
from tests.hostile.pictures import saved, smooth

PNG = saved(smooth(12, 8), "PNG")
PALETTE = Image.fromarray(smooth(12, 8)).quantize(9)


@pytest.mark.parametrize(
    ("folder", "shown", "class_name"),
    [
        ("Screenshot at 9.41\u202fAM", "Screenshot at 9.41␣AM", "Screenshot at 9.41 AM"),
        ("猫\u3000photos", "猫␣photos", "猫 photos"),
        ("my\u00a0cats", "my␣cats", "my cats"),
        ("thin\u2009cats", "thin␣cats", "thin cats"),
        ("cats\u200b", "cats\ufffd", "cats"),
        ("\ufeffcats", "\ufffdcats", "cats"),
        ("soft\u00adcats", "soft\ufffdcats", "softcats"),
        ("private\ue000", "private\ufffd", "private"),
        ("گربه\u200cها", "گربه\ufffdها", "گربهها"),
        ("my\tcats", "my␉cats", "my cats"),
        ("cats\r\n", "cats␍␊", "cats"),
        ("cats\x7f", "cats\ufffd", "cats"),
        ("cats\u202egnp", "cats\ufffdgnp", "catsgnp"),
        ("cats\u2028", "cats\ufffd", "cats"),
    ],
)
def test_odd_names_are_read_and_made_visible(folder: str, shown: str, class_name: str) -> None:
    assert show_name(folder) == shown
    album = read_zip(made.zipped({f"{folder}/1 {folder}.png": PNG, "dogs/2.png": PNG}), 8)
    assert [entry.class_name for entry in album.entries] == [class_name, "dogs"]
    assert album.entries[0].shown == f"{shown}/1 {shown}.png"
    assert not set(album.entries[0].file_name) & set("\t\n\r\x7f\u202e\u2028")
    assert album.notes == ()


def test_what_is_there_twice_counts_once_and_what_differs_by_capitals_twice() -> None:
    paths = ["cat/1.png", "cat//./1.png", "Cat/1.PNG", "dog/a\0.png", "dog/" + "x" * 600]
    album = read_zip(made.archive([made.stored(path, PNG) for path in paths]), 8)
    assert [(entry.class_name, entry.file_name) for entry in album.entries] == [
        *(("cat", "cat/1.png"), ("Cat", "Cat/1.PNG")),
        ("dog", "dog/a␀.png"),
    ]
    assert [note.key for note in album.notes] == ["zips.notes.no_picture", "zips.notes.twice"]
    for language in LANGUAGES:
        long, twice = map(translator(language).text, album.notes)
        assert "604" in long
        assert "cat/1.png" in twice
    later = read_zip(made.archive([replace(BAD, checksum=1), made.stored("cat/bad.png", PNG)]), 8)
    assert len(later.entries) == 1  # the last, which is whole


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("gbk", ("猫", "狗")),
        ("gbk", ("训练集/非猫", "训练集/猫咪", "屏幕截图")),
        ("gbk", ("狗獾", "鼬")),
        ("big5", ("貓", "非貓")),
        ("big5", ("狗", "我的圖片")),
        ("cp932", ("猫", "犬")),
        ("cp932", ("ねこ", "いぬ")),
        ("cp932", ("訓練データ/ソファ", "テスト/表")),
        ("cp1251", ("кошки", "собаки")),
        ("cp1251", ("Кот", "Не кот")),
        ("cp866", ("кошки", "собаки")),
        ("cp866", ("КОШКИ", "обучение/собака")),
        ("cp850", ("Häuser", "Bäume")),
        ("cp850", ("niños", "perros")),
        ("cp850", ("éléphants", "forêt")),
        ("cp1252", ("chats/café", "forêt")),
        ("cp852", ("koty", "psy żółte")),
        ("cp1250", ("kočky", "psy žluté")),
    ],
)
def test_all_names_of_an_archive_are_read_in_the_code_page_they_are_written_in(
    page: str, names: tuple[str, ...]
) -> None:
    paths = [f"all/{name}/1.png" for name in names]
    contents = list_zip(made.archive([made.stored(path.encode(page), PNG) for path in paths]))
    assert [file.file_name for file in contents.files] == paths
    (note,) = (note for note in contents.notes if note.key == "zips.notes.guessed")
    assert note.values["page"].key == f"zips.pages.{page}"
    for language in LANGUAGES:
        assert translator(language).text(note).isprintable()


# What people call their folders, in the code pages of their countries.
FOLDERS = {
    "cp949": "고양이 | 강아지 | 개 | 사진 | 훈련/고양이 | 시험/개 | 말 | 토끼 | "
    "새 폴더 | 동물 | 고양이 사진 | 비고양이 | 호랑이 | 사자 | 자동차 | "
    "비행기",
    "cp1253": "γάτα | γάτες | σκύλος | όχι γάτα | Γάτες | εκπαίδευση | δοκιμή | φωτογραφίες | άλογο | "
    "πουλί | αυτοκίνητο | Σκύλοι",
    "cp1256": "قط | قطة | كلب | كلاب | صور | تدريب | اختبار | حصان | قطط | ليس قط | سيارة | طائر",
    "cp1251": "кошка | кот | собака | котики | не кот | обучение | тест | лошадь | птица | Кошки | СОБАКА | "
    "машина | яблоко | другое | лиса | котка",
    "gbk": "猫 | 狗 | 非猫 | 猫咪 | 训练集 | 测试集 | 屏幕截图 | 新建文件夹 | 小狗 | "
    "鸟 | 马 | 汽车 | 老虎 | 照片 | 其他 | 动物 | 花 | 松鼠 | 其它 | "
    "卡车 | 飞机 | 青蛙 | 船",
    "big5": "貓 | 狗 | 非貓 | 訓練 | 測試 | 照片 | 新增資料夾 | 小狗 | 鳥 | 馬 | "
    "汽車 | 老虎 | 其他 | 動物 | 松鼠 | 飛機 | 青蛙",
    "cp932": "猫 | 犬 | ねこ | いぬ | ネコ | 訓練データ | テスト | 写真 | 画像 | "
    "鳥 | 馬 | 車 | 新しいフォルダー | 猫以外 | うさぎ",
    "cp874": "แมว | หมา | สุนัข | ไม่ใช่แมว | รูปภาพ | ฝึก | ทดสอบ | นก | ม้า",
    "cp737": "γάτα | γάτες | σκύλος | όχι γάτα | Γάτες | εκπαίδευση | δοκιμή | φωτογραφίες | άλογο | "
    "πουλί | αυτοκίνητο | Σκύλοι",
    "cp866": "кошка | кот | собака | котики | не кот | обучение | тест | лошадь | птица | Кошки | СОБАКА | "
    "машина | яблоко | другое | лиса | котка",
    "cp862": "חתול | כלב | לא חתול | תמונות | אימון | בדיקה | ציפור | חתולים | כלבים | מכונית",
}


@given(st.sampled_from(sorted(FOLDERS)), st.data())
def test_three_names_of_one_script_are_enough_for_the_code_page(page: str, data: st.DataObject) -> None:
    words = FOLDERS[page].split(" | ")
    names = data.draw(st.lists(st.sampled_from(words), min_size=3, unique=True))
    guess = guess_code_page([name.encode(page) for name in names])
    assert [name.encode(page).decode(guess) for name in names] == names


@pytest.mark.parametrize(
    ("bad", "shown"),
    [("forêt".encode("cp1252"), "forêt"), ("猫咪".encode()[:-1], "猫\N{REPLACEMENT CHARACTER}")],
)
def test_a_name_that_only_declares_to_be_utf_8_costs_the_archive_nothing(bad: bytes, shown: str) -> None:
    others = ("ours", "café") if shown == "forêt" else ("狗", "鸟", "鱼")
    encoding = "cp1252" if shown == "forêt" else "utf-8"
    names = [bad, *(name.encode(encoding) for name in others)]
    files = [replace(made.stored(name + b"/1.png", PNG), flags=0x800) for name in names]
    album = read_zip(made.archive(files), 8)
    assert [entry.file_name for entry in album.entries] == [f"{name}/1.png" for name in (shown, *others)]


@pytest.mark.parametrize(
    "names", [("кот", "пёс"), ("naïve", "à la carte"), ("고양이", "개"), ("🐈\u200d⬛", "猫")]
)
def test_what_is_written_in_utf_8_is_no_guess(names: tuple[str, ...]) -> None:
    paths = [f"{name}/1.png" for name in names]
    contents = list_zip(made.archive([made.stored(path.encode(), PNG) for path in paths]))
    assert ([file.file_name for file in contents.files], contents.notes) == (paths, ())


def test_the_folder_around_all_may_be_listed() -> None:
    data = made.archive([made.stored("./", b""), made.stored("./cat/", b""), made.stored("./cat/1.png", PNG)])
    assert [file.file_name for file in list_zip(data).files] == ["cat/1.png"]
    assert list_zip(data).notes == ()


@pytest.mark.parametrize(
    "name",
    ["cat/Icon\r", "__MACOSX/._a\u202e", "cat/ehthumbs.db", "@eaDir/1.png", "$RECYCLE.BIN/1.png", ".git/x"],
)
def test_what_systems_leave_is_counted_and_left_out(name: str) -> None:
    contents = list_zip(made.zipped({"cat/1.png": PNG, name: b"x"}))
    assert [file.file_name for file in contents.files] == ["cat/1.png"]
    assert [(note.key, note.values["count"]) for note in contents.notes] == [("zips.notes.system", 1)]


BAD = made.stored("cat/bad.png", PNG)


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        (replace(BAD, checksum=1), "unreadable"),
        (replace(made.deflated("cat/bad.png", PNG), packed=b"\x63"), "unreadable"),
        (replace(BAD, flags=1), "encrypted"),
        (replace(BAD, attributes=(stat.S_IFLNK | 0o777) << 16), "link"),
        (replace(BAD, method=zipfile.ZIP_BZIP2), "method"),
    ],
)
def test_a_single_bad_file_is_left_out_and_named(bad: made.File, key: str) -> None:
    album = read_zip(made.archive([bad, made.stored("cat/good.png", PNG)]), 8)
    assert [entry.file_name for entry in album.entries] == ["cat/good.png"]
    (note,) = album.notes
    assert note.values["reason"].key == f"zips.errors.{key}"
    for language in LANGUAGES:
        assert "cat/bad.png" in translator(language).text(note)
    with pytest.raises(Refused) as caught:
        read_zip(made.archive([bad]), 8)
    assert caught.value.message.key == f"zips.errors.{key}"


def test_halves_around_the_classes_are_no_classes() -> None:
    paths = [
        f"{half}_set/{half}_set/{name}/1.png" for half in ("training", "test") for name in ("cats", "dogs")
    ]
    album = read_zip(made.zipped(dict.fromkeys(paths, PNG)), 8)
    assert [(entry.half, entry.class_name) for entry in album.entries] == [
        *(("train", "cats"), ("train", "dogs")),
        *(("test", "cats"), ("test", "dogs")),
    ]
    (note,) = album.notes
    assert (note.key, note.values["folders"]) == ("zips.notes.halves", "test_set, training_set")


@pytest.mark.parametrize(
    ("paths", "folders"),
    [
        (["pets/train/cats/1", "pets/val/cats/2"], "train, val"),
        (["cats/training/1", "cats/testing/2", "dogs/training/3"], "testing, training"),
        (["all/trainA/1", "all/trainB/2", "all/testA/3"], "testA, trainA, trainB"),
        ([f"{name}_{half}_{n}.png" for name in "ab" for half in ("train", "test") for n in (1, 2)], ""),
    ],
)
def test_the_folders_that_mean_the_halves_are_named(paths: list[str], folders: str) -> None:
    contents = list_zip(made.archive([made.stored(path, PNG) for path in paths]))
    assert [note.values["folders"] for note in contents.notes] == [folders] * bool(folders)
    assert {file.half for file in contents.files} > {"train"}


def box(brand: bytes, also: bytes = b"") -> bytes:
    return b"\0\0\0\x18ftyp" + brand + bytes(4) + also.ljust(12, b"\0")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        *((box(brand), "heic") for brand in (b"hevc", b"hevx", b"heic", b"heim", b"hevs", b"mif1")),
        (box(b"avif"), "avif"),
        (box(b"isom"), "video"),
        *((saved(smooth(12, 8), "TGA", **options), "tga") for options in ({}, {"compression": "tga_rle"})),
        (saved(smooth(12, 8)[..., 0], "TGA"), "tga"),
        (saved(smooth(12, 8), "TGA").removesuffix(b"TRUEVISION-XFILE.\0"), "tga"),
        (saved(PALETTE, "TGA").removesuffix(b"TRUEVISION-XFILE.\0"), "tga"),
        (saved(smooth(16, 16), "ICO"), "ico"),
        (b"\0\0\2\0\1\0\x10\x10\0\0\1\0\1\0\x28\1\0\0\x16\0\0\0", "ico"),
        (box(b"jxl "), "jpegxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"jxl "), "jpegxl"),
        (b"\xff\x0a\x7f", "jpegxl"),
        (box(b"jp2 "), "jpeg2000"),
        (box(b"mif1", b"avif"), "avif"),
        (box(b"MiHE", b"heic"), "heic"),
        (b"RIFF....AVI LIST", "video"),
        (b"RIFF....ACONLIST", "ico"),
        (b"RIFF....????", "text"),
    ],
)
def test_what_a_file_is_is_named_rightly(data: bytes, kind: str) -> None:
    assert name_format(data) == kind


RARE = {
    **{kind: saved(smooth(16, 16), kind) for kind in ("PCX", "DDS", "SGI", "QOI", "ICNS")},
    "XBM": saved(Image.fromarray(smooth(12, 8)).convert("1"), "XBM"),
    "OpenEXR": b"v/1\1\2\0\0\0",
    "DICOM": bytes(128) + b"DICM",
    "CorelDRAW": b"RIFF....CDRDvrsn",
}


@pytest.mark.parametrize("kind", RARE)
def test_a_rare_kind_of_picture_is_called_by_its_name(kind: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_picture(RARE[kind])
    for language in LANGUAGES:
        assert kind in translator(language).text(caught.value.message)
