"""Relations of titles, contract outlines and roles: what the payee does with the system that the words are about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import AGENCY, SYSTEM, VENDOR
from graph.extract.modality import ASSERTED
from graph.extract.relations.found import Found
from graph.extract.relations.relation import (
    OPERATED_BY,
    PROVIDED_BY,
    SUBCONTRACTED_TO,
    Argument,
)
from graph.extract.relations.scene import Place, Scene, joined_with
from graph.extract.relations.work import WORK, is_other_work, is_programme, own_work, predicates
from graph.extract.systems import is_information_technology

_WORK = re.compile(WORK)
_TOWARDS_OTHER = re.compile(
    r"(?:等)?(?:に係る|にかかる|に関する|に向けた|に伴う|のための|における)[^。]*$|(?:等)?の[^。]{0,14}$"
)
# Behind the system stands the work and nothing else: such titles are the surest
_WHOLE = re.compile(
    r"(?:設計|開発|構築|再構築|改修|改良|保守|運用|更改|刷新|維持|管理|追加|機能|強化|拡張|向上|整備|システム|アプリケーション|プログラム|"
    r"サービス|提供|業務|作業|等|一式|請負|委託|役務|・|及び|および|並びに|や|、|の|に係る|に関する|/|[0-9]+年度|\([^()]*\)|\s)*"
)
_ENDS_OTHERWISE = re.compile(
    "(?:に係る|に関する|のための|に伴う|に向けた|における)[^。、]*(?:借入|借上|賃貸借|リース|購入|派遣|調査|研究|支援|診断|監査|監理|作成)"
    "(?:業務|役務|契約|等)*(?:の請負|の委託)?(?:一式)?$"
)
# Xの更改に伴う|Yの改修: the work is on Y; Xの更改に伴う|設計・開発: on X
_BECAUSE = re.compile(
    "(?:等)?に(?:伴う|向けた|必要な)(?!(?:[^ぁ-ん、。]{0,6})?(?:設計|開発|構築|改修|改良|プログラム|アプリケーション|機能))"
)
_AFTER = re.compile(".*(?:に係る|に伴う)")  # 更改に係る|運用業務: what is behind is what is bought
_BESIDE = re.compile(
    "(?:ライセンス|機器|ハードウェア|回線|端末|サーバ)[^ぁ-ん]{0,8}$|(?:賃貸借|リース|借入|借上|購入)・$"
)
_PART_OF_IT = re.compile("(?:等)?のうち.*(?:支援|調査|監理|管理)(?:業務)?(?:一式)?$")
_OWN_SYSTEM = re.compile(
    r"(?:^|[。/・\]】]|実施の|受託の|請負の|が実施する)(?:[^。/]{0,20}?(?:システム|プログラム|"
    r"アプリケーション|機能|ソフトウェア)(?:の|等の)?)?"
    r"(?P<work>(?:設計|開発|構築|改修|改良|保守|運用|機能)(?:[^ぁ-ん。()「」]|及び|並びに|や|の)*)"
)
_GIVER = re.compile(
    r"(?:の|から(?:の)?|より|が)?(?:業務を?|一部を?)?(?:再々?|再)?(?:委託|外注|請負)(?:先|事業者|を受け|"
    r"され|契約先|業務先|・外注先)"
    r"|の委託(?=\)|$)|から(?:の)?(?:業務の|一部)?(?:再々?)?委託|の(?:再々?)委託|(?:実施|受託|請負)の[^。]*再委託|が(?:実施|受託|請負|請け負)[^。]{0,3}する[^。]*再委託"
)
_GIVER_BEFORE = re.compile(r"(?:再々?)?委託元(?:は|[::])?\s*$")
_UNNAMED_GIVER = re.compile(
    r"(?P<giver>[^。、]{2,40}?(?:請負|受託|委託)(?:事業)?(?:者|業者|先)(?:の[^。、のを]{2,12}等?)?)から(?:業務を?)?(?:再々?)?委託"
)
_OFFICE_GIVES = re.compile(
    r"(?P<giver>[^ぁ-ん。、]{2,16}(?:都|道|府|県|市|町|村|区|局|省|庁|センター))から(?:の)?(?:再々?)?委託"
)
_RESEARCH_PROJECT = re.compile(
    "スーパーコンピュータ|ハイパフォーマンス・コンピューティング|(?<!国立)研究開発|研究試作|の研究$|技術開発|イノベーション創造プログラム|イノベーション創出"
)
# A title's own thing that is no mention: the run of nouns up to the last word for a kind of system.
_PLAIN = re.compile(
    r"(?:(?:令和|平成|20)[^ぁ-ん]{1,6}?年度|R[0-9]+)?(?P<name>[^ぁ-ん、。()「」『』【】/\s0-9](?:[^ぁ-ん、。()「」『』【】/\s]|手続き|届け|受付け|問い?合わ?せ|取扱い|読み取り|取り込み|切り替え){0,30}"
    r"(?:システム|サイト|ホームページ|ポータル|アプリ(?:ケーション)?|ツール|データベース|(?:申請|照会|検索|認証|通知|連携|決済|予約|共有)サービス|クラウド環境|(?<=[一-鿿])DB|SaaS|(?P<wide>ネットワーク|クラウド|基盤|プラットフォーム|支援環境)))(?!(?!クラウド)[ァ-ヶー])"
)
_GENERIC = re.compile(
    "(?:本|当該?)?(?:[^ぁ-ん]{0,8}年度)?(?:(?:情報|業務|基幹)?システム|(?:業務|共通|Web|ウェブ)?アプリケーション)"
)
_OFFER = re.compile(
    r"(?:^|(?<=[(、/】るの])|(?<=及び)|(?<=並びに))(?P<name>(?!システム)[^ぁ-ん、。()「」/]{3,40}(?:環境|基盤|サービス|システム|ネットワーク|SaaS)[^ぁ-ん、。()「」/]{0,4}?)(?<!データ)(?<!情報)(?:等)?"
    r"(?:\([^()]*\))?(?:等)?の?提供(?:業務|等)*(?:一式)?(?=$|\)|の請負|の委託|及び|並びに|に(?:係る|関する)(?:調達|業務|契約)?(?:一式)?(?:$|\())"
)
_OFFERED = re.compile(
    r"(?:等|ライセンス等)?(?:の|に係る|(?<=等)|(?<=サービス)|(?<=環境)|(?<=基盤))(?:環境)?(?:提供|サービス提供)(?!等?に(?:係る|関する)(?!業務(?:$|\()))"
)
_OFFER_ENDS = re.compile(r"[^。]{0,20}$")


# …の検証事業一式(|再委託), …推進事業にかかる|再委託: who gave the work on is not named, the work is
_CONTRACT_GIVEN_ON = re.compile(
    r"(?P<what>[^。/\s][^。/]{5,89}?)(?:一式)?(?:(?:の一部)?(?:に係る|にかかる|に関する|における|の)(?:業務の)?再々?委託(?:業務|契約|先)?|(?:の[^の。]{2,16}(?:部分|業務|作業)?|)を再々?委託(?:された|を受けた)(?:もの|事業者|団体)?。?|/?\(再々?委託(?:業務|分)?\))(?:一式)?"
)
_GIVEN_ON_FIRST = re.compile(r"(?:再々?委託[/:]|\(再々?委託\))(?P<what>[^。/]{6,90})")


def find_title_relations(scene: Scene) -> Iterator[Found]:
    """Relations of a title whose payee is known, or that prints the vendor in a bracket at its end."""
    payee = scene.payee or _bracketed_vendor(scene)
    yield from _subcontracts(scene)
    if payee is not None and payee.type == AGENCY:
        yield from _run_by_owner(scene, payee)
    if payee is None or payee.type != VENDOR:
        return  # what a ministry or a prefecture receives for a system is money, not work
    if _RESEARCH_PROJECT.search(scene.project_name) and "情報通信技術調達等" not in scene.project_name:
        return
    worked = False
    plain = _plain_systems(scene)
    named = [p for p in _named_systems(scene) if not any(q.start <= p.start and p.end < q.end for q in plain)]
    every = sorted([*named, *plain], key=lambda place: place.start)
    for place in every:
        if _names_another(scene, place):
            continue
        for system in joined_with(scene, place, every):
            for found in _work_of(scene, place, system, payee):
                worked = True
                yield found
    if not worked and scene.payee is not None and scene.project is not None and not _named_systems(scene):
        yield from _own_system(scene, scene.project)
    yield from _offers(scene, payee)


def _run_by_owner(scene: Scene, payee: Argument) -> Iterator[Found]:
    """北海道開発局行政情報システムの運用等, paid to 北海道開発局: the office runs the system that bears its name."""
    for place in _named_systems(scene):
        own = place.argument.text.startswith(payee.text) or scene.text.endswith(payee.text, 0, place.start)
        if own and re.match("(?:等)?の(?:整備・|整備及び)?運用", scene.text[scene.behind(place) :]):
            yield Found(place.argument, OPERATED_BY, payee, place.start, len(scene.text), "title-own-office", ASSERTED)


def _named_systems(scene: Scene) -> list[Place]:
    return [place for place in scene.systems if place.named]


def _plain_systems(scene: Scene) -> list[Place]:
    """A title's own systems whose names say too little to be mentions: 総合管理システム|の保守・運用業務."""
    found = []
    for match in _PLAIN.finditer(scene.text):
        first, last = match.span("name")
        if (before := match["name"].rfind("システム・") + 4) > 3:  # 電子申請システム・|電子交付システム
            found.append(Place(scene.argument(SYSTEM, first, first + before), first, first + before, named=False))
            first += before + 1
        if any(p.start < last and first < p.end and p.end >= last for p in _named_systems(scene)):
            continue
        if match["name"].endswith("アプリケーション") and "・" in match["name"]:
            continue  # プログラム改修・アプリケーション|保守
        if re.fullmatch("[^・]{1,6}・システム", match["name"]):
            continue  # IT・システム|の業務設計: systems in general
        if (
            match["wide"] and scene.project is None and not re.match("[A-Z]{4,}", match["name"])
        ) or not is_information_technology(match["name"]):
            continue
        if _GENERIC.fullmatch(match["name"]) and scene.project is not None and scene.payee is not None:
            found.append(Place(scene.project, first, last, named=False))
        else:
            found.append(Place(scene.argument(SYSTEM, first, last), first, last, named=False))
    return found


