"""Contact persons go out of announcements; offices, titles, prices and dates stay."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from crawler.pages.contact_persons import NAME, withhold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("担当：総務課契約係　山田", "担当：総務課契約係　［氏名］"),
        ("担当者　山田太郎　電話 03-1234-5678（内線 1234）", "担当者　［氏名］　電話 ［番号］（内線 ［番号］）"),
        ("担当 契約課 用度第一係 高橋（内線1234）", "担当 契約課 用度第一係 ［氏名］（内線［番号］）"),
        ("担当　戦略・組織グループ　契約係　山田　太郎", "担当　戦略・組織グループ　契約係　［氏名］"),
        ("担当者：鈴木、佐藤", "担当者：［氏名］"),
        ("担当者　片岡、江橋 ５　契約条項を示す場所 ４に同じ", "担当者　［氏名］ ５　契約条項を示す場所 ４に同じ"),
        ("担当：阿部", "担当：［氏名］"),
        (
            "問い合わせ先：契約係長　佐藤 花子　E-mail: a.b@example.go.jp",
            "問い合わせ先：契約係長　［氏名］　E-mail: ［メール］",
        ),
        ("会計課契約担当 米田　敏子　電話", "会計課契約担当 ［氏名］　電話"),
        ("ＴＥＬ０３－３２６８－３１１１", "ＴＥＬ［番号］"),
        ("電話（０３）１２３４－５６７８", "電話［番号］"),
        ("ｙｏｙａｋｕ＠ｅｘａｍｐｌｅ．ｊｐ", "［メール］"),
        ("kanri@example.go.jp", "［メール］"),
    ],
)
def test_contact_is_taken_out(text: str, expected: str) -> None:
    assert withhold(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "担当　財務省大臣官房会計課",
        "本業務の担当者は、経験を有すること。",
        "担当部局：総務部",
        "連絡先　東京都千代田区　防衛省　装備課",
        "支出負担行為担当官　財務省大臣官房会計課長　鈴木　一郎",
        "調達案件番号 0000000000000582363",
        "履行期間 2026-01-02 から 2027-03-31 まで",
        "予定価格 1,234,567円",
        "契約担当：第３契約係",
        "担当 なし",
        "",
    ],
)
def test_what_is_no_contact_person_stays(text: str) -> None:
    assert withhold(text) == (text, 0)


def test_everything_taken_out_is_counted() -> None:
    assert withhold("担当：山田　電話 03-1234-5678 内線 12 a@example.jp")[1] == 4


def test_long_text_without_line_breaks_is_read_in_time() -> None:
    text = "担当：契約係　窓口の予約のための計算機及び周辺の機器の賃貸借　03-1234- " * 4000
    started = time.process_time()
    withhold(text)
    assert time.process_time() - started < 5


@pytest.mark.national
def test_contact_persons_of_real_notices_are_found(shared: Path) -> None:
    lines = (shared / "real" / "p_portal" / "notices_portal_it_full.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [withhold(json.loads(line)["detail"]) for line in lines]
    assert len(texts) == 63
    assert sum(text.count(NAME) for text, _ in texts) == 15
    assert sum(count for _, count in texts) == 108
