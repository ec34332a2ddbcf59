"""The works of a process: what one build leaves to the next, so that an edit costs what it changes.

In: a store. Out: workshop, furniture, binder's bench and ledger of an edition, each made when it is first wanted and
the same one afterwards.
"""

from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from kurrasa.binding import Bench, Foundry
from kurrasa.compose import Composer, Kept
from kurrasa.faces import Faces
from kurrasa.furniture import Drawer
from kurrasa.memory import Memory, keep, recalled
from kurrasa.overtime import LIMIT
from kurrasa.paginate import PageMap
from kurrasa.processes import end
from kurrasa.prove.ledger import Ledger
from kurrasa.store import Store, key
from kurrasa.typeset import Recipe
from kurrasa.workshop import Workshop

_MOST = 100_000  # texts


class Works:
    """Leaving its `with` ends the processes it has called; what it has made can still be used."""

    def __init__(
        self, store: Store, executor: Executor | None = None, limit: float = LIMIT, *, warm: bool = False
    ) -> None:
        """`warm` keeps in memory what another build of the same process may want."""
        self.store = store
        self._executor, self._limit, self._warm = executor, limit, warm
        self._workshops: dict[str, Workshop] = {}
        self._benches: dict[Faces, Bench] = {}
        self._ledgers: dict[str, Ledger] = {}
        self._maps: dict[str, PageMap | None] = {}
        self._memories: dict[Path, Memory] = {}
        self._drawer: Drawer | None = None
        self.parts: dict[str, tuple[Kept, ...]] = {}
        self._texts: dict[str, dict[tuple[str, ...], list[str]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that it was given."""
        if isinstance(self._executor, ProcessPoolExecutor):
            end(self._executor)
        elif self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def memory(self, folder: Path) -> Memory:
        """What was read of a content before."""
        if folder not in self._memories:
            self._memories[folder] = recalled(self.store, folder)
        return self._memories[folder]

    def remember(self, folder: Path) -> None:
        """Leave what was read to another process, unless this one will read it again."""
        if not self._warm:
            keep(self._memories[folder], self.store, folder)

    def texts(self, language: str) -> dict[tuple[str, ...], list[str]]:
        """The plain texts of an edition, as they were read off for the last proof."""
        if language not in self._texts:
            self._texts[language] = self.store.load(key("texts", language)) or {}
        return self._texts[language]

    def leave_proof(self, language: str) -> None:
        """Leave what a proof has found and read off to another process; this one leaves it when it rests.

        Too many plain texts of earlier states, and they begin anew.
        """
        texts = self.texts(language)
        if len(texts) > _MOST:
            texts.clear()
        if not self._warm:
            self.ledger(language).save()
            self.store.save(key("texts", language), texts)

    def last(self, composer: Composer) -> PageMap | None:
        """The map of an edition when it was last set."""
        name = _named(composer)
        if name not in self._maps:
            self._maps[name] = self.store.load(name)
        return self._maps[name]

    def leave(self, composer: Composer, pages: PageMap) -> None:
        """Leave the map of an edition to the next time it is set."""
        name = _named(composer)
        self._maps[name] = pages
        if not self._warm:
            self.store.save(name, pages.bare())

    def tidy(self) -> None:
        """Keep the store to its bounds, where that is not left to a rest."""
        if not self._warm:
            self.store.tidy()

    @property
    def here(self) -> ProcessPoolExecutor | None:
        """Processes of this machine, which can read its files."""
        return self._executor if isinstance(self._executor, ProcessPoolExecutor) else None

    def rest(self) -> None:
        """Do what no one waits for: keep what was found, drop what is not used, get ready to set parts here."""
        for ledger in self._ledgers.values():
            ledger.save()
        for workshop in self._workshops.values():
            workshop.rest()
        self.store.tidy()

    def workshop(self, recipe: Recipe) -> Workshop:
        """Where the parts of an edition are set; that of another look is given up."""
        if recipe.digest not in self._workshops:
            self._workshops = {
                recipe.digest: Workshop(recipe, self.store, self._executor, self._limit, warm=self._warm)
            }
        return self._workshops[recipe.digest]

    def drawer(self, composer: Composer, recipe: Recipe) -> Drawer:
        """The furniture of an edition."""
        self._drawer = Drawer(composer, recipe, self.store, self._drawer)
        return self._drawer

    def bench(self, faces: Faces) -> Bench:
        """Where its parts are bound."""
        if faces not in self._benches:
            self._benches = {faces: Bench(Foundry(faces, self.store), warm=self._warm)}
        return self._benches[faces]

    def ledger(self, language: str) -> Ledger:
        """What was found in it when it was last proven."""
        if language not in self._ledgers:
            self._ledgers[language] = Ledger(self.store, f"booklet {language}")
        return self._ledgers[language]


def _named(composer: Composer) -> str:
    book = composer.dossier.book
    return key("map", str(composer.dossier.content.folder.resolve()), book.language)
