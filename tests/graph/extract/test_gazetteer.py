"""Names read from reference tables."""

import re
from pathlib import Path

import pytest

from graph.extract.gazetteer import Gazetteer, ReferenceTableError
from graph.resolve.reference import reference_folder

SERVICES = "id,names_ja,names_en,aliases,note\n"
FUNCTIONS = "id,prefLabel_ja,level,match_terms\nroads,道路,function,道路橋|道路維持\ndefence,防衛,division,\n"


def _folder(tmp_path: Path, services: str = "", functions: str = FUNCTIONS) -> Path:
    (tmp_path / "cloud_services.csv").write_text(SERVICES + services, encoding="utf-8")
    (tmp_path / "functions.csv").write_text(functions, encoding="utf-8")
    return tmp_path


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=r"cloud_services\.csv: not found"):
        Gazetteer.from_reference(tmp_path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=r"functions\.csv: row 1 lacks the columns match_terms"):
        Gazetteer.from_reference(_folder(tmp_path, functions="id,prefLabel_ja,level\n"))


def test_a_short_row_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=r"functions\.csv: row 2 has fewer cells"):
        Gazetteer.from_reference(_folder(tmp_path, functions="id,prefLabel_ja,level,match_terms\nroads,道路\n"))


def test_japanese_names_are_known_in_every_way_their_parts_are_joined(tmp_path: Path) -> None:
    gazetteer = Gazetteer.from_reference(_folder(tmp_path, "aws,アマゾン ウェブ サービス,Amazon Web Services,AWS,\n"))
    printed = {name.printed for name in gazetteer.names if name.entry == "aws"}
    assert {"アマゾン ウェブ サービス", "アマゾンウェブサービス", "アマゾン・ウェブ・サービス", "AWS"} <= printed


def test_notes_tell_traps_and_other_types(tmp_path: Path) -> None:
    services = (
        "prisma,プリズマ,Prisma Access,Prisma,trap: MAGNETOM Prisma\n"
        "own,空自クラウド,JASDF cloud,,a private state cloud: annotate as System\n"
        "gc,グーグルクラウド,Google Cloud,GC,GC alone\n"
    )
    names = {name.printed: name for name in Gazetteer.from_reference(_folder(tmp_path, services)).names}
    assert names["Prisma Access"].traps == ("MAGNETOM Prisma",)
    assert names["空自クラウド"].type == "System"
    assert "GC" not in names


def test_divisions_of_the_scheme_are_no_functions(tmp_path: Path) -> None:
    names = Gazetteer.from_reference(_folder(tmp_path)).names
    assert {name.printed for name in names if name.type == "Function"} == {"道路", "道路橋", "道路維持"}


def test_products_are_read_where_the_table_lies(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "products.csv").write_text(
        "id,names,aliases,vendor\nora,Oracle Database,Oracleデータベース,Oracle Corporation\n", encoding="utf-8"
    )
    hits = [name for _, name in Gazetteer.from_reference(folder).hits("Oracleデータベースの保守")]
    assert [(name.type, name.printed) for name in hits if name.entry == "ora"] == [("Product", "Oracleデータベース")]


def test_a_short_name_needs_a_word_beside_it_that_shows_what_it_is(tmp_path: Path) -> None:
    names = {
        name.printed: name for name in Gazetteer.from_reference(_folder(tmp_path, "box,ボックス,Box,BOX,\n")).names
    }
    assert not names["Box"].free
    assert "ボックス" not in names


def test_a_listed_system_is_no_piece_of_a_longer_word() -> None:
    """A system's name may begin inside a word: two or three Chinese characters alone (源内) would be found in 財源内訳."""
    names = Gazetteer.from_reference(reference_folder()).names
    short = [name.printed for name in names if name.type == "System" and re.fullmatch("[一-鿿]{1,3}", name.printed)]
    assert set(short) <= {"富岳"}
