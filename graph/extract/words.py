"""Words that the rules know: which say nothing specific, which never belong to a name. One set a use."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GENERIC = _words("""
    府省 情報 業務 当該 本 同 各 現行 次期 新 旧 既存 政府 行政 基幹 関連 関係 会議 サブ 電子 申請 審査 共通 標準 準拠
    対象 利用 共同 オンライン 個別 運用 管理 支援 総合 提供 複数 独自 一般 外部 内部 専用 通信 処理 クラウド サーバ
    サーバー 広域 放映 Web WEB ウェブ 検索 無線 監視 自動 制御 計測 分析 解析 評価 登録 連携 データ 配信 表示 予約
    仮想 生産 教育 新規 全体 社会 食料 開発 実証 次世代 大規模 小規模 上記 下記 本件 該当 移行 先 元 後 前 他 等 的
    性 型 化 用 内 者 系 先行 デジタル スマート 高度 統合 集中 分散 地域 国際 国内 全国 海外 空調 冷房 暖房 照明
    電源 放送 音響 映像 防犯 警報 入退 入退室 監視カメラ カメラ マイク スピーカー 複合 複合機 研究 実験 観測 測定
    検査 試験 装置 機器 設備 試作 会計 人事 給与 病院 マッチング エコ イノベーション サポート 食品 交通 物流
    エネルギー 電力 発電 生態 ソフト ソフトウェア ハードウェア 端末 フォー AI IT ICT DX IoT LAN WAN OA PC 公衆 有線
    インターネット 構内 セキュリティ 認証 基盤 ネットワーク 企業 官民 人的 産学 官 学 産 仕組み 図書 文書 企画 相談
    推進 協力 ビジネス 本人 確認 最適 効率 安全 関する 受付 記録 保存 保管 公開 収集 集計 報告 広報 独 中央 地方
    公共 民間 国 県 市 町 村 部 課 ポータル プラットフォーム サイト ホームページ ウェブサイト システム データベース
    サービス 商用 市販 構築 整備 導入 更新 改修 保守 設計 調達 購入 賃貸借 マネジメント モデル パイロット テスト
    オンプレミス 高速
    当初 開設 将来 自治 体 簡易 予測 衛星 自治体 各府省 対象 集約 来庁 職員 発信 海外向け 新た 機械 周辺
    スーパーコンピューター スーパーコンピュータ 生産 技術
    検証 本番 待機 代替 サブシステム 機能 新型 旧型 専門 人材 多様 以下 以上 両 複 単 特定 主要 重要 基本 基礎 応用
""")
"""Words that alone, or with each other, do not make a system a specific one."""

EMPTY = _words("""
    情報 業務 当該 現行 次期 既存 政府 行政 基幹 関連 関係 サブ 電子 標準 準拠 対象 利用 共同 個別
    複数 独自 一般 外部 内部 専用 新規 上記 下記 本件 該当 システム ネットワーク 基盤 ポータル
    プラットフォーム サイト ホームページ ウェブサイト データベース サービス クラウド サーバ サーバー 端末 機器
    設備 装置 ソフト ソフトウェア ハードウェア 機能 全体 共通 総合 統合 管理 支援 次世代 新型 旧型 構築
    整備 導入 更新 改修 保守 設計 調達 購入 賃貸借 開発 運用 提供 以下 以上 単 特定 主要 重要 基本 当初
    将来 新た 技術 実証 研究 実験 生産
""")
"""Words of GENERIC that say nothing of what a system is for."""

BARE = _words("""
    LAN OA WAN PC CBT 基幹 業務 管理 システム ネットワーク 基盤 情報 共通 処理 ホーム ページ ホームページ ウェブ ウェブサイト Web
    サイト ポータル クラウド 通信 電算 行政 化 職員
""")
"""Words that leave a system's name bare behind an agency: 総務省LANシステム is one name."""

OUTSIDE = _words("""
    年度 年 号 第 件 期 度 ため こと もの とき 際 一式 業務 工事 委託 契約 向け 宛 単独 借上 賃貸借 借入 購入
""")
"""Words that never belong to a system's name."""

SKIP_LEFT = _words("""
    各 同 当該 当 本 元 旧 新 全 他 外 両 関係 国 地方 市町村 都道府県 自治体 担当 管轄 所轄 最寄り 上記 下記 現地
    所管 管内 管区内 内 外国 日 月 年 現行 次期 改正 次世代 先進的 先進 型 世界 各種 施設 施工 施行 全国 在り 従来
""")
"""Words before the kind of an office that are not its name."""

VENDOR_STOP = _words("""
    なく ため ほか 外 他 等 など 及び および 並び ならび 又は または 製 社 様 殿 御中 各社 同社 当該 上記 下記 委託 委託先
    委託元 請負 先 元 発注 受注 契約 支払 代表 代表者 取締役 代表取締役 所長 社長 理事長 会長 幹事 構成 構成員
    代理店 子会社 親会社 グループ会社 販売 用 向け 関連 うち 内 計 合計 取得 実施 作成 製造 提供 運営 受託 開発 主催
    調べ 年度
""")
"""Words that never belong to a supplier's name."""

FUNCTION_STOP = _words("""
    年度 年 回 次 分 等 第 各 本 同 当該 令和 平成 外 及び 原爆 被爆者 省 庁 期 国 市 県 町 村 区 月 日 経済産業省
    新 旧 次期 用 各種 全国 新た 将来 現行 当面
""")
"""Words before a task's name that stay outside it."""

PREFECTURE = (
    "北海道|東京都|京都府|大阪府|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|"
    "埼玉県|千葉県|神奈川県|新潟県|富山県|石川県|"
    "福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|兵庫県|奈良県|和歌山県|鳥取県|島根県|"
    "岡山県|広島県|山口県|徳島県|香川県|愛媛県|"
    "高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県"
)
PREFECTURE_NAME = "|".join(name[:-1] for name in PREFECTURE.split("|") if name != "北海道") + "|北海道"
"""The prefectures as alternatives of a pattern, and their names without 都, 府 or 県."""
