"""Names of systems: near ones are scored and shown, generations are kept apart."""

from __future__ import annotations

import pytest

from graph.resolve.systems import NEAR, compare, near, parse


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("法制執務業務支援システム(e-LAWS)", "e-LAWS"),
        ("総務省ＬＡＮシステム", "総務省LAN システム"),
        ("国税総合管理システム", "国税総合管理システムの運用等業務"),
        ("人事・給与関係業務情報システム", "人事給与関係業務情報システム"),
    ],
)
def test_spellings_of_one_system_are_near(a: str, b: str) -> None:
    assert compare(parse(a), parse(b))[0] >= NEAR


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("第一期政府共通プラットフォーム", "第二期政府共通プラットフォーム"),
        ("第2期政府共通プラットフォーム", "政府共通プラットフォーム"),
        ("次期文書管理システム", "文書管理システム"),
        ("業務系1系システム", "業務系2系システム"),
        ("入札システム", "電子申告システム"),
    ],
)
def test_other_systems_and_generations_are_not(a: str, b: str) -> None:
    assert compare(parse(a), parse(b))[0] < NEAR


def test_numerals_of_a_generation_are_one() -> None:
    assert parse("第二期政府共通プラットフォーム") == parse("第２期政府共通プラットフォーム")


def test_near_pairs_come_nearest_first_in_any_order_of_names() -> None:
    names = ["電子申請システム", "電子・申請システム", "電子申請等システム", "会計システム", "第一期会計システム"]
    found = list(near(names))
    assert found == list(near(reversed(names)))
    assert next((pair.a, pair.b) for pair in found) == ("電子・申請システム", "電子申請システム")
    assert not any("会計" in pair.a for pair in found)
