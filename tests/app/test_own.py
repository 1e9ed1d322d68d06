"""The page of a person's own pictures: asking, making a data set, bringing one."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import h5py
import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from playground.app import routes
from playground.app.pictures import asking
from playground.app.session import visitors
from playground.app.session.quoting import plain
from playground.app.session.visitors import Visitor
from playground.app.shell.navigation import PAGES
from playground.data.checking import build_dataset
from playground.data.contents import Dataset
from playground.data.cropping import Crop, cut
from playground.data.writing import pack_pair
from playground.engine.training import train
from playground.words.catalogue import LANGUAGES, translator
from tests.app.conftest import follow_link, visitor_on
from tests.app.test_answers import read_frame
from tests.support import data_of, textbook_answers

ENGLISH = translator("en")
Offers = dict[str, tuple[str, bytes]]


def open_page(task: str = "ask", language: str = "en") -> AppTest:
    at = follow_link("pictures", language=language)
    at.session_state["own_task"] = task
    return no_exception(at.run())


def no_exception(at: AppTest) -> AppTest:
    assert not at.exception
    return at


def picture(seed: int, size: tuple[int, int] = (40, 30)) -> np.ndarray:
    height, width = size
    small = np.random.default_rng(seed).integers(0, 256, (4, 3, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))


def png(seed: int) -> bytes:
    content = io.BytesIO()
    Image.fromarray(picture(seed)).save(content, "PNG")
    return content.getvalue()


def part(at: AppTest, name: str) -> dict[str, Any]:
    return data_of(at.get_by_key(f"part_{name}"))


def bring(at: AppTest, *files: tuple[str, bytes]) -> AppTest:
    turn = at.session_state["_own_turn"]
    at.file_uploader(key=f"own_files_{turn}").set_value([(*file, "image/png") for file in files])
    return no_exception(at.run())


# --- Asking ------------------------------------------------------------


def test_the_neuron_answers_as_the_core_does(tiny: Dataset) -> None:
    at = bring(open_page(), ("mine.png", png(1)))
    tile = part(at, "asked")["tiles"][0]
    assert tile["name"] == "mine.png"
    answer = routes.answer_frame(part(at, "question")["question"], visitor_on(at))
    told = read_frame(bytes(answer.body))["asked"]
    run = train(tiny.prepared, 0.005, 2000)
    seen = cut(picture(1), tiny.picture_shape[:2])
    expected = textbook_answers(*run.weights_at(2000), seen[np.newaxis])
    assert told["keys"] == [tile["key"]]
    np.testing.assert_allclose(told["probabilities"], expected, rtol=1e-12)
    w = run.weights_at(2000)[0][:, 0]
    pixels = [sum(each) for each in (w * seen.ravel() / 255).reshape(-1, 3)]
    assert told["for"][0] == pytest.approx(sum(each for each in pixels if each > 0))
    assert told["against"][0] == pytest.approx(sum(each for each in pixels if each < 0))
    z = told["for"][0] + told["against"][0] + told["b"]
    np.testing.assert_allclose(1 / (1 + np.exp(-z)), expected[0], rtol=1e-12)


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_lost(tiny: Dataset) -> None:
    at = bring(open_page(), ("good.png", png(1)))
    at = bring(at, ("<b>evil</b>.png", b"<svg/>"), ("other.png", png(2)))
    assert [each.name for each in visitor_on(at).pictures.values()] == ["other.png", "good.png"]
    assert len(at.warning) == 1
    assert "evil" in at.warning[0].value


def test_a_picture_that_is_here_already_is_chosen(tiny: Dataset) -> None:
    at = bring(open_page(), ("one.png", png(1)), ("two.png", png(2)))
    at = bring(at, ("again.png", png(1)))
    assert len(visitor_on(at).pictures) == 2
    assert "“again.png” is here already" in at.warning[0].value
    tiles = part(at, "asked")
    assert [tile["name"] for tile in tiles["tiles"] if tile["key"] == tiles["selected"]] == ["one.png"]
    at.button(key="own_remove_all").click().run()
    assert not visitor_on(at).pictures
    assert not at.warning


@pytest.mark.parametrize(("lighter", "told"), [(0, True), (1, True), (20, False)])
def test_a_picture_that_the_neuron_learned_from_is_told(tiny: Dataset, lighter: int, told: bool) -> None:
    content = io.BytesIO()
    Image.fromarray(tiny.train_pictures[3] + np.uint8(lighter)).save(content, "PNG")
    at = bring(open_page(), ("known.png", content.getvalue()))
    assert [each.value for each in at.info] == [ENGLISH.text("own.ask.nearest.trained")] * told


def test_more_pictures_than_there_is_room_for_are_told(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_PICTURES", 2)
    at = bring(open_page(), *((f"{seed}.png", png(seed)) for seed in range(4)))
    assert len(visitor_on(at).pictures) == 2
    assert "2.png" in at.warning[0].value
    assert at.button(key="own_sample_cat").disabled


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["cat", "other"])
def test_a_drawn_sample_is_shown_with_all_about_it(tiny: Dataset, kind: str, language: str) -> None:
    at = open_page(language=language)
    at = no_exception(at.button(key=f"own_sample_{kind}").click().run())
    assert part(at, "asked")["selected"] == f"{kind}-0"
    assert len(part(at, "reasons")["titles"]) == 3
    assert part(at, "crop")["size"] == [256, 256]
    at = no_exception(at.button(key="own_remove_one").click().run())
    assert not visitor_on(at).pictures


def test_a_moved_crop_is_another_question_and_nonsense_is_not_taken(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: dict[str, Callable[[Any], None]] = {}
    monkeypatch.setattr(asking, "show_cropper", lambda take, **_: taken.update(take=take))
    at = bring(open_page(), ("mine.png", png(1)))
    before = part(at, "question")["question"]["own"]
    visitor = visitor_on(at)
    monkeypatch.setattr(asking, "own_visitor", lambda: visitor)
    for nonsense in (None, "x", {}, {"x": "nan", "y": 0, "share": 1}, {"x": 2, "y": 0, "share": 1}):
        taken["take"](nonsense)
    (key,) = visitor.pictures
    assert visitor.pictures[key].crop == Crop()
    taken["take"]({"x": 0.25, "y": 0.5, "share": 0.5})
    assert visitor.pictures[key].crop == Crop(0.25, 0.5, 0.5)
    assert part(at.run(), "question")["question"]["own"] != before


def test_a_picture_takes_the_form_of_the_pictures_it_is_asked_among(tiny: Dataset) -> None:
    visitor = Visitor()
    visitor.put_picture("a", asking.OwnPicture("a", picture(1, (100, 50)), Crop()))
    for form in ((8, 8, 3), (8, 16, 3), (16, 4, 3)):
        among = replace(tiny, train_pictures=np.zeros((1, *form), np.uint8))
        assert visitor.columns(among)["a"].shape == (np.prod(form), 1)


# --- Making ------------------------------------------------------------


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> Offers:
    """Return what every download button of the page's last run offers, by its key: name and contents."""
    found: Offers = {}

    def note(label: str, data: bytes, file_name: str, *rest: Any, key: str, **others: Any) -> bool:
        if key.startswith("own_"):
            found[key] = file_name, data
        return False

    monkeypatch.setattr(st, "download_button", note)
    return found


