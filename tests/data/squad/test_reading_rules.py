from exegesis.data.squad.reading import V1, V2, rules_of
from tests.data.squad.making import asked


def test_one_question_without_an_answer_makes_it_version_2() -> None:
    assert rules_of([asked("a", "Ada"), asked("b", "Quill")]) == V1
    assert rules_of([asked("a", "Ada"), asked("b")]) == V2
