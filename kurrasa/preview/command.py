"""The commands `watch` and `preview`.

In: arguments, in the words of the messages. Out: the book built anew at each save; faults and progress on standard
error; for `preview` an address on standard output. They end when they are stopped from the keyboard, with exit code 0.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kurrasa.options import (
    content_option,
    final_option,
    help_option,
    language_option,
    need_folder,
    need_language,
    need_place,
    out_option,
    quiet_option,
    tell,
)
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import Translations, words

if TYPE_CHECKING:
    from kurrasa.diagnostics import Diagnostic
    from kurrasa.order import Order, Outcome, Report, Step
    from kurrasa.preview.live import Live
    from kurrasa.preview.server import Site
    from kurrasa.session import Edition

DONE = 0
PORT = 7420
QUIET = 0.3  # seconds without a save, after which the previewed book is proven and put in its place


def watch_command(say: Say) -> click.Command:
    """`kurrasa watch`."""

    def run(content: Path, out: Path, lang: str | None, final: bool, quiet: bool) -> int:
        order = _order(content, out, lang, final, say)
        from kurrasa.preview.live import Live  # here, so that help and usage errors need no typesetter
        from kurrasa.session import Session

        with ExitStack() as bar:
            live = Live(Session(order), [Terminal(quiet, words(message_language()), bar)], looked_at=False)
            _run(live, live.follow)
        return DONE

    return SpokenCommand(
        "watch",
        callback=run,
        params=_params(say),
        add_help_option=False,
        short_help=say("Make the book anew at each save."),
        help=say(
            "Makes the book, and makes it anew whenever a file of the content is saved. Faults are told and the last "
            "good book stays; the next save tries again. Ends when it is stopped from the keyboard."
        ),
    )


def preview_command(say: Say) -> click.Command:
    """`kurrasa preview`."""

    def run(
        content: Path, out: Path, lang: str | None, final: bool, quiet: bool, port: int | None, editor: str | None
    ) -> int:
        order = _order(content, out, lang, final, say)
        from kurrasa.preview import editor as editors
        from kurrasa.preview.live import Live
        from kurrasa.preview.server import Site
        from kurrasa.session import Session

        listening = _socket(port)
        host, taken = listening.getsockname()
        click.echo(say("The book is shown at {address}").format(address=f"http://{host}:{taken}/"))
        with ExitStack() as bar:
            live = Live(Session(order), [], quiet=QUIET)
            site = Site(live, editors.form(editor, os.environ))
            live.listeners += [site, Terminal(quiet, words(message_language()), bar)]
            _run(live, lambda: _serve(site, listening))
        return DONE

    return SpokenCommand(
        "preview",
        callback=run,
        params=[
            *_params(say),
            click.Option(
                ["--port"],
                type=click.IntRange(1, 65535),
                metavar="PORT",
                help=say("Port of the address; {port}, or a free one, if left out.").format(port=PORT),
            ),
            click.Option(
                ["--editor"],
                metavar="COMMAND",
                help=say(
                    'What opens a file at its line, such as "code -g {file}:{line}"; the editor of $VISUAL or '
                    "$EDITOR if left out."
                ),
            ),
        ],
        add_help_option=False,
        short_help=say("Show the book in the browser as it is written."),
        help=say(
            "Does what `watch` does, and shows the book in the browser, at an address that only this machine reaches: "
            "a page changes when its file is saved, and leads back to the line it was made of."
        ),
    )


def _params(say: Say) -> list[click.Parameter]:
    return [
        content_option(say),
        out_option(say("Folder that receives booklet.pdf (booklet.LANG.pdf for another language) and proof.json.")),
        language_option(say),
        final_option(say),
        quiet_option(say),
        help_option(say),
    ]


def _order(content: Path, out: Path, lang: str | None, final: bool, say: Say) -> Order:
    need_folder(content, say)
    need_language(lang, say)
    need_place(out)
    from kurrasa.order import Order

    return Order(content=content, out=out, language=lang, final=final)


@dataclass
class Terminal:
    """Tells the terminal of a book at work; `bar` is what shows the progress of the build that is going on."""

    quiet: bool
    speech: Translations
    bar: ExitStack
    report: Report | None = None
    warnings: tuple[Diagnostic, ...] = ()

    def step(self, step: Step) -> None:
        """Show how far a build is."""
        if self.report is None:
            self.report = self.bar.enter_context(progress(self.speech, self.quiet))
        self.report(step)

    def changed(self, _before: Edition, edition: Edition) -> None:
        """Tell what keeps new pages from coming; a warning can wait until the book is done."""
        self.rest()
        self.warnings = edition.diagnostics
        if edition.broken:
            tell(edition.diagnostics, json=False, quiet=self.quiet)

    def rest(self) -> None:
        """A build has ended: take its bar away."""
        self.bar.close()
        self.report = None

    def finished(self, outcome: Outcome) -> None:
        """Tell what is wrong with the book, or where it is."""
        self.rest()
        tell((*self.warnings, *outcome.diagnostics), json=False, quiet=self.quiet)
        if outcome.pdf and not self.quiet:
            told = self.speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", outcome.pages)
            click.echo(told.format(pdf=outcome.pdf, n=outcome.pages))


def _socket(port: int | None) -> socket.socket:
    """A socket on the loopback address; another than the customary port only where none was asked for."""
    for wanted in (port,) if port else (PORT, 0):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", wanted))
        except OSError:
            found.close()
            if wanted == port:
                raise
            continue
        found.listen()  # from here on a browser waits, and is not turned away
        return found
    raise AssertionError("port 0 is always free")


def _run(live: Live, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Work until stopped, from the keyboard or by what ends programs; what is being built then is given up."""
    import asyncio  # as `uvicorn`: the other commands have no use for it

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(work())
    finally:
        live.stop()


async def _serve(site: Site, listening: socket.socket) -> None:
    """Follow the content and answer browsers; a signal ends both, and lets the browsers go first."""
    import asyncio

    import uvicorn

    from kurrasa.preview.server import application

    config = uvicorn.Config(
        application(site), log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    following = asyncio.create_task(site.live.follow())
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    closing = asyncio.create_task(_close(site, server))
    try:
        await asyncio.wait((following, serving), return_when=asyncio.FIRST_COMPLETED)
        if following.done():
            server.should_exit = True
            await serving
            following.result()
    finally:
        for task in (following, closing):
            task.cancel()


async def _close(site: Site, server: Any) -> None:
    from asyncio import sleep

    while not server.should_exit:
        await sleep(0.2)
    site.close()
