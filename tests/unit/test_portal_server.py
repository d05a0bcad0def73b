"""The server of the site, asked over its socket."""

import http.client
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from portal.policy import DOCS_POLICY, META_POLICY
from portal.server import SiteServer, is_allowed_host, is_local

Answer = tuple[http.client.HTTPResponse, bytes]


class Served:
    """A site that is up, and the folder beside it that nobody may read."""

    def __init__(self, folder: Path) -> None:
        self.link = folder / "site"
        (folder / "secret.txt").write_text("secret")
        self.publish("first")
        self.server = SiteServer(self.link, "127.0.0.1", 0)

    def publish(self, name: str) -> None:
        site = self.link.parent / name
        (site / "docs").mkdir(parents=True)
        (site / ".hidden").write_text("hidden")
        for file in ("index.html", "docs/index.html", "version"):
            (site / file).write_text(f"{name} {file}")
        draft = self.link.with_name("draft")
        draft.symlink_to(name)
        draft.replace(self.link)

    def ask(
        self, target: str, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=10)
        connection.request(method, target, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    one = Served(tmp_path)
    thread = threading.Thread(target=one.server.serve_forever, args=(0.01,))
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()


def test_a_page_comes_with_its_type_and_what_protects_it(served: Served) -> None:
    answer, body = served.ask("/")

    assert (answer.status, body) == (200, b"first index.html")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"].startswith(META_POLICY)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_only_the_page_of_dbt_may_compile_scripts(served: Served) -> None:
    answer, _ = served.ask("/docs/index.html")

    assert answer.headers["Content-Security-Policy"] == DOCS_POLICY
    assert "http" not in DOCS_POLICY


def test_a_folder_without_its_slash_is_found_under_it(served: Served) -> None:
    answer, _ = served.ask("/docs")

    assert (answer.status, answer.headers["Location"]) == (301, "/docs/")
    assert served.ask("/docs/")[1] == b"first docs/index.html"


def test_head_tells_the_same_and_sends_nothing(served: Served) -> None:
    answer, body = served.ask("/version", "HEAD")

    assert (answer.status, body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len("first version"))


def test_what_a_browser_has_is_not_sent_again(served: Served) -> None:
    tag = served.ask("/version")[0].headers["ETag"]

    again, body = served.ask("/version", headers={"If-None-Match": tag})
    assert (again.status, body) == (304, b"")
    served.publish("second")
    changed, body = served.ask("/version", headers={"If-None-Match": tag})
    assert (changed.status, body) == (200, b"second version")


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/docs/../../secret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/.hidden",
        "/docs%00/index.html",
        "/nothing.html",
        "/docs//index.html",
        "/link.html",
    ],
)
def test_nothing_but_files_of_the_site_is_served(served: Served, target: str) -> None:
    (served.link / "link.html").symlink_to("../secret.txt")

    answer, body = served.ask(target)

    assert answer.status == 404
    assert b"secret" not in body
    assert b"hidden" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_the_site_can_only_be_read(served: Served, method: str) -> None:
    assert served.ask("/", method)[0].status == 501


def test_another_name_that_leads_to_this_machine_is_refused(served: Served) -> None:
    answer, body = served.ask("/", headers={"Host": "attacker.example:8080"})

    assert answer.status == 421
    assert b"index" not in body


@pytest.mark.parametrize(
    ("header", "is_allowed"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("LOCALHOST:1", True),
        ("[::1]:8080", True),
        ("192.168.1.7:8080", True),
        ("kitchen:8080", True),
        ("kitchen.local", True),
        ("kitchen.example", False),
        ("127.0.0.1.example", False),
        ("localhost.example", False),
        ("", False),
        (None, False),
    ],
)
def test_a_host_is_an_address_or_a_name_of_this_machine(
    header: str | None, *, is_allowed: bool
) -> None:
    assert is_allowed_host(header, "Kitchen") == is_allowed


def test_only_addresses_of_this_machine_are_local() -> None:
    assert [is_local(one) for one in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [is_local(one) for one in ("0.0.0.0", "::", "192.168.1.7", "nas")] == [False] * 4  # noqa: S104


def test_a_request_sees_one_site_while_others_are_published(served: Served) -> None:
    seen = set()

    def publish_many() -> None:
        for number in range(30):
            served.publish(f"site-{number}")

    publisher = threading.Thread(target=publish_many)
    publisher.start()
    while publisher.is_alive():
        answer, body = served.ask("/index.html")
        assert answer.status == 200
        assert body.endswith(b" index.html")
        assert int(answer.headers["Content-Length"]) == len(body)
        seen.add(body)
    publisher.join()

    assert str(served.link.readlink()) == "site-29"
    assert seen
