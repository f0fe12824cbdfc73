"""A real browser, in front of the real portal. Every page it shows is checked for accessibility."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from segur.noyau import horloge
from segur.portail.demonstration.comptes import MOT_DE_PASSE
from tests.monde import AVANT_DATE_1, charger

CHROMIUM = os.environ.get("SEGUR_CHROMIUM", "/usr/bin/chromium")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ESSAIS = 3  # a page that shows a PDF may hand a click to the viewer, which drops it: nothing was clicked then
# Says whether the page is about to leave, or waits for an answer: nothing is clicked, left or read before that is over.
ATTENTES = """
(() => {
  window.__attentes = { depart: false, requetes: 0, clique: true };
  const etat = window.__attentes;
  window.addEventListener("click", () => { etat.clique = true; }, true);
  window.addEventListener("submit", (e) => { if (!e.defaultPrevented) etat.depart = true; });
  window.addEventListener("click", (e) => {
    const lien = e.target.closest && e.target.closest("a[href]");
    if (!lien || e.defaultPrevented || lien.target || lien.hasAttribute("download")) return;
    if (lien.origin === location.origin && (lien.pathname !== location.pathname || lien.search !== location.search))
      etat.depart = true;
  });
  document.addEventListener("htmx:beforeSend", () => { etat.requetes += 1; });
  document.addEventListener("htmx:afterRequest", () => { etat.requetes -= 1; });
  document.addEventListener("televersement:debut", () => { etat.requetes += 1; });
  document.addEventListener("televersement:fin", (e) => {
    etat.requetes -= 1;
    etat.depart ||= e.detail.part;
  });
})();
"""
JETONS = re.compile(r'csrf[^>]*|value="[\w-]{36,}"|hx-headers=\S+')
SANS_DEFAUT: set[tuple[int, bytes]] = set()
"""Pages already found without accessibility defect: the very same one is not examined twice."""
# The browser's driver runs an event loop in this thread; the tests themselves stay synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as pilote:
        navigateur = pilote.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield navigateur
        navigateur.close()


class Onglet:
    """One person's browser. Checks what it shows: no accessibility defect, no script error, no refused resource."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page, self.adresse = page, adresse
        self.erreurs: list[str] = []
        page.add_init_script(ATTENTES)
        page.on("pageerror", lambda erreur: self.erreurs.append(str(erreur)))
        page.on("console", self._noter)
        self.axe = Axe()

    def _noter(self, message: ConsoleMessage) -> None:
        """A request that the page drops on purpose, to send it again, is no error; one that fails says sendError."""
        abandonnee = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
        if message.type == "error" and not abandonnee and "status of 4" not in message.text:
            self.erreurs.append(message.text)

    def connecter(self, email: str) -> "Onglet":
        self.aller("/connexion/")
        self.page.locator("#id_login").fill(email)
        self.page.locator("#id_password").fill(MOT_DE_PASSE)
        self.page.get_by_role("main").get_by_role("button", name="Se connecter").click()
        self.verifier()
        return self

    def aller(self, chemin: str) -> "Onglet":
        self.attendre()
        self.page.goto(self.adresse + chemin)
        self.verifier()
        return self

    def cliquer(self, nom: str, *, role: str = "link", exact: bool = False) -> "Onglet":
        cible = self.page.get_by_role("main").get_by_role(role, name=nom, exact=exact).first  # type: ignore[arg-type]
        for _ in range(ESSAIS):
            self.page.evaluate("() => { window.__attentes.clique = false; }")
            cible.click()
            self.attendre()
            if self.page.evaluate("() => window.__attentes.clique"):
                break
        self.verifier()
        return self

    def attendre(self) -> None:
        """Until what the last gesture started is over: the form sent and the next page there, the fragment received."""
        self.page.wait_for_function("() => !window.__attentes || (!__attentes.depart && __attentes.requetes <= 0)")
        self.page.wait_for_load_state("load")

    def verifier(self) -> None:
        self.attendre()
        vue = self._vue()
        if vue not in SANS_DEFAUT:
            resultat = self.axe.run(self.page)
            assert resultat.violations_count == 0, f"{self.page.url}\n{resultat.generate_report()}"
            SANS_DEFAUT.add(vue)
        assert self.erreurs == [], self.page.url

    def _vue(self) -> tuple[int, bytes]:
        """The whole page as it stands, but for the tokens drawn anew each time, and the width it is seen at."""
        largeur = self.page.evaluate("document.documentElement.clientWidth")
        return largeur, sha256(JETONS.sub("", self.page.content()).encode()).digest()

    def lire(self) -> str:
        return self.page.inner_text("main")

    def deborde(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.fixture
def portail(live_server: Any, settings: Any, chromium: Browser) -> Iterator[Callable[..., Onglet]]:
    """`portail("mandataire@logipro.example")`: that person's browser, signed in. The clock stands before Date 1."""
    settings.DEMO = True
    charger()
    horloge.regler(AVANT_DATE_1)
    ouverts = []

    def ouvrir(email: str = "", *, largeur: int = 1280) -> Onglet:
        contexte = chromium.new_context(viewport={"width": largeur, "height": 900}, locale="fr-FR")
        contexte.set_default_timeout(30_000)
        ouverts.append(contexte)
        onglet = Onglet(contexte.new_page(), live_server.url)
        return onglet.connecter(email) if email else onglet

    yield ouvrir
    for contexte in ouverts:
        contexte.close()


@pytest.fixture
def regler_horloge() -> Callable[[datetime], None]:
    return horloge.regler
