"""Who an argument turns out to be: a number with a right check digit, a name of the reference data, or nobody known."""

from __future__ import annotations

import pytest

from graph import iri
from graph.claims.model import Argument
from graph.home import Home
from graph.resolve.answer import RESOLVED, UNNAMED, UNRESOLVED
from graph.resolve.installed import Installed
from graph.resolve.names import locality, normalise
from graph.resolve.reference import Reference
from graph.resolve.resolver import Resolver

NUMBER = "6010601062093"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load()


@pytest.fixture
def resolver(reference: Reference) -> Resolver:
    return Resolver(reference)


def test_number_makes_an_organisation_whatever_its_name(resolver: Resolver) -> None:
    names = ("株式会社エヌ・ティ・ティ・データ", "NTTデータ", "")
    found = {resolver.resolve(Argument("organization", name, NUMBER)).iri for name in names}
    assert found == {f"https://w3id.org/izon/id/org/JP-{NUMBER}"}
    assert resolver.resolve(Argument("organization", "甲", NUMBER)).status == RESOLVED


def test_without_a_number_an_organisation_is_said_to_be_unresolved(resolver: Resolver) -> None:
    found = resolver.resolve(Argument("organization", "株式会社ＡＢＣ", "", "東京都港区1-1"))
    assert (found.status, found.score) == (UNRESOLVED, 0.0)
    assert found.iri.startswith("https://w3id.org/izon/id/org/unresolved-")
    assert "no valid corporate number" in found.because


def test_unresolved_organisation_is_its_normalised_name_and_its_prefecture(resolver: Resolver) -> None:
    def identity(name: str, address: str) -> str:
        return resolver.resolve(Argument("organization", name, "", address)).iri

    here = identity("株式会社ＡＢＣ", "東京都港区1-1")
    assert here == identity("株式会社 abc", "東京都千代田区2")
    assert here == iri.unresolved_organization("株式会社abc", "東京都")
    assert here != identity("株式会社ABC", "大阪府大阪市")
    assert here != identity("株式会社ABC", "")
    assert here != identity("ABC株式会社", "東京都港区1-1")


def test_ministry_and_payee_of_one_name_are_never_merged_with_a_numbered_one(resolver: Resolver) -> None:
    named = resolver.resolve(Argument("organization", "株式会社NTTデータ", ""))
    numbered = resolver.resolve(Argument("organization", "株式会社NTTデータ", NUMBER))
    assert named.iri != numbered.iri


@pytest.mark.parametrize("printed", ["AWS", "ＡＷＳ", "Amazon Web Services", "Ａｍａｚｏｎ　Ｗｅｂ　Ｓｅｒｖｉｃｅｓ"])
def test_service_is_found_by_any_of_its_names(resolver: Resolver, printed: str) -> None:
    found = resolver.resolve(Argument("service", printed))
    assert (found.iri, found.status) == ("https://w3id.org/izon/id/service/aws", RESOLVED)


def test_edition_of_a_service_is_that_service_and_an_unknown_one_nobodys(resolver: Resolver) -> None:
    assert resolver.resolve(Argument("service", "Microsoft 365 E3")).status == RESOLVED
    unknown = resolver.resolve(Argument("service", "未知クラウド"))
    assert unknown.status == UNRESOLVED
    assert unknown.iri.startswith("https://w3id.org/izon/id/service/unresolved-")


def test_system_is_known_by_name_or_is_the_one_of_its_name_in_its_scope(resolver: Resolver) -> None:
    known = [
        resolver.resolve(Argument("system", "ガバメントクラウド", scope=scope)).iri for scope in ("デジタル庁", "x/1/2")
    ]
    assert set(known) == {"https://w3id.org/izon/id/system/government-cloud"}
    here = resolver.resolve(Argument("system", "予約システム", scope="甲省"))
    assert here.status == UNRESOLVED
    assert here.iri == resolver.resolve(Argument("system", "予約 システム", scope="甲省")).iri
    assert here.iri != resolver.resolve(Argument("system", "予約システム", scope="乙省")).iri


