"""What folders mean: halves and wrapping folders are seen through, in several languages and layouts."""

import pytest

from playground.intake.layout import Place, find_half, find_tested, read_level, understand, unite

CATS, DOGS = "cats", "dogs"


def said(*paths: str) -> list[tuple[str, str]]:
    return [(place.half, place.class_name) for place in understand(paths)]


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("training_set/training_set", "test_set/test_set"),
        ("training_set", "test_set"),
        ("pets/Training Data/all", "pets/Test Data"),
        ("a/b/train", "a/b/test"),
        ("seg_train/seg_train", "seg_test/seg_test"),
        ("pets-train-1", "pets-test-2"),
        ("训练集", "测试集"),
        ("訓練", "テスト"),
        ("학습", "테스트"),
        ("entrenamiento", "prueba"),
        ("entraînement", "test"),
        ("Trainingsdaten", "Testdaten"),
        ("обучающий", "тестовый"),
        ("訓練データ", "テストデータ"),
        ("学習用データ", "テスト用画像"),
        ("训练图片", "测试图片"),
        ("훈련데이터", "테스트데이터"),
        ("Trainingsbilder", "Testbilder"),
        ("Trainingsdatensatz", "Testdatensatz"),
        ("Training", "Prüfung"),
        ("Lernen", "Testen"),
        ("trainingImages", "testImages"),
        ("trainimages", "TestPictures"),
        ("addestramento", "verifica"),
        ("trainen", "testen"),
        ("jeu d'entraînement", "jeu de test"),
        ("allenamento", "collaudo"),
        ("zbiór_uczący", "zbiór_testowy"),
        ("навчання", "тестування"),
        ("تدريب", "اختبار"),
        ("huấn luyện", "kiểm tra"),
        ("εκπαίδευση", "δοκιμή"),
        ("trénink", "testování"),
        ("학습용", "평가용"),
    ],
)
def test_halves_around_the_classes_are_seen_through(train: str, test: str) -> None:
    paths = [f"{half}/{name}/{n}.jpg" for half in (train, test) for name in (CATS, DOGS) for n in range(3)]
    expected = [(half, name) for half in ("train", "test") for name in (CATS, DOGS) for _ in range(3)]
    assert said(*paths) == expected