def _bracketed_vendor(scene: Scene) -> Argument | None:
    for place in scene.bodies:
        if (
            place.argument.type == VENDOR
            and scene.text[place.start - 1 : place.start] == "("
            and scene.text[place.end :].strip() == ")"
            and re.search("開発|保守|構築|提供", scene.text[: place.start])
        ):
            return place.argument
    return None


def _names_another(scene: Scene, place: Place) -> bool:
    """The system only says where another one runs or goes to (…の|ガバメントクラウド|移行)."""
    return (
        re.match(
            r"(?:環境)?(?:上)?(?:へ(?!の(?:更改|更新|再構築))|に(?!係|か|関|お)|で|移行|における(?!(?:システム|プログラム|アプリケーション|機能)?(?:改修|開発|改良|機能追加)|[^、。]{2,30}に(?:係る|伴う)(?:プログラム|アプリケーション|機能|システム)?(?:改修|開発|改良))|との|から)",
            scene.text[scene.behind(place) :],
        )
        is not None
    )


def _work_of(scene: Scene, place: Place, system: Place, payee: Argument) -> Iterator[Found]:
    match = _WORK.match(scene.text, scene.behind(place))
    if match is None:
        return
    first, last = match.span("work")
    others = [p.start for p in scene.systems if first < p.start < last and p.named]
    last = min([last, *others])
    while last > first and scene.text[:last].endswith(("、", "・", "及び", "並びに", "および", "や")):
        last -= 1
    nothing_else = system.argument.source is None and _WHOLE.fullmatch(scene.text, scene.behind(system))
    rule = "title-whole" if nothing_else else "title-part"
    yield from _works(scene, system.argument, payee, first, last, system.start, rule)


