"""What a course can do without: word after word and step after step left out, as long as nobody is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agonist.experiments.treating.course import BY_NAME, TERMS, Course, Place, work_of

Judge = Callable[[Course], bool]  # whether a course brings as many people back as before


def with_value(course: Course, phase: int, name: str, value: float) -> Course:
    """The course with another value of one word in one phase."""
    phases = [dict(one) for one in course.phases]
    phases[phase][name] = round(value, 6)
    return course._replace(phases=tuple(phases))


def nearer(value: float, name: str) -> float:
    """A step of the search nearer to what asks nothing."""
    term = BY_NAME[name]
    away = value - term.nothing
    return term.nothing if abs(away) <= term.step else value - (term.step if away > 0.0 else -term.step)


def words(course: Course, place: Place) -> Iterator[tuple[int, str]]:
    """Phase and name of every word that asks something, the dearest first."""
    asked = [(n, t.name) for n, one in enumerate(course.phases) for t in TERMS if one[t.name] != t.nothing]

    def spared(where: tuple[int, str]) -> float:
        n, name = where
        left = {**course.phases[n], name: BY_NAME[name].nothing}
        return work_of(course.phases[n], course.weeks, place) - work_of(left, course.weeks, place)

    return iter(sorted(asked, key=spared, reverse=True))


def pruned(course: Course, place: Place, holds: Judge) -> Course:
    """The course without what it can do without.

    Each word of each phase, the dearest first, is left out whole where the course still holds, else lessened step by step.
    """
    for n, name in words(course, place):
        without = with_value(course, n, name, BY_NAME[name].nothing)
        if holds(without):
            course = without
            continue
        while True:
            value = nearer(course.phases[n][name], name)
            less = with_value(course, n, name, value)
            if value == BY_NAME[name].nothing or not holds(less):
                break
            course = less
    return course
