"""Who may ask what of the preview: this machine's browser on its own page, and nobody else."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from browser import Preview, preview
from conftest import CLIMATE


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    folder = tmp_path_factory.mktemp("guard")
    script = folder / "editor"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.asked"\n', encoding="utf-8")
    script.chmod(0o755)
    (folder / "secret.yaml").write_text("", encoding="utf-8")
    with preview(CLIMATE, folder, "--editor", str(script)) as found:
        yield found


def ask(
    shown: Preview, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], str]:
    connection = http.client.HTTPConnection(urlsplit(shown.address).netloc, timeout=60)
    connection.request(method, path, None if body is None else json.dumps(body), dict(headers or {}))
    with closing(connection):
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


def token(shown: Preview) -> str:
    page = ask(shown, "GET", "/")[2]
    return str(json.loads(page.partition('id="words">')[2].partition("</script>")[0])["token"])


def test_it_listens_on_the_loopback_address_alone(shown: Preview) -> None:
    assert urlsplit(shown.address).hostname == "127.0.0.1"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.2", ""])
def test_a_name_that_is_not_its_own_is_refused(shown: Preview, host: str) -> None:
    assert ask(shown, "GET", "/", headers={"Host": host})[0] == 400


def test_another_sites_page_reads_nothing(shown: Preview) -> None:
    for mode in ("cors", "no-cors"):
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Origin": "https://evil.example"}
        assert ask(shown, "GET", "/sheets/1", headers=headers)[0] == 403
    assert "Access-Control-Allow-Origin" not in ask(shown, "GET", "/")[1]


def test_a_link_on_another_site_may_lead_to_it(shown: Preview) -> None:
    assert ask(shown, "GET", "/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})[0] == 200


@pytest.mark.parametrize("path", ["/", "/static/preview.js", "/tokens.css", "/sheets/1", "/nothing"])
def test_every_answer_says_that_only_its_own_scripts_run_and_that_nobody_may_frame_it(
    shown: Preview, path: str
) -> None:
    headers = ask(shown, "GET", path)[1]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_editor_is_begun_for_the_page_alone(shown: Preview) -> None:
    file = {"file": str(shown.content / "book.yaml"), "line": 1, "column": 1}
    for headers in ({}, {"X-Token": "guessed"}, {"X-Token": token(shown), "Origin": "https://evil.example"}):
        assert ask(shown, "POST", "/open", file, headers)[0] == 403
    assert not shown.content.parent.joinpath("editor.asked").exists()
    assert ask(shown, "POST", "/open", file, {"X-Token": token(shown)})[0] == 204


@pytest.mark.parametrize("file", ["../secret.yaml", "/etc/passwd", "nothing.yaml", "", "-x"])
def test_no_other_file_is_opened(shown: Preview, file: str) -> None:
    body = {"file": str(shown.content / file) if file != "-x" else file, "line": 1, "column": 1}
    assert ask(shown, "POST", "/open", body, {"X-Token": token(shown)})[0] == 403


@pytest.mark.parametrize("path", ["/static/../server.py", "/static/%2e%2e/server.py", "/fonts/../pyproject.toml"])
def test_no_other_file_is_served(shown: Preview, path: str) -> None:
    assert ask(shown, "GET", path)[0] == 404


def test_a_picture_is_drawn_only_at_sizes_that_the_page_asks_for(shown: Preview) -> None:
    assert ask(shown, "GET", "/pages/0-100000.jpg")[0] == 404
    assert ask(shown, "GET", "/pages/0-96.jpg")[0] == 404


@pytest.mark.parametrize("path", ["/sheets/0", "/sheets/999999"])
def test_there_is_nothing_on_a_sheet_that_the_book_has_not(shown: Preview, path: str) -> None:
    assert ask(shown, "GET", path)[0] == 404


@pytest.mark.parametrize("body", ["", "{", "[]", {"sheets": "x"}, {"file": 1}])
@pytest.mark.parametrize("path", ["/view", "/open", "/at"])
def test_nonsense_is_refused_and_the_preview_goes_on(shown: Preview, path: str, body: object) -> None:
    assert ask(shown, "POST", path, body, {"X-Token": token(shown)})[0] in (200, 400, 403)
    assert ask(shown, "GET", "/")[0] == 200
