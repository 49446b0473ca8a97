"""The reference tables hold together: keys, countries, control without cycles, the 20 municipal functions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

Rows = list[dict[str, str]]
Table = Callable[[str], Rows]

TABLES = {
    "cloud_services": "id",
    "former_names": None,
    "functions": "id",
    "jurisdictions": "id",
    "organizations": "id",
    "ownership": None,
    "products": "id",
    "served_under": None,
    "public_assertions": "id",
    "service_types": "id",
    "state_bodies": None,
    "systems": "id",
}
CERTAINTIES = {"sourced", "known", "unsure", "judged"}
MUNICIPAL = (
    "住民基本台帳、選挙人名簿管理、固定資産税、個人住民税、法人住民税、軽自動車税、国民健康保険、国民年金、"
    "障害者福祉、後期高齢者医療、"
    "介護保険、児童手当、健康管理、就学、児童扶養手当、生活保護、子ども・子育て支援、印鑑登録、戸籍、戸籍の附票"
)


def has_right_check_digit(number: str) -> bool:
    """Article 2 of the ministerial ordinance on corporate numbers: 9 - (sum of weighted digits mod 9)."""
    digits = [int(digit) for digit in number]
    return len(digits) == 13 and digits[0] == 9 - sum(d * (2, 1)[i % 2] for i, d in enumerate(digits[1:])) % 9


def width_folded(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def period(row: dict[str, str]) -> tuple[str, str]:
    """First and last day of a row's validity; a missing end is far away, a year or month stands for all of it."""
    first = (row["valid_from"] + "-01-01"[len(row["valid_from"]) - 4 :]) if row["valid_from"] else "0000-01-01"
    last = (row["valid_through"] + "-12-31"[len(row["valid_through"]) - 4 :]) if row["valid_through"] else "9999-12-31"
    return first, last


def control_edges(rows: Rows, day: str) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for row in rows:
        first, last = period(row)
        if row["controls"] == "yes" and row["controller_id"] and first <= day <= last:
            edges.setdefault(row["organization_id"], set()).add(row["controller_id"])
    return edges


def has_cycle(edges: dict[str, set[str]]) -> bool:
    done: set[str] = set()

    def visit(node: str, above: frozenset[str]) -> bool:
        if node in above:
            return True
        if node in done:
            return False
        found = any(visit(controller, above | {node}) for controller in edges.get(node, ()))
        done.add(node)
        return found

    return any(visit(node, frozenset()) for node in edges)


