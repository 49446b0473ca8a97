"""Bytes in the official shapes, a mirror folder of them, and a server on this machine that serves such a folder."""

from __future__ import annotations

import http.server
import io
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from crawler.pages import block_flow, review_budget, review_payee, review_project

SHARED_CELLS = "レビューシート,2025,11,窓口予約システム,2,デジタル庁,デジタル庁,国民向けサービス,,,,,,"

_COLUMNS = {
    "review_project": review_project.COLUMNS,
    "review_budget": review_budget.COLUMNS,
    "review_payee": review_payee.COLUMNS,
    "block_flow": block_flow.COLUMNS,
}

_TITLES = {
    "review_project": "1-2_RS_2025_基本情報_事業概要等",
    "review_budget": "2-1_RS_2025_予算・執行_サマリ",
    "review_payee": "5-1_RS_2025_支出先_支出情報",
    "block_flow": "5-2_RS_2025_支出先_支出ブロックのつながり",
}

_ROWS = {
    "review_project": [
        SHARED_CELLS
        + "予約の待ち時間を短くする。,,予約を受ける仕組みを動かす。,,前年度事業,2021,FALSE,,TRUE,,,1,,,,,,,"
    ],
    "review_budget": [SHARED_CELLS + "2024,100 ,0 ,0 ,0 ,100 ,90 ,90.0,0 ,120 " + "," * 21],
    "review_payee": [
        SHARED_CELLS + "A,株式会社甲,1,運用,3025000 " + "," * 14,
        SHARED_CELLS + "A,,,,,株式会社甲,6010601062093 ,東京都,301,FALSE,3025000 " + "," * 8,
        SHARED_CELLS + "A,,,,,株式会社甲,6010601062093 ,,,,,予約システムの運用,1980000 " + "," * 6,
    ],
    "block_flow": [SHARED_CELLS + ",デジタル庁,TRUE,A,株式会社甲,,,,"],
}

RS = "rssystem.go.jp/files/2025/rs"
SANGIIN = "www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216"


def zip_of(content: bytes, member: str = "file.csv") -> bytes:
    """A zip with one member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def sheet(kind: str, rows: Sequence[str] | None = None, header: Sequence[str] | None = None) -> bytes:
    """A review-sheet zip as the site has it: UTF-8 with byte order mark, CRLF, one CSV."""
    lines = [",".join(header or _COLUMNS[kind]), *(_ROWS[kind] if rows is None else rows)]
    text = "".join(line + "\r\n" for line in lines)
    return zip_of(b"\xef\xbb\xbf" + text.encode(), f"{_TITLES[kind]}.csv")


def diet_page(contents: str, session: int = 216) -> bytes:
    """A page of the House of Councillors around some contents: UTF-8 with byte order mark."""
    return f"""\ufeff<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html lang="ja">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>
質問主意書：参議院
</title>
<script type="text/javascript">var unseen = "この文は本文ではない";</script>
</head>

<body>
<div id="LocalLeft"><table><tr><td ALIGN="LEFT">案内</td></tr></table></div>
<div id="ContentsBox">
<h1><img src="../../images/title01.gif" alt="質問主意書"></h1>
<p class="exp">第{session}回国会（臨時会）</p>
{contents}
</div>
</body>
</html>
""".encode()


def question_page(number: str = "二七") -> bytes:
    """A written question."""
    return diet_page(f"""<h2 class="title_text">質問主意書</h2>
<p class="exp">
<TABLE WIDTH="90%" BORDER="0" ALIGN="CENTER" SUMMARY="">
<TR>
<TD ALIGN="LEFT">
質問第{number}号<BR>
<BR>
役所の窓口の予約に関する質問主意書<BR>
<BR>
右の質問主意書を国会法第七十四条によって提出する。<BR>
<BR>
　　令和六年十二月十三日<BR>
<BR>
<DIV ALIGN="RIGHT">山田　太郎</DIV>
<BR>
　　　　　　　参議院議長　関口　昌一　殿<BR>
<BR>
<HR>
<BR>
　　　役所の窓口の予約に関する質問主意書<BR>
<BR>
一　予約の仕組みは、いくつのシステムで動いているか。<BR>
<BR>
　　右質問する。<BR>
</TD>
</TR>
</TABLE>
""")


def answer_page(sections: str, number: str = "二七") -> bytes:
    """A written answer with the given text under its title."""
    return diet_page(f"""<h2 class="title_text">答弁書</h2>
