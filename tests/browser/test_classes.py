"""A class in browsers of its own: one teacher, five students."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.data.contents import Dataset
from playground.engine.training import train
from playground.study.study import Study
from tests.browser.conftest import MEDIA, USUAL, Visitors
from tests.browser.expecting import RATE
from tests.browser.stage import DESKTOP, Stage

STUDENTS = 5


@pytest.fixture
def pages(browser: Browser, visitors: Visitors, address: str) -> Iterator[list[Page]]:
    """Return the page of a teacher, and those of students, each in a browser of its own."""
    teacher, *others = [visitors.come(DESKTOP, MEDIA, **USUAL) for _ in range(STUDENTS)]
    first = browser.new_context(viewport=DESKTOP, locale="en-US").new_page()  # is given scripts of its own
    first.set_default_timeout(60_000)
    yield [teacher.page, first, *(other.page for other in others)]
    first.context.close()
    for stage in (teacher, *others):
        visitors.go(stage, address, **USUAL)


def open_class(teacher: Page, address: str) -> str:
    teacher.goto(f"{address}class?dataset=drawncats")
    teacher.get_by_role("button", name="Open a class").click()
    return read_code(teacher)


def read_code(teacher: Page) -> str:
    digits = teacher.locator(".np-digits")
    expect(digits).to_have_text(re.compile(r"\d{3} \d{3}"), timeout=60_000)
    return digits.inner_text().replace(" ", "")


def join_by_typing(student: Page, address: str, code: str) -> None:
    student.goto(f"{address}join")
    student.get_by_role("textbox", name="Code of the class").fill(f"{code[:3]} {code[3:]}")
    student.keyboard.press("Enter")
    student.get_by_role("button", name="Join and start").click()


def seat_of(student: Page) -> str:
    expect(student.locator(".np-pupil strong")).to_have_text(re.compile(r"seat \d"), timeout=60_000)
    return student.locator(".np-pupil strong").inner_text()


def test_a_class_is_joined_seen_left_and_ended(
    pages: list[Page], address: str, dataset: Dataset, tmp_path: Path
) -> None:
    teacher, first, *others = pages
    code = open_class(teacher, address)

    # Who joins waits for a slow server without being told that there is none.
    first.add_init_script(_SLOW)
    join_by_typing(first, address, code)
    assert seat_of(first)
    assert not [said for said in first.evaluate("() => window.said") if "does not answer" in said]
    for rate, student in zip(("0.001", "0.002", "0.003", "0.01"), others, strict=True):
        student.goto(f"{address}?code={code}&learning_rate={rate}&num_iterations=300")
    seats = [seat_of(student) for student in (first, *others)]
    assert len(set(seats)) == STUDENTS
    dots = teacher.locator(".np-dot")
    expect(dots).to_have_count(STUDENTS)
    expect(teacher.locator(".np-counts")).to_have_text(f"{STUDENTS} here · 0 still · 0 away")
    expect(teacher.locator(".np-thin")).to_have_count(STUDENTS, timeout=30_000)

    # Names are hidden until the teacher shows them; no student sees another's.
    expect(teacher.locator(".np-name")).to_have_count(0)
    teacher.keyboard.press("h")
    expect(teacher.locator(".np-name")).not_to_have_count(0)

    # A name that is asked for takes the place of the made-up one.
    teacher.get_by_role("button", name="Ask for names").click()
    first.get_by_role("textbox", name="Your name").fill("<i>Ada</i>")
    first.keyboard.press("Enter")
    expect(first.locator(".np-pupil strong")).to_contain_text("<i>Ada</i>")
    expect(teacher.locator(".np-places")).to_contain_text("<i>Ada</i>")
    expect(first.get_by_role("textbox", name="Your name")).to_be_hidden()

    # A dot shows its run large, on its own page, which can be opened beside the wall.
    dots.first.click()
    enlarged = teacher.get_by_role("dialog")
    expect(enlarged).to_contain_text("Seat 1 <i>Ada</i> · 0.005 · 2,000")
    expect(enlarged.frame_locator("iframe").locator(".st-key-loss_surface")).to_be_visible()
    with teacher.context.expect_page() as opening:
        enlarged.get_by_role("link", name="Open this run in a new tab").click()
    teacher.keyboard.press("Escape")
    expect(enlarged).to_be_hidden()

    # The wall is kept as a file that opens alone, in which names are text.
    with teacher.expect_download() as downloading:
        teacher.get_by_role("button", name="Keep the wall as a file").click()
    expect(opening.value.get_by_role("slider", name=RATE)).to_be_visible()
    kept = opening.value
    downloading.value.save_as(tmp_path / "class.html")
    kept.goto((tmp_path / "class.html").as_uri())
    expect(kept.locator("svg .np-dot")).to_have_count(STUDENTS)
    expect(kept.locator(".np-places")).to_contain_text("<i>Ada</i>")
    kept.close()

    # A dot follows its student's thumb, of whose pages one is loaded anew and one leaves.
    height = first_dot_height(teacher)
    Stage(first).press(RATE, "ArrowRight", times=9)
    teacher.wait_for_function(f"() => ({_FIRST_HEIGHT})() < {height}")
    others[0].reload()
    assert seat_of(others[0]) == seats[1]
    others[1].get_by_role("button", name="Leave").click()
    expect(others[1].locator(".np-pupil")).to_have_count(0)
    expect(dots).to_have_count(STUDENTS - 1)

    # A frozen page says why, whatever is pressed.
    teacher.get_by_role("textbox", name="A sentence for the class").fill("Look at the <b>curve</b>")
    teacher.get_by_role("button", name="Freeze").click()
    frozen = first.get_by_role("dialog")
    expect(frozen).to_have_text("Look at the <b>curve</b>")
    first.keyboard.press("Escape")
    first.keyboard.press("Escape")
    first.wait_for_timeout(1200)  # the next report
    expect(frozen).to_be_visible()
    teacher.get_by_role("button", name="Release").click()
    expect(frozen).to_be_hidden()

    # Why a question is refused stands there until the next act, whatever the wall finds meanwhile.
    teacher.get_by_role("textbox", name="Question").fill("Why?")
    teacher.get_by_role("textbox", name="Two to five answers").fill("only one")
    teacher.get_by_role("button", name="Ask", exact=True).click()
    refused = teacher.locator(".np-told")
    expect(refused).to_contain_text("2 to 5 answers or none")
    with teacher.expect_response("**/class/wall"):
        pass
    with teacher.expect_response("**/class/wall"):
        pass
    expect(refused).to_contain_text("2 to 5 answers or none")

    # A number is predicted, and shown with what is computed.
    teacher.get_by_role("button", name="Let all predict the test accuracy").click()
    expect(refused).to_be_hidden()
    for student, guess in ((first, "70"), (others[2], "91")):
        student.get_by_role("spinbutton", name="Your number").fill(guess)
        student.keyboard.press("Enter")
    expect(teacher.locator(".np-voted")).to_have_text("2 of 4 have answered")
    teacher.get_by_role("button", name="Show the answers").click()
    results = first.locator(".np-outcome")
    expect(results).to_contain_text("Guesses: 2, the middle one 80.5")
    accuracy = Study(dataset, train(dataset.prepared, 0.01, 2000)).test.accuracy
    expect(results).to_contain_text(f"computed: {accuracy:g}")
    expect(results).to_contain_text("your answer: 70")

    # A report is handed in by one click, and the teacher gets all of them as one file.
    first.locator(".np-pupil").get_by_role("button", name="Hand in").click()
    expect(first.locator(".np-sees")).to_contain_text("Handed in: ", timeout=20_000)
    expect(teacher.locator(".np-places")).to_contain_text("✓ handed in")
    with teacher.expect_download() as downloading:
        teacher.get_by_role("button", name="All reports (ZIP)").click()
    with zipfile.ZipFile(downloading.value.path()) as archive:
        assert len(archive.namelist()) == 2  # and the table

    # In a contest counts what somebody stays at; its end shows what the test score would have made of it.
    teacher.get_by_role("button", name="Begin the contest").click()
    board, competing = teacher.locator(".np-board li"), first.locator(".np-competing")
    expect(board).to_have_count(STUDENTS - 1, timeout=60_000)
    expect(competing).to_contain_text("% cross-validated")
    scores = board.first.get_by_text("%")
    expect(scores).to_have_count(1)
    teacher.get_by_role("button", name="End the contest now").click()
    expect(scores).to_have_count(2)
    expect(teacher.locator(".np-contest")).to_contain_text("By the test score seat")
    expect(competing).to_contain_text("Over")
    teacher.get_by_role("button", name="Put the contest away").click()
    expect(competing).to_be_hidden()

    # Pages follow their teacher's sliders, and to another page, of which a question is asked to all.
    with teacher.context.expect_page() as opening:
        teacher.get_by_role("button", name="Follow me", exact=True).click()
    leading = opening.value
    leading.get_by_role("slider", name=RATE).press("End")
    expect(first.get_by_role("slider", name=RATE)).to_have_attribute("aria-valuetext", "1", timeout=20_000)
    leading.get_by_role("link", name="Lesson").click()
    expect(others[0]).to_have_url(re.compile(r"/descent\?"), timeout=20_000)
    assert seat_of(others[0]) == seats[1]
    offering = leading.locator(".st-key-question_descent_jump")
    offering.get_by_role("button", name="Ask the class").click()
    first.locator(".np-question").get_by_role("button", name="jump farther away").click()
    expect(offering.locator(".np-voted")).to_have_text("1 of 4 have answered")
    offering.get_by_role("button", name="Show the answers").click()
    expect(offering.locator(".np-true")).to_contain_text("✓")
    expect(first.locator(".np-true")).to_contain_text("✓")
    expect(offering).to_contain_text("Right.")
    # Its answers stay on its page.
    expect(first.locator(".np-question")).to_be_visible()
    leading.get_by_role("link", name="Lesson").click()
    leading.get_by_role("link", name=re.compile("Computation graph")).first.click()
    expect(first).to_have_url(re.compile(r"/graph\?"), timeout=20_000)
    seat_of(first)
    expect(first.locator(".np-question")).to_be_hidden()
    leading.get_by_role("button", name="Stop leading").click()
    expect(first.locator(".np-sees")).to_contain_text("Your teacher sees", timeout=20_000)
    leading.close()

    # Who uses this browser later is no teacher.
    later = teacher.context.new_page()
    later.goto(f"{address}class?dataset=drawncats")
    expect(later.get_by_role("button", name="Open a class")).to_be_visible()
    later.close()

    # The teacher's page finds its class again; once it is ended, everybody is told.
    teacher.reload()
    assert read_code(teacher) == code
    expect(dots).to_have_count(STUDENTS - 1)
    teacher.get_by_role("button", name="End the class").click()
    teacher.get_by_role("button", name="End it for all").click()
    expect(first.locator(".np-pupil strong")).to_contain_text("no class", timeout=20_000)


# Until the class has let somebody in, which takes it 1.6 s, every patience is a tenth of what it is.
_SLOW = """
    window.said = [];
    let patience = 0.1;
    const [ask, timeout] = [window.fetch, AbortSignal.timeout.bind(AbortSignal)];
    AbortSignal.timeout = milliseconds => timeout(milliseconds * patience);
    window.fetch = async (address, options) => {
        if (String(address).endsWith('/class/join')) {
            await new Promise((done, failed) => {
                setTimeout(done, 1600);
                options.signal.addEventListener('abort', () => failed(options.signal.reason));
            });
            patience = 1;
        }
        return ask(address, options);
    };
    new MutationObserver(() => {
        const line = document.querySelector('.np-pupil strong');
        if (line) window.said.push(line.textContent);
    }).observe(document, { childList: true, subtree: true, characterData: true });
"""
_FIRST_HEIGHT = """() => {
    const dots = [...document.querySelectorAll('.np-dot')];
    const first = dots.find(dot => dot.querySelector('.np-seat').textContent === '1');
    return Number(first.querySelector('circle').getAttribute('cy'));
}"""


def first_dot_height(teacher: Page) -> float:
    height: float = teacher.evaluate(_FIRST_HEIGHT)
    return height
