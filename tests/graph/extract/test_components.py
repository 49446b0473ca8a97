"""Each component of the pipeline on its own, as spaCy runs it."""

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from graph.extract import components
from graph.extract.components import candidates_of
from graph.extract.gazetteer import Gazetteer
from graph.extract.tokenizer import TOKENIZER, tokens_of


def _pipeline(*names: str) -> Language:
    nlp = spacy.blank("ja", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER, "split_mode": "A"}}})
    for name in names:
        nlp.add_pipe(name)
    return nlp


def _found(doc: Doc) -> set[tuple[str, str, str]]:
    return {(mention.type, mention.text, mention.canonical) for mention in candidates_of(doc)}


def test_every_component_is_registered_with_spacy() -> None:
    assert _pipeline(*components.ORDER).pipe_names == list(components.ORDER)


def test_tokens_joined_are_the_text() -> None:
    text = "AWS 環境…（令和６年）\n\nの 運用"
    doc = _pipeline()(text)
    tokens = tokens_of(doc)
    assert doc.text == text
    assert "".join(tokens.word(index) for index in range(len(tokens))) == text


def test_quantities() -> None:
    doc = _pipeline(components.QUANTITIES)("令和六年十一月末時点で千八百七十七件、8万円、2.8億ドル、6,379万件")
    assert _found(doc) == {
        ("Date", "令和六年十一月末", "2024-11"),
        ("Count", "千八百七十七件", "1877"),
        ("Money", "8万円", "80000"),
        ("Money", "2.8億ドル", "2.8億ドル"),
        ("Count", "6,379万件", "63790000"),
    }


def test_counts_carry_value_and_unit() -> None:
    (mention,) = candidates_of(_pipeline(components.QUANTITIES)("47府省等"))
    assert (mention.value, mention.unit) == (47, "府省")


def test_names_are_those_of_the_gazetteer_given(gazetteer: Gazetteer) -> None:
    nlp = _pipeline(components.NAMES)
    assert _found(nlp("Microsoft Azureの利用")) == set()
    names = nlp.get_pipe(components.NAMES)
    assert isinstance(names, components.Names)
    names.use(gazetteer)
    assert ("CloudService", "Microsoft Azure", "Microsoft Azure") in _found(nlp("Microsoft Azureの利用"))


def test_vendors() -> None:
    nlp = _pipeline(components.VENDORS)
    text = (
        "深田サルベージ建設株式会社と株式会社アメリカ屋ほか、Zoom Video Communications Inc.(米国)"
        "及び一般財団法人海上災害防止センターに"
    )
    assert {surface for _, surface, _ in _found(nlp(text))} == {
        "深田サルベージ建設株式会社",
        "株式会社アメリカ屋",
        "Zoom Video Communications Inc.",
        "一般財団法人海上災害防止センター",
    }


def test_agencies_take_their_units(gazetteer: Gazetteer) -> None:
    nlp = _pipeline(components.NAMES, components.AGENCIES, components.OVERLAPS)
    names = nlp.get_pipe(components.NAMES)
    assert isinstance(names, components.Names)
    names.use(gazetteer)
    text = "厚生労働省保険局医療介護連携政策課、仙台地方検察庁気仙沼支部、独立行政法人都市再生機構及び参議院内閣委員会"
    assert [mention.text for mention in candidates_of(nlp(text)) if mention.type == "Agency"] == [
        "厚生労働省保険局医療介護連携政策課",
        "仙台地方検察庁気仙沼支部",
        "独立行政法人都市再生機構",
        "参議院内閣委員会",
    ]


def test_systems_leave_generic_words_and_leading_words_outside() -> None:
    nlp = _pipeline(components.SYSTEMS)
    text = "次期訪問者受付管理システム、会議システム、現行システム、情報システム、申請システム"
    assert {surface for _, surface, _ in _found(nlp(text))} == {"訪問者受付管理システム"}


def test_a_leading_agency_is_split_off_unless_the_rest_is_bare(gazetteer: Gazetteer) -> None:
    nlp = _pipeline(*components.ORDER)
    names = nlp.get_pipe(components.NAMES)
    assert isinstance(names, components.Names)
    names.use(gazetteer)
    assert ("System", "総務省LANシステム", "総務省LANシステム") in _found(nlp("総務省LANシステムの運用"))
    split = _found(nlp("経済産業省訪問者受付管理システムの開発"))
    assert {("Agency", "経済産業省"), ("System", "訪問者受付管理システム")} <= {(kind, text) for kind, text, _ in split}


def test_abbreviations_stand_for_the_full_name() -> None:
    nlp = _pipeline(components.VENDORS, components.SYSTEMS, components.ABBREVIATIONS)
    text = (
        "矯正総合情報通信ネットワークシステム(以下「コーネット」という。)と"
        "日本原子力発電株式会社(以下「日本原電」という。)。コーネットは"
    )
    found = [(m.type, m.text, m.canonical) for m in candidates_of(nlp(text))]
    assert found.count(("System", "コーネット", "矯正総合情報通信ネットワークシステム")) == 2
    assert ("Vendor", "日本原電", "日本原子力発電株式会社") in found


def test_functions_are_tasks_not_every_term(gazetteer: Gazetteer) -> None:
    nlp = _pipeline(components.NAMES, components.FUNCTIONS)
    names = nlp.get_pipe(components.NAMES)
    assert isinstance(names, components.Names)
    names.use(gazetteer)
    text = "賃金構造基本統計調査、介護保険、半導体、保険医療機関及び電力市場監視業務"
    surfaces = {surface for kind, surface, _ in _found(nlp(text)) if kind == "Function"}
    assert surfaces == {"賃金構造基本統計調査", "介護保険", "電力市場監視"}


def test_products_are_latin_names_where_software_is_bought() -> None:
    nlp = _pipeline(components.PRODUCTS)
    assert _found(nlp("ソフトウェア(ABAQUS)の購入")) == {("Product", "ABAQUS", "ABAQUS")}
    assert _found(nlp("株式会社山川製ソフトウェアYamaView 2.2 1ライセンス")) == {
        ("Product", "YamaView 2.2", "YamaView 2.2")
    }
    assert _found(nlp("クラウドサービス(SASE)利用ライセンス(VPN)")) == set()


def test_a_bought_name_grows_out_of_a_listed_one_and_keeps_its_kind(gazetteer: Gazetteer) -> None:
    nlp = _pipeline(components.NAMES, components.PRODUCTS)
    names = nlp.get_pipe(components.NAMES)
    assert isinstance(names, components.Names)
    names.use(gazetteer)
    assert ("Product", "Windows VDA", "Windows VDA") in _found(nlp("Windows VDA ライセンスの調達"))