<p class="exp">
<TABLE WIDTH="90%" BORDER="0" ALIGN="CENTER" SUMMARY="">
<TR>
<TD ALIGN="LEFT">
<BR>
答弁書第{number}号<BR>
<BR>
内閣参質二一六第{number}号<BR>
　　令和六年十二月二十四日<BR>
<DIV ALIGN="RIGHT">内閣総理大臣　石破　茂</DIV>
<BR>
　　　　　　　参議院議長　関口　昌一　殿<BR>
<BR>
参議院議員山田太郎君提出役所の窓口の予約に関する質問に対し、別紙答弁書を送付する。<BR>
<BR>
<HR>
<BR>
　　　参議院議員山田太郎君提出役所の窓口の予約に関する質問に対する答弁書<BR>
<BR>
{sections}</TD>
</TR>
</TABLE>
""")


def list_page(items: Sequence[tuple[int, bool]], session: int = 216) -> bytes:
    """A list of questions: number, and whether it is answered."""
    rows = "".join(
        f"""<tr>
<th scope="col" id="t{number}" nowrap="nowrap">提出番号</th>
<th scope="row">件名</th>
<td colspan="3" class="ta_l"><a href="meisai/m{session}{number:03}.htm" class="Graylink" >
窓口の予約その{number}に関する質問主意書</a></td>
</tr>
<tr>
<td headers="t{number}" width="7.47%" align="center" height="200%" rowspan="2">
{number}
</td>
<th scope="row"  rowspan="2" nowrap="nowrap">提出者</th>
<td rowspan="2" class="ta_l">山田　太郎君</td>
<td width="23%">
<a href="syuh/s{session}{number:03}.htm" class="Graylink" >質問本文（html）</a>
</td>
<td width="23%">
{f'<a href="touh/t{session}{number:03}.htm" class="Graylink" >答弁本文（html）</a>' if answered else ""}
</td>
</tr>
<tr>
<td width="23%"><a href="syup/s{session}{number:03}.pdf" class="Graylink" >質問本文（PDF）</a></td>
<td width="23%"></td>
</tr>
"""
        for number, answered in items
    )
    table = '<table width="100%" cellspacing="0" cellpadding="0" class="list_c" summary="質問主意書・答弁書一覧">\n'
    return diet_page(f"{table}{rows}</table>", session)


@dataclass
class Pages:
    """The builders, for tests: a fixture, since tests do not import each other."""

    zip_of: Callable[..., bytes] = zip_of
    sheet: Callable[..., bytes] = sheet
    diet_page: Callable[..., bytes] = diet_page
    question: Callable[..., bytes] = question_page
    answer: Callable[..., bytes] = answer_page
    question_list: Callable[..., bytes] = list_page
    shared_cells: str = SHARED_CELLS


@pytest.fixture(scope="session")
def pages() -> Pages:
    return Pages()


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A whole mirror: four review-sheet files, and a session with two questions of which one is answered."""
    folder = tmp_path / "mirror"
    files = {f"{RS}/{title}.zip": sheet(kind) for kind, title in _TITLES.items()}
    files |= {
        f"{SANGIIN}/syuisyo.htm": list_page([(27, True), (28, False)]),
        f"{SANGIIN}/syuh/s216027.htm": question_page(),
        f"{SANGIIN}/syuh/s216028.htm": question_page("二八"),
        f"{SANGIIN}/touh/t216027.htm": answer_page("一について<BR>\n　八個のシステムである。<BR>\n"),
        "MANIFEST.csv": f"path,origin,note\n{RS}/,reconstructed,ours\n{SANGIIN}/touh/,served,ours\n".encode(),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@dataclass
class LocalServer:
    """A server that serves a mirror's folder under ``/host/path``; what it was asked is in ``asked``.

    ``answers`` stand for paths by their end, ``interfaces`` by their beginning: those are given what came behind it.
    ``fault`` is given each request first (what was posted is in its ``posted``), and says whether it has answered.
    """

    folder: Path
    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answers: dict[str, Callable[[http.server.BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    interfaces: dict[str, Callable[[http.server.BaseHTTPRequestHandler, str], None]] = field(default_factory=dict)
    fault: Callable[[Any, str], bool] | None = None

    def asked_for(self, end: str) -> list[dict[str, str]]:
        """The headers of each request whose path ends so."""
        return [headers for path, headers in self.asked if path.endswith(end)]


@contextmanager
def serving(folder: Path) -> Iterator[LocalServer]:
    """A server of a folder, for as long as the context lasts."""
    local = LocalServer(folder)

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        posted = b""

        def do_GET(self) -> None:
            path = unquote(self.path)
            local.asked.append((path, {name.lower(): value for name, value in self.headers.items()}))
            if local.fault is not None:
                self.posted = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                if local.fault(self, path):
                    return
            for end, answer in local.answers.items():
                if path.endswith(end):
                    answer(self)
                    return
            for start, interface in local.interfaces.items():
                if path.startswith(start):
                    interface(self, path.removeprefix(start))
                    return
            if self.command == "GET":
                super().do_GET()
            else:
                self.send_error(405)

        do_POST = do_GET  # noqa: N815 - the library calls it so

        def log_message(self, *_: object) -> None:
            pass

    def handler(*arguments: object) -> Handler:
        return Handler(*arguments, directory=str(folder))  # type: ignore[arg-type]

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        httpd.daemon_threads = True
        local.url = f"http://127.0.0.1:{httpd.server_address[1]}"
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        try:
            yield local
        finally:
            httpd.shutdown()
            thread.join()


@pytest.fixture
def server(mirror: Path) -> Iterator[LocalServer]:
    with serving(mirror) as local:
        yield local


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], AbstractContextManager[LocalServer]]:
    """Starts further servers."""
    return serving


@dataclass
class Workshop:
    """A copy of the crawler to add sources to, as a contributor would; crawls run with it in their own process."""

    folder: Path

    def add(self, path: str, text: str) -> None:
        """A new file of the package, such as ``spiders/name.py``."""
        assert not (self.folder / "crawler" / path).exists(), f"{path} is there already"
        (self.folder / "crawler" / path).write_text(text, encoding="utf-8")

    def run(self, script: str, *arguments: str) -> Any:
        """Run a script with the copy as its crawler; what it prints last is JSON."""
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def crawl(self, home: Path, source: str, place: str, **arguments: str) -> Any:
        """``izon crawl SOURCE --mirror PLACE``: the source's report, with ``promised``: (slice, what) → numbers."""
        report = self.run(_CRAWL, str(home), source, place, json.dumps(arguments))
        report["promised"] = {
            (promise["slice"], promise["what"]): (promise["promised"], promise["held"])
            for promise in report["promises"]
        }
        report["missing"] = [missing for promise in report["promises"] for missing in promise["missing"]]
        report["not_published"] = [name for promise in report["promises"] for name in promise["not_published"]]
        return report


_CRAWL = """
import dataclasses, json, sys
from pathlib import Path
from crawler.crawl import crawl
home, source, place, arguments = sys.argv[1:]
report = crawl(Path(home), [source], json.loads(arguments), place or None)
(one,) = report.sources
print(json.dumps(dataclasses.asdict(one) | {"fell_short": one.fell_short}))
"""


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    folder = tmp_path / "workshop"
    repository = Path(__file__).resolve().parents[2]
    shutil.copytree(repository / "crawler", folder / "crawler", ignore=shutil.ignore_patterns("__pycache__"))
    return Workshop(folder)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of national data beside the repository."""
    folder = Path(__file__).resolve().parents[2].parent / "shared"
    if not (folder / "mirror").is_dir():
        pytest.skip(f"the national data is not here ({folder})")
    return folder
