"""The whole pipeline: conventions, order, batches, long texts, stability."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from graph.extract.gazetteer import Gazetteer
from graph.extract.mention import Mention
from graph.extract.pipeline import Extractor

Find = Callable[[str], list[Mention]]

TEXTS = [
    "デジタル庁におけるガバメントクラウド整備のためのクラウドサービスの提供（Oracle Cloud Infrastructure）",
    "",
    "㈱日立製作所に1,234千円",
    "令和六年十一月末時点で千八百七十七件",
    "2024年度RESAS等普及促進活動のための通信端末の調達について",
    "　\n",
    "総務省LANシステムの運用管理",
]


def test_mentions_follow_the_guidelines(find: Find) -> None:
    text = (
        "デジタル庁は、Ｍｉｃｒｏｓｏｆｔ３６５を利用する次期化学物質届出管理業務システムを、"
        "令和６年度に㈱ＮＴＴデータへ八十二万円で委託した。"
    )
    found = [(m.type, m.text, m.canonical) for m in find(text)]
    assert found == [
        ("Agency", "デジタル庁", "デジタル庁"),
        ("CloudService", "Ｍｉｃｒｏｓｏｆｔ３６５", "Microsoft 365"),
        ("System", "化学物質届出管理業務システム", "化学物質届出管理業務システム"),
        ("Date", "令和６年度", "FY2024"),
        ("Vendor", "㈱ＮＴＴデータ", "株式会社NTTデータ"),
        ("Money", "八十二万円", "820000"),
    ]


def test_an_edition_belongs_to_the_service(find: Find) -> None:
    (mention,) = find("Microsoft 365 Business Basic")
    assert (mention.type, mention.text, mention.entry) == (
        "CloudService",
        "Microsoft 365 Business Basic",
        "microsoft-365",
    )


def test_reference_hits_name_their_entry_and_rules_none(find: Find) -> None:
    service, money = find("AWS利用料5円")
    assert service.entry == "aws"
    assert money.entry is None


def test_order_is_kept_and_batches_change_nothing(
    gazetteer: Gazetteer, extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(extractor.mentions(TEXTS))
    assert [len(mentions) for mentions in whole] == [3, 0, 2, 2, 2, 0, 1]
    alone = [next(iter(extractor.mentions([text]))) for text in TEXTS]
    monkeypatch.setattr(Extractor, "BATCH", 2)
    paired = list(Extractor(gazetteer).mentions(TEXTS))
    assert whole == alone == paired


def test_a_text_over_the_limit_of_the_tokenizer_is_read_to_its_end(find: Find) -> None:
    filler = "本事業の概要を示すものである。" * 4000
    text = f"デジタル庁が行う。{filler}気象庁が行う。"
    assert len(text.encode()) > 49_149
    assert [mention.text for mention in find(text)] == ["デジタル庁", "気象庁"]


def test_a_long_text_without_any_stop_is_read(find: Find) -> None:
    assert [mention.text for mention in find("ア" * 40_000 + "　消費者庁")] == ["消費者庁"]


def test_mentions_are_in_order_and_never_overlap(find: Find) -> None:
    mentions = find("・".join(TEXTS * 3))
    assert all(first.end <= second.start for first, second in pairwise(mentions))


def test_texts_are_taken_one_batch_at_a_time(extractor: Extractor) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "総務省"

    first = next(iter(extractor.mentions(endless())))
    assert [mention.text for mention in first] == ["総務省"]
    assert taken == Extractor.BATCH