def archive(counts: dict[str, int]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for number, (name, count) in enumerate(counts.items()):
            for seed in range(count):
                packed.writestr(f"{name}/{seed}.png", png(100 * number + seed))
    return content.getvalue()


def make_from_zip(counts: dict[str, int], language: str = "en") -> AppTest:
    at = open_page("build", language)
    at.segmented_control(key="own_way").set_value("zip").run()
    at.file_uploader(key="own_archive").set_value(("a.zip", archive(counts), "application/zip")).run()
    return no_exception(at.button(key="own_make").click().run(timeout=60))


def test_a_zip_becomes_a_data_set_that_the_lesson_reads(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 6, "dog": 4})
    at.select_slider(key="own_share").set_value(0.5).run()
    assert [value for value, _ in sorted(offers.values())] == ["test_mine.h5", "train_mine.h5"]
    for half, count in (("train", 5), ("test", 5)):
        with h5py.File(io.BytesIO(offers[f"own_download_{half}"][1])) as file:
            assert file[f"{half}_set_x"].shape == (count, 64, 64, 3)
            assert sorted(set(file[f"{half}_set_y"][:].tolist())) == [0, 1]
            assert [name.decode() for name in file["list_classes"]] == ["dog", "cat"]
    at = no_exception(at.button(key="own_use").click().run())
    assert visitor_on(at).dataset_names == ("mine",)
    assert at.session_state["dataset"] == "mine"


