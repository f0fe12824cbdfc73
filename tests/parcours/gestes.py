"""Gestures that several journeys share: what a person does on one page of the financing."""

import re

from playwright.sync_api import FilePayload, Locator

from financement.regles.solde.faits import Declaration
from segur.portail.demonstration.enrolements import PDF
from tests.financement.pilotes.dossier import DossierDePilotes
from tests.parcours.conftest import Onglet


def un_pdf(nom: str) -> FilePayload:
    return FilePayload(name=nom, mimeType="application/pdf", buffer=PDF + b"%" + nom.encode())


# ---- pilots ---------------------------------------------------------------------------------------------------------


def joindre_un_pv(onglet: Onglet, dossier: DossierDePilotes, pilote: int, nom: str) -> None:
    carte, donnees = onglet.page.locator(f"#pilote-{pilote}"), dossier.pv(pilote)
    if carte.locator("details").get_attribute("open") is None:
        carte.locator("summary").click()
    onglet.page.locator(f"#id_pv{pilote}_fichier").set_input_files([un_pdf(nom)])
    for champ in ("installe_le", "signe_le"):
        onglet.page.locator(f"#id_pv{pilote}_{champ}").fill(f"{donnees[champ]:%Y-%m-%d}")
    onglet.page.locator(f"#id_pv{pilote}_signature").select_option("manuscrite")
    onglet.page.locator(f"#id_pv{pilote}_signataire").fill("Dr Client")
    onglet.cliquer(f"le PV : {carte.locator('h3').inner_text()}", role="button")


def ajouter_le_guide(onglet: Onglet) -> None:
    """One support that covers every content asked."""
    onglet.page.get_by_label("Titre du support").fill("Guide de l’utilisateur")
    onglet.page.get_by_label("Fichier", exact=False).last.set_input_files([un_pdf("guide.pdf")])
    for case in onglet.page.locator("#id_support_contenus label").all():
        case.click()
    onglet.cliquer("Ajouter ce support", role="button")


def juger_conforme(onglet: Onglet, carte: str) -> None:
    """One PV, by the `#id` of its card, with its checks."""
    for case in onglet.page.locator(f"{carte} fieldset label").all():
        case.click()
    onglet.page.locator(f"{carte} button[value=conforme]").click()
    onglet.verifier()


# ---- balance --------------------------------------------------------------------------------------------------------


def remplir_la_demande_de_solde(editeur: Onglet, declaration: Declaration) -> None:
    """What the order does not say: days, numbers, functions, answers, pieces."""
    for nom in ("achevee_le", "va_signee_le", "facture_numero", "facture_du"):
        editeur.page.locator(f"#id_{nom}").fill(str(getattr(declaration, nom)))
    for case in editeur.page.locator('input[name="fonctions"]').all():
        case.check(force=True)
    oui = dict.fromkeys(("va_signataire_habilite", "conforme_au_bon", "facture_unique"), "true")
    for nom, reponse in (oui | {"surcout": "false"}).items():
        editeur.page.locator(f"#id_{nom}").select_option(reponse)
    for genre in ("va", "facture"):
        editeur.page.locator(f"#id_{genre}_{genre}-fichier").set_input_files([un_pdf(f"{genre}.pdf")])


# ---- the room of the ASP --------------------------------------------------------------------------------------------


def au_clavier(cible: Locator, touche: str) -> None:
    """The page shows a PDF, whose viewer may take a click away; a key goes where the focus is."""
    cible.focus()
    cible.press(touche)


def controler_et_proposer(agent: Onglet) -> None:
    """What is in front of the agent: every check in order, ended at the keyboard."""
    for choix in agent.page.locator("#controles ~ fieldset").get_by_label("Conforme", exact=True).all():
        au_clavier(choix, "Space")
    for remarque in agent.page.get_by_label("Remarque de l’agent sur ce constat").all():
        remarque.fill("Vu sur pièce.")
    agent.verifier()
    agent.page.locator("#decision").press("Control+Enter")
    agent.page.locator("#messages .fr-alert--success").wait_for()
    agent.verifier()


def importer_un_retour(payeur: Onglet, fichier: bytes) -> None:
    payeur.aller("/financement/paiements/retours/")
    charge: FilePayload = {"name": "retour.xml", "mimeType": "application/xml", "buffer": fichier}
    payeur.page.locator("#id_fichier").set_input_files(charge)
    payeur.cliquer("Lire ce fichier", role="button")


def telecharger_les_virements(payeur: Onglet) -> str:
    """Name of the file that the payer hands to the bank."""
    with payeur.page.expect_download() as recu:
        payeur.page.get_by_role("button", name="Télécharger le fichier des virements").click()
    payeur.page.evaluate("() => { window.__attentes.depart = false; }")  # a download leaves the page where it is
    return recu.value.suggested_filename


def sans_espaces(texte: str) -> str:
    """Amounts are written with spaces that never break."""
    return re.sub(r"\s", "", texte)
