"""A class under all that teachers, students and strangers do, in any order; and who wins a contest."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import pstdev

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from playground.classroom import school as schools
from playground.classroom import states, studying, teaching
from playground.classroom.contest import Scores, measure_flattery, rank
from playground.classroom.names import FIRST, SECOND
from playground.classroom.school import School
from playground.classroom.states import ClassError, Classroom, Contest, Report, Run, Work
from playground.classroom.views import view_own, view_wall
from playground.words.catalogue import LANGUAGES, translator

RUN = Run("photos", 0.005, 2000)
TYPED = st.sampled_from(["why?", "<b>", "a\nb\x00", "x" * 41, "x" * 301, "x" * 5000]) | st.text(max_size=9)


class ClassMachine(RuleBasedStateMachine):
    """Some classes on one server. `codes` are those of classes, `pupils` a code with a token."""

    codes = Bundle("codes")
    pupils = Bundle("pupils")

    def __init__(self) -> None:
        super().__init__()
        self.school, self.now, self.chance = School(), 1000.0, Random(1)
        self.secrets: dict[str, str] = {}
        self.answers: dict[str, dict[str, float]] = {}
        self.open()
        self.open()

    def act(self, code: str, change: Callable[[Classroom], Classroom]) -> bool:
        """Change one class, if it lets itself be changed; the others stay the very same."""
        before = self.school
        try:
            after = change(before.classes[code])
        except ClassError:
            return False
        self.school = before.keep(after)
        assert all(
            self.school.classes[other] is each for other, each in before.classes.items() if other != code
        )
        return True

    def teach(self, code: str, change: Callable[[Classroom], Classroom]) -> bool:
        found = schools.find_as_teacher(self.school, code, self.secrets[code], self.now)
        return self.act(code, lambda _: change(found))

    # --- Coming, going ---

    def open(self) -> None:
        self.school, made = schools.open_class(self.school, "a", self.chance, self.now)
        self.secrets[made.code] = made.secret
        self.begin_contest(made.code)
        self.ask_names(made.code, True)
        self.ask(made.code, "Why?", [])

    @initialize(target=codes)
    def name_classes(self) -> MultipleResults[str]:
        return multiple(*self.secrets)

    @initialize(target=pupils)
    def fill(self) -> MultipleResults[tuple[str, str]]:
        return multiple(*(self.join(code) for code in self.secrets for _ in range(3)))

    @rule(target=pupils, code=codes)
    def come(self, code: str) -> tuple[str, str]:
        return self.join(code)

    def join(self, code: str) -> tuple[str, str]:
        self.school, found = schools.try_code(self.school, code, "a", self.now)
        assert found is self.school.classes[code]
        found, member = schools.join(found, self.chance, self.now)
        self.school = self.school.keep(found)
        return code, member.token

    @rule(pupil=consumes(pupils))
    def leave(self, pupil: tuple[str, str]) -> None:
        code, token = pupil
        assert self.act(code, lambda each: studying.leave(each, token))
        self.answers[code].pop(token, None)
        assert token not in repr(self.school)

    @rule(seconds=st.sampled_from([0.1, 5.0, 30.0, 70.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        for code in self.school.classes:  # the teachers are here
            self.teach(code, lambda each: each)

    @rule(code=codes)
    def start_anew(self, code: str) -> None:
        """Start the server again: it gets a class back from its teacher, and then from nobody else."""
        secret, empty = self.secrets[code], School()
        again, made = schools.reopen_class(empty, code, secret, "a", self.now)
        assert made.mark == self.school.classes[code].mark
        with pytest.raises(ClassError):
            schools.reopen_class(again, code, "0" * 32, "b", self.now)

    # --- Students ---

    @rule(pupil=pupils, rate=st.floats(1e-6, 100), page=TYPED)
    def report(self, pupil: tuple[str, str], rate: float, page: str) -> None:
        code, token = pupil
        try:
            told = Report(page, Run("photos", rate, 10))
        except ClassError:
            assert len(page) > states.MOST_NAME
            return
        if self.act(code, lambda each: studying.report(each, token, told, self.now)):
            places = {place.seat: place for place in view_wall(self.school.classes[code], self.now).places}
            place = places[self.school.classes[code].find(token).seat]
            assert (place.run, place.state) in [(told.run, "here"), (told.run, "still")]

    @rule(pupil=pupils, typed=TYPED)
    def tell_name(self, pupil: tuple[str, str], typed: str) -> None:
        code, token = pupil
        if self.act(code, lambda each: studying.tell_name(each, token, typed, self.now)):
            assert self.school.classes[code].asks_names

    @rule(pupil=pupils, given=st.sampled_from([0.0, 1.0, 0.5, float("nan")]))
    def answer(self, pupil: tuple[str, str], given: float) -> None:
        code, token = pupil
        question = self.school.classes[code].question
        number = question.number if question else 0
        if self.act(code, lambda each: studying.answer(each, token, number, given, self.now)):
            assert question is not None
            assert not question.is_revealed
            self.answers[code][token] = given

    @rule(pupil=pupils, dataset=st.sampled_from(["photos", "digits"]), rate=st.floats(1e-6, 100))
    def compete(self, pupil: tuple[str, str], dataset: str, rate: float) -> None:
        code, token = pupil
        told = Report("playground", Run(dataset, rate, 10))
        stays = all(
            self.act(code, lambda each: studying.report(each, token, told, self.now)) for _ in range(2)
        )
        contest = self.school.classes[code].contest
        if contest is not None and stays:
            entered = contest.entries.get(self.school.classes[code].find(token).seat, ())
            is_open = dataset == "photos" and self.now < contest.ends and len(entered) < states.MOST_ENTRIES
            assert (told.run in entered) or not is_open
            assert dataset == "photos" or told.run not in entered

    @rule(pupil=pupils, typed=TYPED)
    def hand_in(self, pupil: tuple[str, str], typed: str) -> None:
        code, token = pupil
        work = Work(RUN, 0.5, 90.0, 70.0, typed, b"report")
        self.act(code, lambda each: studying.hand_in(each, token, work, self.now))

    # --- Teachers, and who is none ---

    @rule(code=codes, text=TYPED, options=st.just([]) | st.just(["no", "yes"]) | st.lists(TYPED, max_size=6))
    def ask(self, code: str, text: str, options: list[str]) -> None:
        if self.teach(code, lambda each: teaching.ask(each, text, options)):
            self.answers[code] = {}
            assert len(options) in (0, 2, 3, 4, 5)

    @rule(code=codes, dataset=st.sampled_from(["", "photos"]))
    def predict(self, code: str, dataset: str) -> None:
        if self.teach(code, lambda each: teaching.predict(each, Run(dataset, 0.01, 100))):
            self.answers[code] = {}
            assert dataset

    @rule(code=codes)
    def reveal(self, code: str) -> None:
        if self.teach(code, lambda each: teaching.reveal(each, 1.0)):
            counts = view_wall(self.school.classes[code], self.now).counts
            assert counts is not None
            assert counts.answers == tuple(sorted(self.answers[code].values()))

    @rule(code=codes, asks=st.booleans())
    def ask_names(self, code: str, asks: bool) -> None:
        assert self.teach(code, lambda each: teaching.ask_names(each, asks))
        assert asks or not any(member.typed_name for member in self.school.classes[code].members)

    @rule(code=codes, sentence=TYPED, seats=st.none() | st.sets(st.integers(1, 5)))
    def freeze(self, code: str, sentence: str, seats: set[int] | None) -> None:
        if self.teach(code, lambda each: teaching.freeze(each, sentence, seats)):
            for member in self.school.classes[code].members:
                kind = view_own(self.school.classes[code], member).pace.kind
                assert kind == ("frozen" if seats is None or member.seat in seats else "free")

    @rule(code=codes, seats=st.sets(st.integers(1, 5)))
    def release_some(self, code: str, seats: set[int]) -> None:
        def see() -> dict[int, states.Pace]:
            room = self.school.classes[code]
            return {each.seat: replace(view_own(room, each).pace, seats=None) for each in room.members}

        before = see()
        assert self.teach(code, lambda each: teaching.release(each, seats))
        assert see() == {seat: states.Pace() if seat in seats else pace for seat, pace in before.items()}

    @rule(code=codes, query=TYPED)
    def lead_and_release(self, code: str, query: str) -> None:
        self.teach(code, lambda each: teaching.lead(each, "playground", query, None))
        assert self.teach(code, lambda each: teaching.release(each, None))
        assert all(
            view_own(each, one).pace == states.Pace()
            for each in [self.school.classes[code]]
            for one in each.members
        )

    @rule(code=codes)
    def begin_contest(self, code: str) -> None:
        assert self.teach(code, lambda each: teaching.begin_contest(each, "photos", 3, self.now))

    @rule(code=codes)
    def end_contest(self, code: str) -> None:
        before = self.school.classes[code].contest
        assert self.teach(code, lambda each: teaching.end_contest(each, self.now))
        after = self.school.classes[code].contest
        assert after is None or (before is not None and after.entries == before.entries)
        assert after is None or after.ends == self.now

    @rule(pupil=pupils, other=codes)
    def act_as_the_teacher(self, pupil: tuple[str, str], other: str) -> None:
        code, token = pupil
        known = {token, code, self.school.classes[code].mark, "", "é"}
        known |= {self.secrets[other]} if other != code else set()
        for secret in known:
            with pytest.raises(ClassError):
                schools.find_as_teacher(self.school, code, secret, self.now)

    @rule(pupil=pupils, other=codes)
    def look_into_another_class(self, pupil: tuple[str, str], other: str) -> None:
        code, token = pupil
        if other != code:
            with pytest.raises(ClassError):
                schools.find_as_member(self.school, other, token, self.now)

    # --- What always holds ---

    @invariant()
    def nobody_sees_another(self) -> None:
        for classroom in self.school.classes.values():
            for member in classroom.members:
                view = view_own(classroom, member)
                seen = repr(view)
                assert view.counts is None or view.counts.question.answers == ()
                assert classroom.secret not in seen
                for other in classroom.members:
                    if other is not member:
                        assert other.token not in seen
                        assert repr(other.name) not in seen

    @invariant()
    def the_wall_hides_what_was_answered_and_every_secret(self) -> None:
        for classroom in self.school.classes.values():
            wall = view_wall(classroom, self.now)
            assert not any(
                key in repr(wall) for key in [classroom.secret, *(m.token for m in classroom.members)]
            )
            assert wall.counts is None or wall.counts.question.is_revealed or not wall.counts.answers
            answered = {each.seat for each in wall.places if each.answered}
            expected = {classroom.find(token).seat for token in self.answers[classroom.code]}
            assert answered == expected

    @invariant()
    def everyone_has_a_seat_and_a_name_of_their_own(self) -> None:
        for classroom in self.school.classes.values():
            seats = [member.seat for member in classroom.members]
            assert len({*seats}) == len({member.name for member in classroom.members}) == len(seats)

    @invariant()
    def texts_are_bounded(self) -> None:
        for classroom in self.school.classes.values():
            pace, question = classroom.pace, classroom.question
            texts = [
                pace.sentence,
                *(question.options if question else ()),
                question.text if question else "",
            ]
            texts += [each.work.name for each in classroom.hand_ins]
            assert max(map(len, texts)) <= states.MOST_TEXT
            assert max([0, *(len(member.typed_name) for member in classroom.members)]) <= states.MOST_NAME
            assert not any("\n" in text or "\x00" in text for text in texts)


TestClass = ClassMachine.TestCase
TestClass.settings = settings(max_examples=40, phases=[Phase.generate])


# --- Limits ------------------------------------------------------------------


def test_nobody_floods_the_wall() -> None:
    _, room = schools.open_class(School(), "teacher", Random(1), 0.0)
    room, member = schools.join(room, Random(2), 0.0)
    for _ in range(states.ACTS):
        room = studying.report(room, member.token, Report("page", RUN), 1.0)
    with pytest.raises(ClassError, match="too much"):
        studying.report(room, member.token, Report("page", RUN), 60.9)
    assert studying.report(room, member.token, Report("page", RUN), 61.1) != room


def test_codes_cannot_be_guessed_by_trying() -> None:
    school, made = schools.open_class(School(), "teacher", Random(1), 0.0)
    wrong = "000000"
    for _ in range(states.TRIES):
        school, found = schools.try_code(school, wrong, "student", 1.0)
        assert found is None
    for code in (wrong, made.code):  # nobody learns that this one is right
        with pytest.raises(ClassError, match="Too many tries"):
            schools.try_code(school, code, "student", 60.9)
    assert schools.try_code(school, made.code, "another", 60.9)[1] == made
    school, found = schools.try_code(school, made.code, "student", 61.1)
    assert found == made
    assert "student" not in school.tries


def test_a_full_class_lets_in_whoever_takes_the_place_of_one_who_is_gone() -> None:
    _, room = schools.open_class(School(), "teacher", Random(1), 0.0)
    chance = Random(2)
    for _ in range(states.MOST_MEMBERS):
        room, first = schools.join(room, chance, 0.0)
    with pytest.raises(ClassError, match="100"):
        schools.join(room, chance, states.LOST - 1)
    room = studying.report(room, first.token, Report("page", RUN), states.LOST)
    room, _ = schools.join(room, chance, states.LOST)
    assert len({member.name for member in room.members}) == states.MOST_MEMBERS
    assert room.find(first.token)


def test_one_address_joins_so_often_a_minute() -> None:
    school, made = schools.open_class(School(), "teacher", Random(1), 0.0)
    for _ in range(states.JOINS):
        school, _ = schools.try_code(school, made.code, "student", 1.0)
    with pytest.raises(ClassError, match="Too many tries"):
        schools.try_code(school, made.code, "student", 2.0)


def test_a_class_ends_two_hours_after_its_teacher_was_there() -> None:
    school, made = schools.open_class(School(), "teacher", Random(1), 0.0)
    school = school.keep(schools.find_as_teacher(school, made.code, made.secret, 7000.0))
    assert schools.try_code(school, made.code, "student", 14_200.0)[1] is not None
    assert schools.try_code(school, made.code, "student", 14_201.0)[1] is None
    assert schools.end_classes(school, 14_201.0).classes == {}


def test_who_leaves_takes_all_along_but_what_was_handed_in() -> None:
    _, room = schools.open_class(School(), "teacher", Random(1), 0.0)
    room, member = schools.join(room, Random(2), 0.0)
    room = teaching.begin_contest(teaching.ask(room, "Why?", []), "photos", 1, 0.0)
    room = studying.answer(room, member.token, 1, 0.5, 1.0)
    for _ in range(2):
        room = studying.report(room, member.token, Report("page", RUN), 1.0)
    room = studying.hand_in(room, member.token, Work(RUN, 0.5, 90.0, 70.0, "Ada", b"report"), 1.0)
    room = studying.leave(room, member.token)
    assert room.question is not None
    assert room.contest is not None
    assert (room.members, room.question.answers, room.contest.entries) == ((), (), {})
    assert [(each.name, each.work.name) for each in room.hand_ins] == [(member.name, "Ada")]


def test_codes_cannot_be_guessed_by_opening_classes_with_them() -> None:
    school = School()
    for place in range(states.TRIES):
        school, made = schools.reopen_class(school, f"{place:06d}", f"{place:032x}", "student", 1.0)
        school = school.end(made)
    with pytest.raises(ClassError, match="Too many tries"):
        schools.reopen_class(school, "999999", "0" * 32, "student", 60.0)


@pytest.mark.parametrize("numbers", [(0.0, 10), (float("nan"), 10), (float("inf"), 10), (0.1, -1)])
def test_a_run_that_is_none_is_refused(numbers: tuple[float, int]) -> None:
    with pytest.raises(ClassError):
        Run("photos", *numbers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_made_up_name_has_its_words(language: str) -> None:
    text = translator(language)
    names = {text.text(states.Name(first, second).message) for first in FIRST for second in SECOND}
    assert len(names) == len(FIRST) * len(SECOND) > states.MOST_MEMBERS


# --- The contest -------------------------------------------------------------


def test_a_run_counts_once_somebody_stood_at_it_in_time() -> None:
    _, room = schools.open_class(School(), "teacher", Random(1), 0.0)
    room, member = schools.join(room, Random(2), 0.0)
    room = teaching.begin_contest(room, "photos", 1, 0.0)

    def stand(run: Run, now: float, *, is_hidden: bool = False) -> tuple[Run, ...]:
        nonlocal room
        room = studying.report(room, member.token, Report("page", run, is_hidden), now)
        assert room.contest is not None
        return room.contest.entries.get(member.seat, ())

    assert stand(RUN, 1.0) == ()  # it may be passing by
    assert stand(RUN, 2.0) == stand(RUN, 3.0) == (RUN,)
    other, untrained = Run("photos", 0.002, 10), Run("photos", 0.005, 0)
    others = Run("digits", 0.1, 10), Run("photos", 0.1, 10, "momentum-0.9-0-constant-0")
    for run in (other, RUN, *(each for each in (untrained, *others) for _ in range(2))):
        assert stand(run, 4.0) == (RUN,)
    assert stand(other, 5.0) == (RUN,)
    assert stand(other, 5.0, is_hidden=True) == (RUN,)
    assert stand(other, 59.0) == (RUN,)
    assert stand(other, 59.9) == (RUN, other)
    late = Run("photos", 0.003, 10)
    assert stand(late, 60.0) == stand(late, 61.0) == (RUN, other)


def test_so_many_runs_count_and_no_more() -> None:
    contest = Contest("photos", 60.0)
    for count in range(1, 2 * states.MOST_ENTRIES):
        contest = contest.enter(1, Run("photos", 0.1, count), 0.0)
    assert contest.entries[1] == tuple(
        Run("photos", 0.1, count) for count in range(1, states.MOST_ENTRIES + 1)
    )


FOLDS_AND_TEST = {
    0.001: Scores(70, 60),
    0.002: Scores(75, 80),
    0.003: Scores(75, 70),
    0.004: Scores(99, 99, is_rounding=True),
    0.005: Scores(60, 90),
}
SCORED = {Run("photos", rate, 10): scores for rate, scores in FOLDS_AND_TEST.items()}


def contest_of(**entries: list[float]) -> Contest:
    """Return a contest with the rates that seats tried."""
    tried = {
        int(seat[1:]): tuple(Run("photos", rate, 10) for rate in rates) for seat, rates in entries.items()
    }
    return Contest("photos", 0.0, tried)


def test_the_best_by_cross_validation_wins_and_rounding_never_does() -> None:
    contest = contest_of(s1=[0.001, 0.005], s2=[0.004, 0.002, 0.001], s3=[0.003], s4=[0.004], s5=[9.0])
    standings = rank(contest, SCORED)
    assert [(each.seat, each.place) for each in standings] == [(2, 1), (3, 1), (1, 3), (4, None)]
    assert [each.run.learning_rate for each in standings] == [0.002, 0.003, 0.001, 0.004]


def test_the_test_score_would_have_chosen_another_winner() -> None:
    contest = contest_of(s1=[0.001, 0.005], s2=[0.004, 0.002], s3=[0.003], s5=[9.0])
    flattery = measure_flattery(contest, SCORED)
    assert flattery is not None
    assert (flattery.seat, flattery.run.learning_rate, flattery.scores.test) == (1, 0.005, 90)
    above = [-10, 30, 5, -5]
    assert (flattery.count, flattery.average) == (4, pytest.approx(sum(above) / 4))
    assert flattery.spread == pytest.approx(pstdev(above) * (4 / 3) ** 0.5)
    alone = measure_flattery(contest_of(s1=[0.001]), SCORED)
    assert alone is not None
    assert (alone.average, alone.spread) == (-10, None)


def test_a_contest_that_only_rounding_decides_flatters_nobody() -> None:
    assert measure_flattery(contest_of(s1=[0.004]), SCORED) is None