@pytest.mark.parametrize(
    ("argument", "identity"),
    [
        (Argument("project", "", "2025/5543"), "id/project/rs-2025-5543"),
        (Argument("block", "AA", "2025/5543"), "id/block/rs-2025-5543-AA"),
        (Argument("question", "", "councillors/216/27"), "id/question/councillors-216-27"),
        (Argument("answer", "", "councillors/216/27"), "id/answer/councillors-216-27"),
        (Argument("answered_point", "", "councillors/216/27/0"), "id/answer/councillors-216-27/point-0"),
        (Argument("function", "government-cloud"), "id/function/government-cloud"),
        (Argument("jurisdiction", "US"), "id/jurisdiction/US"),
        (Argument("reference_organization", "", "US-amazon-com-inc"), "id/org/US-amazon-com-inc"),
    ],
)
def test_iris_follow_the_sources_own_keys(resolver: Resolver, argument: Argument, identity: str) -> None:
    assert resolver.resolve(argument).iri == "https://w3id.org/izon/" + identity


def test_signs_that_iris_may_not_hold_are_escaped(resolver: Resolver) -> None:
    found = resolver.resolve(Argument("block", 'A"> <x', "2025/甲 1"))
    assert found.iri == "https://w3id.org/izon/id/block/rs-2025-%E7%94%B2%201-A%22%3E%20%3Cx"


def test_every_resolution_says_why(resolver: Resolver) -> None:
    for argument in (Argument("organization", "甲", NUMBER), Argument("service", "AWS"), Argument("system", "乙")):
        assert resolver.resolve(argument).because


@pytest.mark.parametrize(
    ("printed", "same"),
    [
        ("ＮＥＣ　ソリューション", "necソリューション"),
        ("ｱﾏｿﾞﾝ", "アマゾン"),
        ("A−B‐C―D", "a-b-c-d"),
        ("ハイパー", "ハイパー"),
    ],
)
def test_names_are_folded_before_they_are_compared(printed: str, same: str) -> None:
    assert normalise(printed) == same


@pytest.mark.parametrize(
    ("address", "prefecture"),
    [
        ("東京都千代田区", "東京都"),
        ("北海道札幌市", "北海道"),
        ("京都府京都市", "京都府"),
        ("神奈川県横浜市", "神奈川県"),
        (" 大阪府大阪市", "大阪府"),
        ("千代田区", ""),
        ("", ""),
        ("アメリカ合衆国", ""),
    ],
)
def test_locality_is_the_prefecture_that_an_address_begins_with(address: str, prefecture: str) -> None:
    assert locality(address) == prefecture


@pytest.fixture(scope="module")
def with_names(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    """A resolver that also asks who bears a name; no register is installed."""
    home = Home.at(tmp_path_factory.mktemp("home"))
    return Resolver(reference, Installed.open(home, reference).organizations)


def test_a_known_name_without_number_is_its_bearer(with_names: Resolver) -> None:
    found = with_names.resolve(Argument("organization", "㈱ＮＴＴデータ"))
    assert found.iri == f"https://w3id.org/izon/id/org/JP-{NUMBER}"
    assert "name of the reference data" in found.because


def test_an_agency_and_a_payee_of_its_name_are_one(with_names: Resolver) -> None:
    agency = with_names.resolve(Argument("agency", "国土交通省"))
    payee = with_names.resolve(Argument("organization", "東北地方整備局"))
    assert agency.iri == payee.iri == "https://w3id.org/izon/id/org/JP-2000012100001"
    assert with_names.resolve(Argument("agency", "架空省")).status == UNRESOLVED


def test_a_joint_venture_is_not_merged_into_the_member_whose_number_is_printed(with_names: Resolver) -> None:
    group = with_names.resolve(Argument("organization", "甲建設・乙組特定建設工事共同企業体", NUMBER))
    assert group.status == UNRESOLVED
    assert group.iri != with_names.resolve(Argument("organization", "甲建設", NUMBER)).iri


def test_names_of_nobody_stay_apart(with_names: Resolver) -> None:
    found = with_names.resolve(Argument("organization", "その他"))
    assert found.status == UNNAMED
    assert with_names.resolve(Argument("organization", "甲建設株式会社ほか3社")).status == UNNAMED