def test_the_two_classes_can_change_places(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3, "owl": 3})
    at.selectbox(key="own_class_1").set_value("owl").run()
    with h5py.File(io.BytesIO(offers["own_download_train"][1])) as file:
        assert [name.decode() for name in file["list_classes"]] == ["dog", "owl"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("counts", [{"cat": 3}, {"cat": 1, "dog": 3}])
def test_what_is_no_data_set_is_told(
    tiny: Dataset, offers: Offers, counts: dict[str, int], language: str
) -> None:
    at = make_from_zip(counts, language)
    assert len(at.error) == 1
    assert not offers
    at.file_uploader(key="own_archive").set_value(
        ("b.zip", archive({"a": 3, "b": 3}), "application/zip")
    ).run()
    at = no_exception(at.button(key="own_make").click().run(timeout=60))
    assert not at.error
    assert [at.selectbox(key=f"own_class_{label}").value for label in (1, 0)] == ["a", "b"]
    assert len(offers) == 2


def test_a_name_of_the_server_s_is_not_taken_over(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3})
    at.session_state["learning_rate"] = 0.0071
    at.text_input(key="own_dataset_name").set_value("tiny").run()
    at = no_exception(at.button(key="own_use").click().run())
    assert at.session_state["dataset"] == "tiny-2"
    assert at.session_state["learning_rate"] == 0.0071
    assert visitor_on(at).find_dataset("tiny").fingerprint == tiny.fingerprint


def test_what_was_read_is_there_again_after_another_page(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3})
    at.text_input(key="own_dataset_name").set_value("pets").run()
    at.switch_page(PAGES["tuning"]).run()
    at = no_exception(at.switch_page(PAGES["pictures"]).run())
    assert at.segmented_control(key="own_way").value == "zip"
    assert at.text_input(key="own_dataset_name").value == "pets"
    assert at.selectbox(key="own_class_1").value == "cat"
    # The piles have a reading of their own.
    at = no_exception(at.segmented_control(key="own_way").set_value("piles").run())
    assert not [each for each in at.selectbox if str(each.key).startswith("own_class")]


