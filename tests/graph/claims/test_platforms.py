"""Which system is under which platform: plans stay plans, and who only uses a platform is not under it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.claims.model import ASSERTED, PLANNED
from graph.claims.platforms import served_under
from graph.claims.reading import Reading
from graph.extract.gazetteer import Gazetteer
from graph.extract.pipeline import Extractor
from graph.resolve.reference import reference_folder


@pytest.fixture(scope="module")
def read() -> Callable[[str], Reading]:
    extractor = Extractor(Gazetteer.from_reference(reference_folder()))

    def reading(text: str) -> Reading:
        (mentions,) = extractor.mentions([text])
        return Reading(tuple(mentions), ())

    return reading


def told(read: Callable[[str], Reading], text: str, project: str = "") -> list[tuple[str, str, str]]:
    found = served_under("key", text, read(text), "総務省", project, read)
    return [(one.system.printed, one.platform.printed, one.modality) for one in found]


@pytest.mark.parametrize(
    ("text", "project", "wanted"),
    [
        ("総務省LANのガバメントソリューションサービス移行支援業務の請負", "",
         ("総務省LAN", "ガバメントソリューションサービス", PLANNED)),
        ("2023年11月にクラウド(第二期政府共通プラットフォーム)での本格稼働を開始した。", "人事・給与関係業務情報システム",
         ("人事・給与関係業務情報システム", "第二期政府共通プラットフォーム", ASSERTED)),
        ("国家公務員身分証共通発行管理システムのガバメントクラウドへの移行に伴う契約", "",
         ("国家公務員身分証共通発行管理システム", "ガバメントクラウド", PLANNED)),
    ],
)  # fmt: skip
def test_texts_of_the_sheets_say_which_system_is_under_which_platform(
    read: Callable[[str], Reading], text: str, project: str, wanted: tuple[str, str, str]
) -> None:
    assert told(read, text, project) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "GSSを利用する他の府省庁を順次リスク診断の対象とし、",  # others use it
        "ガバメントソリューションサービス(以降、GSSと言う。)への移行完了に伴い、",  # one platform by two names
        "ガバメントクラウドのAWSテンプレート開発業務",  # nothing is on it
    ],
)
def test_nothing_is_claimed_where_no_system_is_said_to_be_on_a_platform(
    read: Callable[[str], Reading], text: str
) -> None:
    assert told(read, text) == []