def _works(
    scene: Scene, system: Argument, payee: Argument, first: int, last: int, start: int, rule: str
) -> Iterator[Found]:
    work = scene.text[first:last]
    rest = scene.text[last:]
    if is_programme(work) or scene.text.startswith(
        ("事業", "実証", "促進", "と実証", "と評価", "と応用", "と普及"), last
    ):
        return
    if _ENDS_OTHERWISE.search(rest):
        return  # …の構築、…に係る機器等の借入
    if re.match("(?:等)?の(?:請負|受託|委託)(?:事業者|業者|者|先)から", rest):
        return  # of who gave the work on
    if (_TOWARDS_OTHER.match(rest) and is_other_work(rest)) or _BECAUSE.match(rest) or _PART_OF_IT.match(rest):
        return
    work = _AFTER.sub("", work)
    for predicate in predicates(own_work(work)):
        pair = (system, payee) if predicate == OPERATED_BY else (payee, system)
        yield Found(pair[0], predicate, pair[1], start, last, rule)


def _own_system(scene: Scene, project: Argument) -> Iterator[Found]:
    """Work on a system that the words leave unnamed: the project's own."""
    match = _OWN_SYSTEM.search(scene.text)
    if match is not None and _BESIDE.search(scene.text, 0, match.start("work")):
        return  # ライセンス提供・保守: of what is bought
    if match is None or scene.payee is None or re.search("事業者[。]?$", scene.text):
        return
    vendor = next((place.argument for place in scene.bodies if place.argument.type == VENDOR), scene.payee)
    yield from _works(scene, project, vendor, *match.span("work"), match.start(), "title-own-system")