KAGGLE = {
    **{f"training_set/training_set/{name}": 4 for name in ("cats", "dogs")},
    **{f"test_set/test_set/{name}": 2 for name in ("cats", "dogs")},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_halves_around_the_classes_are_shown_and_kept(tiny: Dataset, offers: Offers, language: str) -> None:
    text = translator(language)
    at = make_from_zip(KAGGLE, language)
    assert at.code[0].value.splitlines() == [
        "test_set/",
        "    test_set/",
        "        cats/  " + text.text("own.tree.test", count=2, name="cats"),
        "        dogs/  " + text.text("own.tree.test", count=2, name="dogs"),
        "training_set/",
        "    training_set/",
        "        cats/  " + text.text("own.tree.train", count=4, name="cats"),
        "        dogs/  " + text.text("own.tree.train", count=4, name="dogs"),
    ]
    assert at.selectbox(key="own_class_1").options == ["cats", "dogs"]
    with h5py.File(io.BytesIO(offers["own_download_train"][1])) as file:
        assert len(file["train_set_y"]) == 8
    at = no_exception(at.segmented_control(key="own_split").set_value("anew").run())
    at.select_slider(key="own_share").set_value(0.5).run()
    with h5py.File(io.BytesIO(offers["own_download_train"][1])) as file:
        assert len(file["train_set_y"]) == 6


@pytest.mark.parametrize(("half", "became"), [("test", "learned"), ("train", "tested")])
def test_what_becomes_of_pictures_for_validation_is_told(
    tiny: Dataset, offers: Offers, half: str, became: str
) -> None:
    folders = {f"{each}/{name}": 3 for each in ("train", half, "val") for name in ("cats", "dogs")}
    at = no_exception(make_from_zip(folders))
    told = ENGLISH.text(f"own.make.validation.{became}", count=6)
    assert told in [each.value for each in at.caption]


def test_what_folders_were_taken_for_can_be_changed(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip(KAGGLE)
    at = no_exception(at.selectbox(key="own_level").set_value(0).run())
    assert at.selectbox(key="own_class_1").options == ["test_set", "training_set"]
    at.selectbox(key="own_level").set_value(None).run()
    at.text_input(key="own_called_cats").set_value("猫").run()
    at = no_exception(at)
    with h5py.File(io.BytesIO(offers["own_download_train"][1])) as file:
        assert [name.decode() for name in file["list_classes"]] == ["猫", "dogs"]
    # Two of the same name become one class.
    at = no_exception(at.text_input(key="own_called_cats").set_value("dogs").run())
    assert at.error[0].value == plain(ENGLISH.text("own.make.one_class", name="dogs"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_folders_that_differ_by_capitals_are_one_class_or_two_as_a_person_says(
    tiny: Dataset, offers: Offers, language: str
) -> None:
    text = translator(language)
    at = make_from_zip({"CATS": 3, "cats": 4, "dogs": 3}, language)
    assert at.selectbox(key="own_class_1").options == ["CATS", "dogs"]
    assert at.code[0].value.splitlines()[1] == "cats/  " + text.text("own.tree.none", count=4, name="CATS")
    told = plain(text.text("own.tree.case", name="cats", first="CATS"))
    assert told in [each.value for each in at.caption]
    at = no_exception(at.text_input(key="own_called_cats").set_value("cats").run())
    assert at.selectbox(key="own_class_1").options == ["CATS", "cats", "dogs"]


@pytest.mark.parametrize("folders", [("train", "test1"), ("Training", "Prüfung"), ("训练集", "测试集")])
def test_halves_without_classes_are_no_classes_before_a_person_says_so(
    tiny: Dataset, offers: Offers, folders: tuple[str, str]
) -> None:
    at = make_from_zip(dict.fromkeys(folders, 3))
    assert "own_use" not in [button.key for button in at.button]
    one, zero = (at.selectbox(key=f"own_class_{label}").value for label in (1, 0))
    told = [each.value for each in at.warning]
    assert plain(ENGLISH.text("own.make.like_halves", zero=zero, one=one)) in told
    at = no_exception(at.checkbox(key=f"own_are_classes_{zero}_{one}").check().run())
    assert "own_use" in [button.key for button in at.button]


def test_a_split_that_lacks_a_class_is_told_and_given_up_only_by_choice(
    tiny: Dataset, offers: Offers
) -> None:
    at = make_from_zip({"train/cats": 4, "train/dogs": 4, "test/cats": 2})
    assert plain(ENGLISH.text("building.errors.only_train", name="dogs", count=4)) in [
        each.value for each in at.error
    ]
    assert "own_use" not in [button.key for button in at.button]
    at = no_exception(at.segmented_control(key="own_split").set_value("anew").run())
    assert not at.error
    assert "own_use" in [button.key for button in at.button]


def test_after_training_on_it_nothing_is_said_to_be_missing(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3})
    at = no_exception(at.button(key="own_use").click().run())
    at = no_exception(at.switch_page(PAGES["pictures"]).run())
    assert "own_download_train" in offers
    assert ENGLISH.text("own.make.missing.zip") not in [each.value for each in at.caption]


@pytest.mark.parametrize(
    ("folders", "one", "zero"),
    [(("non-cat", "cat"), "cat", "non-cat"), (("cat", "dog"), "cat", "dog"), (("非猫", "猫"), "猫", "非猫")],
)
def test_the_order_in_an_archive_decides_nothing(
    tiny: Dataset, offers: Offers, folders: tuple[str, str], one: str, zero: str
) -> None:
    for names in (folders, folders[::-1]):
        at = make_from_zip(dict.fromkeys(names, 3))
        assert [at.selectbox(key=f"own_class_{label}").value for label in (1, 0)] == [one, zero]


def test_other_pictures_never_get_a_name_that_is_in_use(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3})
    kept = []
    for seed in (1, 2, 1):
        at.number_input(key="own_seed").set_value(seed).run()
        at = no_exception(at.button(key="own_use").click().run())
        kept.append((at.session_state["dataset"], visitor_on(at).find_dataset(at.session_state["dataset"])))
        at = no_exception(at.switch_page(PAGES["pictures"]).run())
    assert [name for name, _ in kept] == ["mine", "mine-2", "mine"]
    assert kept[0][1].fingerprint == kept[2][1].fingerprint != kept[1][1].fingerprint
    # Nor when the first is forgotten: the browser may still show it.
    at = no_exception(at.button(key="own_forget_mine").click().run())
    at.file_uploader(key="own_archive").set_value(
        ("a.zip", archive({"cat": 3, "dog": 3}), "application/zip")
    ).run()
    at.button(key="own_make").click().run(timeout=60)
    at.number_input(key="own_seed").set_value(3).run()
    at = no_exception(at.button(key="own_use").click().run())
    assert at.session_state["dataset"] == "mine-3"
    assert at.query_params["dataset"] == "mine-3"


def test_there_is_room_for_a_few_data_sets(
    tiny: Dataset, offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "MOST_BYTES", 1_000_000)
    at = make_from_zip({"cat": 3, "dog": 3})
    at = no_exception(at.button(key="own_use").click().run())
    at = no_exception(at.switch_page(PAGES["pictures"]).run())
    at.number_input(key="own_seed").set_value(2).run()
    at = no_exception(at.button(key="own_use").click().run())
    assert "1.0 MB is for one person" in at.error[0].value
    assert visitor_on(at).dataset_names == ("mine",)


def test_a_choice_that_changed_since_the_reading_is_told(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3})
    assert not at.info
    at.select_slider(key="own_size").set_value(32).run()
    assert [each.value for each in at.info] == [ENGLISH.text("own.make.changed")]
    at = no_exception(at.button(key="own_make").click().run(timeout=60))
    assert not at.info


def test_a_data_set_can_be_forgotten(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3})
    at = no_exception(at.button(key="own_use").click().run())
    assert at.session_state["dataset"] == "mine"
    at = no_exception(at.switch_page(PAGES["pictures"]).run())
    assert any("“mine”" in each.value and "“dog”" in each.value for each in at.markdown)
    at = no_exception(at.button(key="own_forget_mine").click().run())
    assert visitor_on(at).dataset_names == ()
    assert at.session_state["dataset"] == "tiny"
    assert not at.warning
    assert "own_forget_mine" not in {button.key for button in at.button}
    # Nor do its counts stay, as if it were there.
    assert not any(
        ENGLISH.text("own.make.count", name="cat", train=5, test=1)[:8] in m.value for m in at.markdown
    )
    assert ENGLISH.text("own.make.missing.zip") in [each.value for each in at.caption]


