"""What a sentence makes of what it names."""

import pytest

from graph.extract.modality import modality, refusal


def _of(sentence: str, fact: str) -> str:
    start = sentence.index(fact)
    return modality(sentence, start, start + len(fact))


@pytest.mark.parametrize(
    ("sentence", "fact", "expected"),
    [
        ("本システムはガバメントクラウドを利用している。", "ガバメントクラウド", "asserted"),
        ("本システムはガバメントクラウドを利用していない。", "ガバメントクラウド", "denied"),
        ("当該契約は締結されておらず、別の契約がある。", "当該契約", "denied"),
        ("令和八年度にガバメントクラウドへの移行を予定している。", "ガバメントクラウド", "planned"),
        ("ＡＷＳを利用することとしている。", "ＡＷＳ", "planned"),
        ("ＡＷＳの利用について検討する。", "ＡＷＳ", "planned"),
        ("費用は三億円と推計される。", "三億円", "supposed"),
        ("利用者は千人となる見込みである。", "千人", "supposed"),
        ("ＡＷＳが利用されているかは承知していない。", "ＡＷＳ", "supposed"),
        ("事業者の数については把握していない。", "事業者", "supposed"),
        ("ＡＷＳを利用しなければならない。", "ＡＷＳ", "asserted"),
        ("一社のみならず、ＡＷＳも利用している。", "ＡＷＳ", "asserted"),
        ("ＡＷＳに乗っ取られたのか。", "ＡＷＳ", "supposed"),
    ],
)
def test_the_cue_behind_a_fact_gives_its_modality(sentence: str, fact: str, expected: str) -> None:
    assert _of(sentence, fact) == expected


def test_a_cue_in_another_clause_does_not_reach_the_fact() -> None:
    sentence = (
        "お尋ねの意味するところが必ずしも明らかではないが、ガバメントクラウドを運用しているが、"
        "別の基盤への移行を予定している。"
    )
    assert _of(sentence, "お尋ねの意味") == "supposed"
    assert _of(sentence, "ガバメントクラウド") == "asserted"
    assert _of(sentence, "別の基盤") == "planned"


def test_a_reason_is_not_governed_by_the_plan_it_gives_reason_for() -> None:
    sentence = "運用の終了が令和十年となっているため、別の基盤への移行を予定している。"
    assert _of(sentence, "令和十年") == "asserted"


def test_a_range_outside_the_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the sentence"):
        modality("短い。", 0, 9)


@pytest.mark.parametrize(
    "sentence",
    [
        "政府としてお答えすることは差し控えたい。",
        "お尋ねについてお答えすることは困難である。",
        "政府としてお答えする立場にない。",
        "個別の契約に関することであり、お答えを差し控える。",
    ],
)
def test_a_refusal_is_seen(sentence: str) -> None:
    assert refusal(sentence)


@pytest.mark.parametrize(
    "sentence", ["次のとおりである。", "ＡＷＳを利用していない。", "網羅的に把握することは困難である。"]
)
def test_an_answer_is_no_refusal(sentence: str) -> None:
    assert not refusal(sentence)
