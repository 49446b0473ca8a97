"""Mirrors: which file answers which URL, and where its bytes are said to come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.mirror import Manifest, MirrorError, canonical, find_file, mirror_path, read_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "mirror"
    for name in (
        "example.test/a/予算.zip",
        "example.test/q.cgi?年=1",
        "example.test/index.html",
        "example.test/d/index.html",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"secret")
    (root / "MANIFEST.csv").write_bytes(b"path,origin,note\n")
    (root / "example.test" / "out").symlink_to(tmp_path / "secret")
    return root


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.test/a/%E4%BA%88%E7%AE%97.zip", "a/予算.zip"),
        ("http://example.test/q.cgi?%E5%B9%B4=1", "q.cgi?年=1"),
        ("https://example.test/", "index.html"),
        ("https://example.test", "index.html"),
        ("https://example.test/d", "d/index.html"),
        ("https://example.test/d/", "d/index.html"),
    ],
)
def test_url_finds_its_file(url: str, name: str, folder: Path) -> None:
    assert find_file(folder, url) == folder / "example.test" / name


@pytest.mark.parametrize(
    "url",
    [
        "https://example.test/nothing",
        "https://example.test/q.cgi",
        "https://other.test/index.html",
        "https://example.test/../MANIFEST.csv",
        "https://example.test/%2e%2e/MANIFEST.csv",
        "https://example.test/..%2f..%2fsecret",
        "https://example.test/a/%2e%2e/%2e%2e/%2e%2e/secret",
        "https://example.test/out",
        "https://example.test/a%00b",
        "https://../secret",
        "https://./MANIFEST.csv",
    ],
)
def test_url_without_a_file_or_that_leads_out_finds_none(url: str, folder: Path) -> None:
    assert find_file(folder, url) is None


def test_longest_path_of_the_manifest_says_the_origin(tmp_path: Path) -> None:
    listed = (
        "path,origin,note\nexample.test/,served,x\nexample.test/a/,reconstructed,y\nexample.test/a/b.zip,copied,z\n"
    )
    (tmp_path / "MANIFEST.csv").write_text("\ufeff" + listed, encoding="utf-8")
    manifest = read_manifest(str(tmp_path))
    urls = ["/a/b.zip", "/a/c.zip", "/ab.zip", "/a"]
    assert [manifest.origin(f"https://example.test{url}") for url in urls] == [
        "copied",
        "reconstructed",
        "served",
        "reconstructed",
    ]


def test_path_that_is_not_listed_or_no_manifest_means_copied(tmp_path: Path) -> None:
    assert read_manifest(str(tmp_path)) == Manifest(())
    assert Manifest(()).origin("https://example.test/") == "copied"
    assert Manifest((("example.test/a", "served"),)).origin("https://example.test/ab") == "copied"


@pytest.mark.parametrize("content", [b"path;origin\n", b"path,origin\nx,invented\n", b"\xff\xfe"])
def test_manifest_that_cannot_be_read_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "MANIFEST.csv").write_bytes(content + b"a\n")
    with pytest.raises(MirrorError, match=r"MANIFEST\.csv"):
        read_manifest(str(tmp_path))


@pytest.mark.parametrize(
    "mirror", ["http://example.test/", "http://10.0.0.1:8000", "http://192.168.1.2/m", "https://localhost.evil.test"]
)
def test_mirror_on_another_machine_is_refused(mirror: str) -> None:
    with pytest.raises(MirrorError, match="on this machine"):
        canonical(mirror)


@pytest.mark.parametrize("mirror", ["http://localhost:1/", "http://127.0.0.1:8000", "http://[::1]:8000/m/"])
def test_mirror_on_this_machine_is_taken(mirror: str) -> None:
    assert canonical(mirror) == mirror.rstrip("/")


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MirrorError, match="no such folder"):
        canonical(str(tmp_path / "nothing"))


def test_mirror_path_undoes_percent_encoding_and_keeps_the_query() -> None:
    assert mirror_path("https://example.test/%E3%81%82?q=%E3%81%84") == "example.test/あ?q=い"