def test_folders_that_are_not_used_are_told(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3, "owl": 3})
    assert any("the folder “owl”" in each.value for each in at.caption)
    at = make_from_zip({"cat": 3, "dog": 3})
    assert not any("Not used" in each.value for each in at.caption)


def test_what_is_missing_is_told_before_one_can_begin(tiny: Dataset) -> None:
    at = open_page("build")
    assert at.button(key="own_make").disabled
    assert "Both classes need pictures: choose files for each." in [each.value for each in at.caption]


def test_two_piles_become_a_data_set_and_what_is_no_picture_is_named(tiny: Dataset, offers: Offers) -> None:
    at = open_page("build")
    for label in (1, 0):
        files = [(f"{label}{seed}.png", png(10 * label + seed), "image/png") for seed in range(3)]
        at.file_uploader(key=f"own_pile_{label}").set_value([*files, (f"bad{label}.png", b"x", "image/png")])
    at = no_exception(at.run())
    at = no_exception(at.button(key="own_make").click().run(timeout=60))
    assert set(offers) == {"own_download_train", "own_download_test"}
    told = " ".join(each.value for each in at.markdown)
    assert "bad0.png" in told
    assert "bad1.png" in told


def test_the_same_picture_on_both_sides_is_found(tiny: Dataset, offers: Offers) -> None:
    at = open_page("build")
    for label in (1, 0):
        files = [(f"{label}{n}.png", png(label), "image/png") for n in range(2)]
        at.file_uploader(key=f"own_pile_{label}").set_value(files)
    at.run()
    at = no_exception(at.button(key="own_make").click().run(timeout=60))
    assert "2 test pictures" in at.warning[0].value


