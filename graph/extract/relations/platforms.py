"""What runs on what: systems on platforms and cloud services, from brackets, case particles and 移行."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import CLOUD_SERVICE, SYSTEM
from graph.extract.modality import ASSERTED, PLANNED
from graph.extract.relations.found import Found
from graph.extract.relations.relation import RUNS_ON, Argument
from graph.extract.relations.scene import Place, Scene, joined_with

_OF = (
    r"(?:等の(?=クラウドサービス)|クラウドサービス(?=を|で|に|上)|(?<=[^)])\)(?=で|に|へ|上|等|環境|を)|"
    r"のクラウドサービス|クラウド環境|サービス環境|環境|サービス|等|上(?=[でにへ])"
    r"|\([^()]*\)|[」』])*"
)
_RUNS = re.compile(
    rf"{_OF}(?:(?:上)?(?:で|にて|において)(?:の)?(?:は)?[、,]?[^、。]{{0,12}}?(?:稼働|稼動|運用|動作|"
    rf"個別サービス化|提供して|構築|整備)|上で利用"
    rf"|上のアプリケーションとして(?:[^、。]{{0,4}})(?:搭載|稼働|構築)|(?:上)?に(?:[^、。]{{0,8}}?)(?:構築|整備|搭載|実装|移行(?:し[、て]|した|済|が完了|を完了)|システムを移行))"
)
_MOVES = re.compile(
    rf"{_OF}(?:(?:上)?(?:へ|に)(?:の)?(?:順次|完全|円滑な|円滑に|早期の?|早期に|未だ|まだ|既に|すでに|システム|[0-9]+年度?(?:に|"
    rf"末に)?|、)*(?:移行|集約(?!化)|統合(?!的))|(?:へ)?移行|化(?:の|を|に|等|$))"
)
_CLOUDED = ("化の", "化を", "化に", "化等", "化")
_USES = re.compile(rf"{_OF}を(?:最大限に?|有効に?|積極的に)?(?:利用|活用|採用|使用)")
_MOVED = re.compile(r"移行(?:した|済|が完了|を完了|し、?[0-9]|し、[^。]*(?:している|した))")
_RELATIVE = re.compile(
    r"(?:し|さ)(?:た|ている|れた|れている|れる)(?:[^、。]{0,10}?)$|する(?:[^、。はを]{0,12}の)?$|中の$"
)
_TOPIC = re.compile(
    r"(?:については?|に関しては?|においては?|では|は|も|の(?:開発|構築|更改|整備|刷新)に(?:当たり|"
    r"当たって|あたり|あたって|向けて|際して)は?)[、,]?"
)
_DIRECT = re.compile(
    r"(?:等?の|(?:等)?の(?:サーバー?|機器|データベース機能|基盤)の|に係る|における|の稼[働動]環境における|で(?:利用|使用|活用)する|を|について、?|の将来的な|が|"
    r"の構築に向けて、?|の(?:更改|更新|換装|機器更改|リプレース)\(|は)?"
)
_WISHED = re.compile(r"(?:等)?の(?:利用|活用)(?:や|も|を|に(?!必要)|が|について)[^。]{0,40}?(?:検討|必要|見据え|目指)")
_CLOUD_USE = re.compile(r"(?:の)?利用")
_KEPT_TOO = re.compile("及び[^。、]{0,16}(?:運用|保守)")
_IN_BRACKET = re.compile(r"\([^()]{0,6}$")
_RULE_FOR_ALL = re.compile(r"は[^。]{0,60}原則")
_SAYS_WHICH = re.compile(r"\([^()]*(?:クラウド|AWS|Amazon|Azure|Google|OCI|Oracle|プラットフォーム|GSS)")
_SUMS_UP = re.compile(r"(?:AWS|Azure|Cloud|クラウド|Services|Infrastructure|365|HSM)(?:等)?の(?:一般的な)?$")
# What a system runs on when its project only says that it uses it; not 認証基盤, which it calls
_INFRASTRUCTURE = re.compile(
    "ガバメント|GSS|政府共通|PF$|共通(?:基盤|プラットフォーム)|(?<!SaaS)クラウド$|統合ネットワーク"
)
_BACKEND = re.compile(r"の(?:バックエンド)?(?:インフラ|基盤|サーバ|システム)は")
_TOOL = re.compile(
    r"(?:[^ぁ-ん、。()「」/]|い合わせ|取り|受け|付け){3,30}(?:管理|記録|受付|申請|業務|相談|支援)"
    r"(?:ツール|アプリ|システム|サイト|基盤)(?=\($)"
)
_BUILDS_ON = re.compile(
    "AWS|Amazon Web Services|Azure|Google Cloud|GCP|OCI|Oracle Cloud|kintone|Salesforce|さくらのクラウド|"
    "Power ?Apps|ServiceNow",
    re.IGNORECASE,
)


_DONE_TO = re.compile("を(?:構築|整備|運用|稼[働動]|展開|利用)")
_WITH_IT = re.compile("し(?:て)?、?")  # ガバメントクラウドを活用して|地方公共団体情報システム|を利用する
# ガバメントソリューションサービス上に、|契約管理システム|を構築
_PUT_ON_IT = re.compile(rf"{_OF}(?:上)?(?:で|に|にて)、?")
_ENVIRONMENT = re.compile(r"(?P<what>[^ぁ-ん、。()「」]{3,20}環境)を$")
_ON_IT = re.compile(r"(?:環境)?上(?:での|に(?:おける|ある)|の)[「『]?|(?<=aaS)型の?")
_LEADS_ON = re.compile(r"(?:する|している|した)(?=[一-鿿ァ-ヶA-Za-z])(?!予定|方針|必要|計画|方向|見込|旨|段階|際|場合)")


def find_platform_relations(scene: Scene) -> Iterator[Found]:
    """runsOn between the systems of a sentence (or the project's) and the platforms and services it names."""
    for platform in scene.platforms:
        yield from _bracketed(scene, platform)
        yield from _touching(scene, platform)
        yield from _by_particle(scene, platform)
        yield from _on_it(scene, platform)


def _bracketed(scene: Scene, platform: Place) -> Iterator[Found]:
    """第二期政府共通プラットフォーム(AWS): the system in front of the bracket runs on what stands in it."""
    if platform.argument.type != CLOUD_SERVICE or not platform.named:
        return
    opened = re.search(r"\((?:[^()]{0,6})$", scene.text[: platform.start])
    if opened is None or not _BUILDS_ON.search(platform.argument.text):
        return
    at = opened.start()
    for place in scene.systems:
        if place.end == at and place.named:
            yield Found(
                place.argument, RUNS_ON, platform.argument, place.start, platform.end, "platform-bracket", ASSERTED
            )
            return
    tool = _TOOL.search(scene.text[: at + 1])
    if tool is not None:
        subject = scene.argument(SYSTEM, *tool.span())
        yield Found(subject, RUNS_ON, platform.argument, tool.start(), platform.end, "platform-tool")


def _touching(scene: Scene, platform: Place) -> Iterator[Found]:
    """財務会計システム|Azure|…, 登記情報システムの稼動環境における|クラウドサービス: a system in front owns the service."""
    if platform.argument.type != CLOUD_SERVICE:
        return
    for place in scene.systems:
        between = scene.text[scene.behind(place) : platform.start]
        if (
            scene.behind(place) <= platform.start
            and place.named
            and (
                (between == "の" and scene.payee is not None and _KEPT_TOO.match(scene.text, platform.end))
                or (between == "" and _BUILDS_ON.search(platform.argument.text))
                or (
                    _CLOUD_USE.match(scene.text, platform.end) and re.fullmatch(r"の[^ぁ-ん。]*(?:及び|、|・)", between)
                )
                or re.fullmatch(
                    r"(?:の稼[働動]環境)?における|(?:等)?に係る|を構成する|で(?:利用|使用|活用)する|が(?:利用|使用)する|に(?:おいて|て)(?:利用|使用)する",
                    between,
                )
            )
        ):
            said = PLANNED if re.match("化|(?:への)?移行", scene.text[platform.end :]) else None
            yield Found(
                place.argument, RUNS_ON, platform.argument, place.start, platform.end, "platform-touching", said
            )


def _on_it(scene: Scene, platform: Place) -> Iterator[Found]:
    """ガバメントクラウド上の|政府情報システム."""
    match = _ON_IT.match(scene.text, platform.end)
    if match is None:
        return
    for place in scene.systems:
        whole = place.start == match.end() or (
            place.start > match.end()
            and scene.text[match.end() - 1] in "「『"
            and re.fullmatch(r"[^「」『』。]{0,20}[(=:]*", scene.text[match.end() : place.start])
        )
        if whole:
            yield Found(
                place.argument, RUNS_ON, platform.argument, platform.start, place.end, "platform-on-it", ASSERTED
            )
            return


def _by_particle(scene: Scene, platform: Place) -> Iterator[Found]:
    text = scene.text
    if platform.argument.type == SYSTEM and any(p.named and text[p.end : platform.start] == "(" for p in scene.systems):
        return  # GSS(ガバメントソリューションサービス): one platform by two names
    if not platform.named and _SAYS_WHICH.match(text, platform.end):
        return  # クラウドサービス(ガバメントクラウド): the name in the bracket is the platform
    if not platform.named and (_SUMS_UP.search(text[: platform.start])):
        return  # AWSのクラウドサービス, クラウドHSM等のクラウドサービス: the one named is meant
    if (
        platform.argument.type == CLOUD_SERVICE
        and _IN_BRACKET.search(text[: platform.start])
        and text.startswith(")", platform.end)
        and any(
            p.argument.type == SYSTEM and p.end < platform.start and scene.behind(p) > platform.end
            for p in scene.systems
        )
    ):
        return  # 第二期政府共通プラットフォーム(AWS)上に: what stands on it is said of the platform
    put = _PUT_ON_IT.match(text, platform.end)
    place = None if put is None else _object_at(scene, put.end())
    if place is not None and place is not platform:
        yield Found(place.argument, RUNS_ON, platform.argument, platform.start, place.end, "platform-runs")
        return
    runs, moves, uses = (pattern.match(text, platform.end) for pattern in (_RUNS, _MOVES, _USES))
    if (wished := _WISHED.match(text, platform.end)) is not None and platform.named:
        for subject, start in _subjects(scene, platform, own=True):
            yield Found(subject, RUNS_ON, platform.argument, start, wished.end(), "platform-wished", PLANNED)
        return
    if runs is not None:
        rule = "platform-moved" if "移行" in runs.group() else "platform-runs"
        moved = (
            ASSERTED
            if re.match("し、[^。]*(?:た|ている)。?$", text[runs.end() - 1 :]) and rule == "platform-moved"
            else None
        )
        if (place := _relative_head(scene, runs.end())) is not None:
            said = ASSERTED if re.search("た$|ている$", text[: place.start].rstrip("「『")) else None
            yield Found(place.argument, RUNS_ON, platform.argument, platform.start, runs.end(), rule, said)
            return
        if (place := _between(scene, platform, runs.end())) is not None:
            yield Found(place.argument, RUNS_ON, platform.argument, platform.start, runs.end(), rule)
            return
        for subject, start in _subjects(scene, platform, own=True):
            yield Found(subject, RUNS_ON, platform.argument, start, runs.end(), rule, moved)
    elif (
        moves is not None
        and (place := _relative_head(scene, moves.end())) is not None
        and text.startswith("する", moves.end())
    ):
        yield Found(place.argument, RUNS_ON, platform.argument, platform.start, moves.end(), "platform-moves", PLANNED)
    elif moves is not None:
        own = not moves.group().endswith(_CLOUDED)  # サーバの|クラウド化: of a part
        for subject, start in _subjects(scene, platform, own):
            done = _MOVED.match(text, text.rfind("移行", 0, moves.end()))
            said = None if done else _planned_unless(text[moves.end() : moves.end() + 12])
            yield Found(subject, RUNS_ON, platform.argument, start, moves.end(), "platform-moves", said)
    elif uses is not None:
        with_it = _WITH_IT.match(text, uses.end())
        place = None if with_it is None else _object_at(scene, with_it.end())
        if place is not None:
            yield Found(place.argument, RUNS_ON, platform.argument, platform.start, place.end, "platform-uses")
            return
        place = _relative_head(scene, uses.end())
        if place is not None and (place.named or text[uses.end() : place.start] == "した"):
            yield Found(place.argument, RUNS_ON, platform.argument, platform.start, uses.end(), "platform-uses")
            return
        # GSSを利用する|府省庁: who uses it is another
        own = _INFRASTRUCTURE.search(platform.argument.text) is not None and not _LEADS_ON.match(text, uses.end())
        for subject, start in _subjects(scene, platform, own=own):
            yield Found(subject, RUNS_ON, platform.argument, start, uses.end(), "platform-uses")


def _object_at(scene: Scene, offset: int) -> Place | None:
    """…上に、|契約管理システムを構築; …を活用して|自治体情報システムを利用: the system that something is done to there."""
    place = next((p for p in scene.systems if p.start == offset), None)
    done = None if place is None else _DONE_TO.match(scene.text, scene.behind(place))
    return place if done else None


def _planned_unless(behind: str) -> str | None:
    return None if re.match("して|した|しない|せず|は(?:考え|予定し)て(?:い)?ない|が完了|済", behind) else PLANNED


def _relative_head(scene: Scene, end: int) -> Place | None:
    """…上に構築した|農林水産統計システム: the system right behind the verb."""
    for place in scene.systems:
        if end <= place.start <= end + 14 and _RELATIVE.search(scene.text[end : place.start]):
            return place
    return None


def _between(scene: Scene, platform: Place, end: int) -> Place | None:
    """AWS上で|登記情報システム|が稼働: the system between the platform and the verb."""
    return next(
        (
            place
            for place in scene.systems
            if platform.end < place.start < end
            and place.named
            and re.fullmatch(
                rf"{_OF}(?:上)?(?:で|に|にて|において)(?:は)?[、,]?", scene.text[platform.end : place.start]
            )
            and re.match("[がはを]", scene.text[scene.behind(place) :])
        ),
        None,
    )


def _subjects(scene: Scene, platform: Place, own: bool) -> list[tuple[Argument, int]]:
    """The systems that are on the platform: one that touches it (の, を), the sentence's topic, else the project's."""
    text = scene.text
    topics: list[Place] = []
    for place in scene.systems:
        if place.end > platform.start or place.argument.text == platform.argument.text:
            continue
        behind = scene.behind(place)
        if _DIRECT.fullmatch(text[behind : platform.start].rstrip("「『")):
            return [(p.argument, p.start) for p in joined_with(scene, place, scene.systems)]
        topic = _TOPIC.match(text, behind) and not _RULE_FOR_ALL.match(text, behind)
        near = text.startswith("が", behind) and "、" not in text[behind : platform.start]
        if topic or near or _BACKEND.match(text, behind):
            topics.append(place)
    if topics:
        own_topics = [place for place in topics if place.argument.text.startswith(("本", "当", "同", "この"))]
        best = own_topics[0] if own_topics else topics[-1]
        return [(place.argument, place.start) for place in joined_with(scene, best, scene.systems)]
    if (environment := _ENVIRONMENT.search(text[: platform.start])) is not None:
        return [(scene.argument(SYSTEM, *environment.span("what")), environment.start())]
    project = scene.project
    names = {platform.argument.text, platform.canonical or platform.argument.text}
    if own and project is not None and not any(project.text in name or name in project.text for name in names):
        printed = next((p for p in scene.systems if p.named and p.argument.text == project.text), None)
        if printed is not None and printed.end <= platform.start and not re.match("を廃止", text[printed.end :]):
            return [(printed.argument, printed.start)]  # the project's own name stands in the sentence
        return [(project, platform.start)]
    return []