@pytest.mark.parametrize("name", TABLES)
def test_every_fact_says_its_source_date_and_certainty(table: Table, name: str) -> None:
    for row in table(name):
        assert row["certainty"] in CERTAINTIES, row
        assert row["source"] or row["certainty"] in {"known", "unsure"}, row
        assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", row["as_of"]), row
        assert row["as_of"] or row["source"], row


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, key in TABLES.items() if key])
def test_keys_are_unique(table: Table, name: str, key: str) -> None:
    counted = Counter(row[key] for row in table(name))
    assert [value for value, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_has_blanks_around_it(table: Table, name: str) -> None:
    assert [row for row in table(name) for cell in row.values() if cell != cell.strip()] == []


def test_every_corporate_number_has_a_right_check_digit(table: Table) -> None:
    numbers = [row["corporate_number"] for row in table("organizations") if row["corporate_number"]]
    numbers += [r["provider_corporate_number"] for r in table("cloud_services") if r["provider_corporate_number"]]
    assert len(numbers) > 300
    assert [number for number in numbers if not has_right_check_digit(number)] == []


def test_a_wrong_digit_is_noticed() -> None:
    assert has_right_check_digit("9700150104216")
    assert not has_right_check_digit("9700150104217")


def test_the_placeholder_of_nines_has_a_right_check_digit_and_is_still_nobody(table: Table) -> None:
    assert has_right_check_digit("9999999999999"), "so it must be kept out by its value"
    assert "9999999999999" not in {row["corporate_number"] for row in table("organizations")}


def test_an_organisation_id_is_its_number_or_its_country_and_name(table: Table) -> None:
    for row in table("organizations"):
        if row["corporate_number"]:
            assert row["id"] == f"JP-{row['corporate_number']}"
        else:
            assert re.fullmatch(r"[A-Z]{2}-[a-z0-9]+(-[a-z0-9]+)*", row["id"]), row
            assert row["id"].startswith(f"{row['country']}-"), row
        assert row["name_ja"]
        assert row["name_en"]


def test_a_body_abroad_is_of_a_state_or_between_states(table: Table) -> None:
    rows, organizations = table("bodies_abroad"), {row["id"] for row in table("organizations")}
    assert len(rows) > 50
    for row in rows:
        kinds = {"foreign_state"} if row["country"] else {"intergovernmental", "international_fund"}
        assert row["kind"] in kinds, row
        assert row["id"].startswith(f"{row['country'] or 'INT'}-"), row
        assert row["id"] not in organizations
    names = [name for row in rows for name in {row["name_ja"], row["name_en"], *row["aliases"].split("|")} - {""}]
    assert len(names) == len(set(names)), "a name of two"


def test_every_organisation_has_a_country_that_is_listed(table: Table) -> None:
    listed = {row["id"] for row in table("jurisdictions")}
    used = {row["country"] for row in table("organizations")}
    used |= {row["country"] for row in table("bodies_abroad")} - {""}  # law between states is no state's
    assert used <= listed
    assert listed <= used, "a jurisdiction that no organisation uses"


def test_names_of_jurisdictions_are_given_in_both_languages_with_their_authority_iri(table: Table) -> None:
    for row in table("jurisdictions"):
        assert re.fullmatch(r"[A-Z]{2}", row["id"])
        assert row["authority_iri"] == f"http://publications.europa.eu/resource/authority/country/{row['alpha3']}"
        assert row["name_ja"] != row["name_en"]


def test_every_controller_and_ultimate_parent_is_an_organisation(table: Table) -> None:
    known = {row["id"] for row in table("organizations")}
    for row in table("ownership"):
        assert row["organization_id"] in known, row
        assert row["controller_id"] in known | {""}, row
        assert row["ultimate_parent_id"] in known | {""}, row


def test_a_missing_controller_is_independent_a_public_body_or_a_named_class_of_bodies(table: Table) -> None:
    for row in table("ownership"):
        if not row["controller_id"]:
            assert row["relation"] in {"independent", "public_body"} or "class of bodies" in row["note"], row


def test_the_vocabulary_of_ownership_is_closed(table: Table) -> None:
    for row in table("ownership"):
        assert row["relation"] in {
            "subsidiary", "affiliate", "branch", "jv_member", "merged_into", "independent", "public_body",
        }, row  # fmt: skip
        assert row["controls"] in ({""} if row["relation"] == "merged_into" else {"yes", "no", "unknown"}), row
        assert not row["share_percent"] or 0 < float(row["share_percent"]) <= 100, row
        assert row["organization_id"] != row["controller_id"], row
        first, last = period(row)
        assert first <= last, row


def test_nobody_controls_himself_at_any_time(table: Table) -> None:
    rows = table("ownership")
    days = sorted({day for row in rows for day in period(row)})
    assert [day for day in days if has_cycle(control_edges(rows, day))] == []


def test_a_cycle_of_control_is_noticed_only_while_both_halves_hold() -> None:
    rows = [
        {
            "organization_id": "A",
            "controller_id": "B",
            "controls": "yes",
            "valid_from": "2020",
            "valid_through": "2023",
        },
        {"organization_id": "B", "controller_id": "A", "controls": "yes", "valid_from": "2023-06", "valid_through": ""},
    ]
    assert has_cycle(control_edges(rows, "2023-07-01"))
    assert not has_cycle(control_edges(rows, "2024-01-01"))


def test_one_controller_decides_at_one_time(table: Table) -> None:
    rows = table("ownership")
    for day in sorted({day for row in rows for day in period(row)}):
        assert {k: v for k, v in control_edges(rows, day).items() if len(v) > 1} == {}, day


def test_the_ultimate_parent_of_a_row_is_where_its_chain_of_control_ends(table: Table) -> None:
    rows = table("ownership")
    for row in rows:
        if row["controls"] == "yes" and row["controller_id"] and row["ultimate_parent_id"]:
            day = period(row)[1] if row["valid_through"] else "2026-11-27"
            above = control_edges(rows, day)
            top = row["organization_id"]
            while top in above:
                (top,) = above[top]
            assert row["ultimate_parent_id"] == top, row


def test_nobody_is_controlled_after_the_merger_that_ended_him(table: Table) -> None:
    rows = table("ownership")
    ended = {row["organization_id"]: row["valid_from"] for row in rows if row["relation"] == "merged_into"}
    assert len(ended) >= 13
    for row in rows:
        if row["organization_id"] in ended and row["relation"] != "merged_into":
            assert period(row)[1] < ended[row["organization_id"]], row


def test_a_former_name_belongs_to_an_organisation_and_is_not_its_present_one(table: Table) -> None:
    present = {row["id"]: row["name_ja"] for row in table("organizations")}
    for row in table("former_names"):
        assert row["name_ja"] != present[row["organization_id"]], row
        assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", row["valid_through"]), row
    assert not [row for row in table("ownership") if row["relation"] == "former_name"]


def test_every_provider_of_a_cloud_service_is_an_organisation_but_the_class_of_many(table: Table) -> None:
    known = {row["id"] for row in table("organizations")}
    without = [row["id"] for row in table("cloud_services") if not row["provider_id"]]
    assert without == ["lgwan-asp"]
    assert {row["provider_id"] for row in table("cloud_services") if row["provider_id"]} <= known


def test_every_vendor_of_a_product_is_an_organisation_but_that_of_an_open_source_project(table: Table) -> None:
    known = {row["id"] for row in table("organizations")}
    assert [row["id"] for row in table("products") if not row["vendor_id"]] == ["qgis"]
    assert {row["vendor_id"] for row in table("products") if row["vendor_id"]} <= known


def test_state_bodies_stand_under_bodies_that_are_listed_and_none_under_itself(table: Table) -> None:
    rows = table("state_bodies")
    above = {row["number"] or row["slug"]: row["parent"] for row in rows}
    assert len(above) == len(rows) > 80
    for row in rows:
        assert bool(row["number"]) != bool(row["slug"]), row
        assert not row["number"] or has_right_check_digit(row["number"]), row
        steps, body = 0, row["parent"]
        while body:
            assert body in above, row
            body, steps = above[body], steps + 1
            assert steps < 5, "a cycle of bodies"


def test_a_public_assertion_names_things_that_are_listed_and_its_reading_has_both_ends(table: Table) -> None:
    ids = {"org": {row["id"] for row in table("organizations")}, "function": {row["id"] for row in table("functions")}}
    ids["service"] = {row["names_en"] for row in table("cloud_services")}
    for row in table("public_assertions"):
        for thing in filter(None, row["things"].split("|")):
            kind, _, name = thing.partition("/")
            assert name in ids[kind], row
        assert row["things"] or row["agency"] or row["system"], row
        assert not row["predicate"] or (row["system"] and row["things"]), row
        assert bool(row["count"]) == bool(row["unit"]), row
        assert row["country"] in {"JP", "US"}, row
        assert row["status"] != "supported" or row["source"], row


def test_a_service_is_part_of_a_service_that_is_listed(table: Table) -> None:
    services = {row["id"]: row["part_of"] for row in table("cloud_services")}
    for service, whole in services.items():
        assert not whole or (whole in services and whole != service)


def test_five_services_were_chosen_for_the_government_cloud(table: Table) -> None:
    chosen = {
        row["id"]
        for row in table("cloud_services")
        if row["government_cloud_status"].startswith(("selected", "conditional"))
    }
    assert chosen == {"aws", "google-cloud", "azure", "oci", "sakura-cloud"}


def test_every_function_lies_below_one_that_exists_and_cofog_divisions_are_at_the_top(table: Table) -> None:
    rows = {row["id"]: row for row in table("functions")}
    for row in rows.values():
        assert row["prefLabel_ja"]
        assert row["prefLabel_en"]
        if row["level"] == "division":
            assert not row["broader"]
            assert re.fullmatch(r"0[1-9]|10", row["cofog"])
        else:
            assert rows[row["broader"]]["level"] in {"division", "function"}
            top = row
            steps = 0
            while top["broader"]:
                top = rows[top["broader"]]
                steps += 1
                assert steps < 5, "a cycle of broader"
            assert row["cofog"].split(".")[0] == top["cofog"], row
    assert Counter(row["level"] for row in rows.values()) == {"division": 10, "function": 217, "municipal": 20}


def test_no_term_is_empty_and_every_function_has_terms(table: Table) -> None:
    for row in table("functions"):
        if row["level"] != "division":
            assert all(term.strip() for term in row["match_terms"].split("|")), row["id"]


def test_the_municipal_functions_are_the_twenty_of_the_standardisation_law(table: Table) -> None:
    assert {row["prefLabel_ja"] for row in table("functions") if row["level"] == "municipal"} == set(
        MUNICIPAL.split("、")
    )
    assert len(set(MUNICIPAL.split("、"))) == 20


def test_service_types_are_s00_to_s19_and_each_has_its_role(table: Table) -> None:
    rows = table("service_types")
    assert [row["id"] for row in rows] == [f"S{number:02d}" for number in range(20)]
    roles = {role: [row["id"] for row in rows if row["role"] == role] for role in ("none", "build", "advise", "run")}
    assert roles["none"] == ["S00"]
    assert roles["build"] == ["S01", "S02"]
    assert roles["advise"] == ["S06", "S15", "S16"]
    assert len(roles["run"]) == 14


@pytest.mark.national
def test_names_agree_with_the_register_where_it_has_the_number(table: Table, shared: Path) -> None:
    import duckdb

    registry = shared / "real" / "houjin" / "registry.parquet"
    if not registry.is_file():
        pytest.skip(f"no {registry}")
    names = {row["corporate_number"]: row["name_ja"] for row in table("organizations") if row["corporate_number"]}
    numbers = ", ".join(f"'{number}'" for number in names)
    query = f"select corporate_number, name from read_parquet('{registry}') where corporate_number in ({numbers})"
    held = dict(duckdb.execute(query).fetchall())
    assert len(held) > 200
    differing = {n: (names[n], name) for n, name in held.items() if width_folded(name) != width_folded(names[n])}
    assert differing == {}


@pytest.mark.national
def test_every_merger_in_the_register_is_in_ownership(table: Table, shared: Path) -> None:
    import duckdb

    registry = shared / "real" / "houjin" / "registry.parquet"
    if not registry.is_file():
        pytest.skip(f"no {registry}")
    merged = {r["organization_id"]: r["controller_id"] for r in table("ownership") if r["relation"] == "merged_into"}
    numbers = ", ".join(f"'{row['corporate_number']}'" for row in table("organizations") if row["corporate_number"])
    query = (
        f"select corporate_number, successor from read_parquet('{registry}') "
        f"where corporate_number in ({numbers}) and close_date <> ''"
    )
    held = {f"JP-{number}": f"JP-{successor}" for number, successor in duckdb.execute(query).fetchall()}
    assert held == merged