def test_a_file_that_is_no_archive_leaves_what_was_read(tiny: Dataset, offers: Offers) -> None:
    at = make_from_zip({"cat": 3, "dog": 3})
    at.file_uploader(key="own_archive").set_value(("b.zip", b"PK nonsense", "application/zip")).run()
    at = no_exception(at.button(key="own_make").click().run(timeout=60))
    assert len(at.error) == 1
    assert set(offers) == {"own_download_train", "own_download_test"}


@pytest.mark.parametrize("name", ["![x](http://evil.example/a.png)", "<b>", "$x$", "www.evil.example"])
def test_a_name_with_markup_is_refused_and_shown_as_it_is(tiny: Dataset, offers: Offers, name: str) -> None:
    at = open_page("build")
    at.text_input(key="own_name_1").set_value(name)
    for label in (1, 0):
        files = [(f"{label}{n}.png", png(10 * label + n), "image/png") for n in range(2)]
        at.file_uploader(key=f"own_pile_{label}").set_value(files)
    at.run()
    at = no_exception(at.button(key="own_make").click().run(timeout=60))
    assert plain(name) in at.error[0].value
    assert not offers


def test_plain_text_has_no_markdown() -> None:
    assert plain("a [b](http://c) ![d](e) `f` $g$ <h> :i:") == (
        r"a \[b\]\(http" + "\N{WORD JOINER}" + r"\://c\) \!\[d\]\(e\) \`f\` \$g\$ \<h\> \:i\:"
    )


# --- Bringing ------------------------------------------------------------


def bring_pair(
    train_file: bytes, test_file: bytes, name: str = "train_pets.h5", language: str = "en"
) -> AppTest:
    at = open_page("bring", language)
    at.file_uploader(key="own_train_file").set_value((name, train_file, "application/x-hdf5"))
    at.file_uploader(key="own_test_file").set_value(("test.h5", test_file, "application/x-hdf5"))
    at.run()
    return no_exception(at.button(key="own_bring").click().run(timeout=60))


@pytest.mark.parametrize(("file", "name"), [("train_pets.h5", "pets"), ("whatever (1).h5", "mine")])
def test_a_pair_is_read_and_chosen_for_this_session_alone(tiny: Dataset, file: str, name: str) -> None:
    at = bring_pair(*pack_pair(tiny), name=file)
    assert visitor_on(at).dataset_names == (name,)
    assert at.session_state["dataset"] == name
    found = visitor_on(at).find_dataset(name)
    assert found.fingerprint == tiny.fingerprint
    assert len(at.success) == 1
    assert name not in open_page().selectbox(key="dataset").options