@pytest.mark.parametrize(
    ("paths", "places"),
    [
        (["cats/1", "dogs/2"], [("", CATS), ("", DOGS)]),
        (["cats/train/1", "cats/test/2", "dogs/train/3"], [("train", CATS), ("test", CATS), ("train", DOGS)]),
        # A train is a class where the others are no halves; so are halves that hold pictures alone.
        (["train/1", "car/2"], [("", "train"), ("", "car")]),
        (["train/1", "test/2"], [("", "train"), ("", "test")]),
        (["all/train/old/1", "all/car/2", "all/car/3"], [("", "train"), ("", "car"), ("", "car")]),
        (["cats/old/1", "cats/new/2", "dogs/3"], [("", CATS), ("", CATS), ("", DOGS)]),
        # A test without labels is left out, however large it is.
        (
            ["train/cats/1", "train/dogs/2", "test/3", "test/4", "test/5"],
            [("train", CATS), ("train", DOGS), *[("test", "")] * 3],
        ),
        (
            [
                "seg_train/seg_train/sea/1",
                "seg_test/seg_test/sea/2",
                "seg_pred/seg_pred/3",
                "seg_pred/seg_pred/4",
            ],
            [("train", "sea"), ("test", "sea"), ("test", ""), ("test", "")],
        ),
        (["d/train/cats/1", "d/val/cats/2", "d/readme"], [("train", CATS), ("validation", CATS), ("", "")]),
        (["1", "2"], [("", ""), ("", "")]),
        # Half and class in one name, as of CycleGAN.
        (
            ["trainA/1", "trainB/2", "testA/3", "testB/4"],
            [("train", "A"), ("train", "B"), ("test", "A"), ("test", "B")],
        ),
        (
            ["d/train_cats/1", "d/non-cats_train/2", "d/cats-test/x/3", "d/test non-cats/4"],
            [("train", CATS), ("train", "non-cats"), ("test", CATS), ("test", "non-cats")],
        ),
        (["训练集猫/1", "非猫训练集/2", "测试集猫/3"], [("train", "猫"), ("train", "非猫"), ("test", "猫")]),
        (["训练猫/1", "训练狗/2", "测试猫/3"], [("train", "猫"), ("train", "狗"), ("test", "猫")]),
        # A half in a language that is not known, beside one that is: both hold the same classes.
        (
            ["hoc/cats/1", "hoc/dogs/2", "test/cats/3", "test/dogs/4"],
            [("train", CATS), ("train", DOGS), ("test", CATS), ("test", DOGS)],
        ),
        (
            ["d/Train/cats/1", "d/Train/dogs/2", "d/thi/cats/3", "d/thi/dogs/4"],
            [("train", CATS), ("train", DOGS), ("test", CATS), ("test", DOGS)],
        ),
        (["cats/old/1", "cats/new/2", "test/old/3"], [("", CATS), ("", CATS), ("", "test")]),
        (["cats/old/1", "cats/new/2", "dogs/old/3", "dogs/new/4"], [("", CATS)] * 2 + [("", DOGS)] * 2),
        (["train_cats/1", "train_dogs/2"], [("", "train_cats"), ("", "train_dogs")]),
        # The names of files, as of Kaggle's; a test without labels.
        (
            [
                "d/train/cat.0.jpg",
                "d/train/cat.1.jpg",
                "d/train/dog.0.jpg",
                "d/train/dog.1.jpg",
                "d/test1/1.jpg",
            ],
            [("train", "cat"), ("train", "cat"), ("train", "dog"), ("train", "dog"), ("test", "")],
        ),
        (
            ["cat (1).jpg", "cat (2).jpg", "12_not_cat.jpg", "13_not_cat.jpg", "readme.txt"],
            [("", "cat"), ("", "cat"), ("", "not_cat"), ("", "not_cat"), ("", "")],
        ),
        # No classes: what cameras call pictures, dates, one name alone.
        (["IMG_1.jpg", "IMG_2.jpg", "DSC_1.jpg", "DSC_2.jpg"], [("", "")] * 4),
        (["all/cat.1.jpg", "all/cat.2.jpg", "all/dog.1.jpg"], [("", "all")] * 3),
        (["cats/a1.jpg", "cats/a2.jpg", "dogs/b1.jpg", "dogs/b2.jpg"], [("", CATS)] * 2 + [("", DOGS)] * 2),
        ([], []),
    ],
)
def test_folders_say_what_a_person_would_take_them_for(
    paths: list[str], places: list[tuple[str, str]]
) -> None:
    assert said(*paths) == places


@pytest.mark.parametrize("name", ["contest", "restaurant", "latest", "trainer", "devil", "cats", "考试卷"])
def test_other_words_are_no_halves(name: str) -> None:
    assert find_half(name)[0] == ""


def test_names_that_differ_by_capitals_are_one_at_first() -> None:
    assert unite(["Cats", "dogs", "cats", "CATS"]) == {
        "Cats": "Cats",
        "dogs": "dogs",
        "cats": "Cats",
        "CATS": "Cats",
    }


def test_another_level_can_name_the_classes() -> None:
    paths = ["a/train/x/1", "a/test/y/2", "3"]
    assert read_level(paths, 0) == [Place("train", "a"), Place("test", "a"), Place("", "")]
    assert read_level(paths, 2) == [Place("train", "x"), Place("test", "y"), Place("", "")]


def test_validation_is_a_test_where_there_is_no_other() -> None:
    assert find_tested(["train", "validation", ""]) == [False, True, False]
    assert find_tested(["train", "validation", "test"]) == [False, False, True]