def _subcontracts(scene: Scene) -> Iterator[Found]:
    if scene.payee is None:
        return
    givers: list[tuple[int, int, Argument]] = []
    for place in scene.bodies:
        match = _GIVER.match(scene.text, scene.behind(place))
        if match is not None:
            givers.append((place.start, match.end(), place.argument))
        elif _GIVER_BEFORE.search(scene.text[: place.start]):
            givers.append((place.start, place.end, place.argument))
    if not givers and (match := _OFFICE_GIVES.match(scene.text)):
        givers.append((*match.span(), scene.argument(AGENCY, *match.span("giver"))))
    if not givers and (match := _UNNAMED_GIVER.search(scene.text)):
        givers.append((*match.span(), scene.argument(VENDOR, *match.span("giver"))))
    given = None if givers else _CONTRACT_GIVEN_ON.fullmatch(scene.text.rstrip()) or _GIVEN_ON_FIRST.match(scene.text)
    if given is not None and not re.search("(?:会社|法人|財団|社団|機構|協会|事業者|[省庁県市])$", given["what"]):
        contract = scene.argument("Contract", *given.span("what"))
        yield Found(contract, SUBCONTRACTED_TO, scene.payee, 0, given.end(), "title-given-on", ASSERTED)
    if givers:  # 富士ソフトの再々委託先(CONNECTの再委託先): the last one named gave the work
        start, end, giver = givers[-1]
        yield Found(giver, SUBCONTRACTED_TO, scene.payee, start, end, "title-subcontract")


def _offers(scene: Scene, payee: Argument) -> Iterator[Found]:
    for offered in _OFFER.finditer(scene.text):
        if any(
            p.start < offered.end("name") and offered.end("name") <= p.end
            for p in (*scene.services, *_named_systems(scene))
        ):
            continue
        system = scene.argument(SYSTEM, *offered.span("name"))
        yield Found(system, PROVIDED_BY, payee, 0, offered.end(), "title-provides")
    for place in (*scene.services, *_named_systems(scene)):
        match = _OFFERED.match(scene.text, scene.behind(place))
        if match is not None and _OFFER_ENDS.match(scene.text, match.end()):
            yield Found(place.argument, PROVIDED_BY, payee, place.start, match.end(), "title-provides")