def test_a_pair_with_the_same_pictures_on_both_sides_is_warned_of(tiny: Dataset) -> None:
    train, _ = pack_pair(tiny)
    with h5py.File(io.BytesIO(train)) as file, h5py.File(content := io.BytesIO(), "w") as copy:
        copy["test_set_x"], copy["test_set_y"] = file["train_set_x"][:5], 1 - file["train_set_y"][:5]
        copy["list_classes"] = file["list_classes"][:]
    at = bring_pair(train, content.getvalue())
    assert "5 test pictures are nearly the same" in at.warning[0].value
    assert "5 of them are of another class there" in at.warning[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_converted_is_told(tiny: Dataset, language: str) -> None:
    files = []
    for half, content in zip(("train", "test"), pack_pair(tiny), strict=True):
        with h5py.File(io.BytesIO(content)) as file, h5py.File(copy := io.BytesIO(), "w") as changed:
            changed[f"{half}_set_x"] = file[f"{half}_set_x"][:] / 255
            changed[f"{half}_set_y"] = file[f"{half}_set_y"][:].astype(float)
            changed["list_classes"] = file["list_classes"][:]
        files.append(copy.getvalue())
    at = bring_pair(*files, language=language)
    assert visitor_on(at).find_dataset("pets").fingerprint == tiny.fingerprint
    notes = visitor_on(at).find_dataset("pets").notes
    assert len(notes) == 4
    for note in notes:
        told = plain(translator(language).text(note))
        assert told in at.info[0].value
        assert told in {each.value for each in at.markdown}


def test_pictures_that_are_alike_are_counted_not_pairs(tiny: Dataset) -> None:
    # One test picture like each of three training pictures, and a second that is the mirror image of one.
    one, other = tiny.train_pictures[:2]
    pair = pack_pair(
        build_dataset(
            "pets",
            train_pictures=np.stack([one, one, one, other]),
            train_labels=np.array([0, 0, 1, 1]),
            test_pictures=np.stack([one, other[:, ::-1], tiny.train_pictures[2]]),
            test_labels=np.array([0, 0, 1]),
            classes=tiny.classes,
        )
    )
    told = bring_pair(*pair).warning[0].value
    assert told.startswith("2 test pictures are nearly the same")
    assert "One of them is of another class there" in told
    assert told.endswith("The 4 pairs that are most alike:")


def one_file(**arrays: Any) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for key, values in arrays.items():
            file[key] = values
    return content.getvalue()


def bring_one(content: bytes, name: str = "numbers.h5", language: str = "en") -> AppTest:
    at = open_page("bring", language)
    at.file_uploader(key="own_train_file").set_value((name, content, "application/x-hdf5")).run()
    return no_exception(at.button(key="own_bring").click().run(timeout=60))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_several_classes_in_one_file_two_are_chosen(tiny: Dataset, language: str) -> None:
    pictures = np.stack([picture(seed, (8, 8)) for seed in range(12)])
    at = bring_one(one_file(x=pictures, y=np.arange(12) % 3), language=language)
    assert visitor_on(at).dataset_names == ()
    at.selectbox(key="own_choice_1").set_value(2).run()
    at.selectbox(key="own_choice_0").set_value(0).run()
    at.text_input(key="own_choice_name_1_2").set_value("two").run()
    at.select_slider(key="own_share").set_value(0.5).run()
    at = no_exception(at.button(key="own_take").click().run())
    found = visitor_on(at).find_dataset("numbers")
    assert found.classes == ("0", "two")
    assert (found.train_labels.size, found.test_labels.size) == (4, 4)
    for each, labels in (
        (found.train_pictures, found.train_labels),
        (found.test_pictures, found.test_labels),
    ):
        for pixels, label in zip(each, labels[0], strict=True):
            places = [place for place in range(12) if np.array_equal(pictures[place], pixels)]
            assert [place % 3 for place in places] == [2 * label]
    assert "own_take" not in {button.key for button in at.button}
    assert at.session_state["dataset"] == "numbers"


def test_a_name_with_markup_is_not_taken_for_a_class_in_a_file(tiny: Dataset) -> None:
    pictures = np.stack([picture(seed, (8, 8)) for seed in range(4)])
    at = bring_one(one_file(x=pictures, y=np.arange(4) % 2))
    at.text_input(key="own_choice_name_1_1").set_value("<b>").run()
    at = no_exception(at.button(key="own_take").click().run())
    assert plain("<b>") in at.error[0].value
    assert visitor_on(at).dataset_names == ()


def test_files_that_have_changed_places_are_told(tiny: Dataset) -> None:
    train, test = pack_pair(tiny)
    at = bring_pair(test, train)
    assert "The two files have changed places" in at.error[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pair_that_is_none_is_refused_in_a_sentence(tiny: Dataset, language: str) -> None:
    train_file, test_file = pack_pair(tiny)
    at = bring_pair(test_file, train_file, language=language)
    assert visitor_on(at).dataset_names == ()
    assert at.session_state["dataset"] == "tiny"
    assert translator(language).text("intake.files.train") in at.error[0].value
    assert not at.success
