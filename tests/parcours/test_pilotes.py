"""A vendor sends five PV and its training supports; the ANS asks one correction, then accepts; the registry says so."""

from collections.abc import Callable

import pytest

from candidatures.models import Candidature
from financement.models import DossierPilote
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from tests.financement.pilotes.conftest import pilotable
from tests.monde import Monde
from tests.parcours.conftest import Onglet
from tests.parcours.gestes import ajouter_le_guide, joindre_un_pv, juger_conforme

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def _juger_le_reste(onglet: Onglet) -> None:
    """Every PV with its four checks, then every content of the support."""
    for carte in [f"#{c.get_attribute('id')}" for c in onglet.page.locator("[id^=pilote-]").all()]:
        if onglet.page.locator(f"{carte} .fr-badge--success", has_text="Conforme").count():
            continue
        juger_conforme(onglet, carte)


@pytest.mark.exigence("PIL-F01", "PIL-F02", "PIL-F03", "PIL-F04", "PR-15")
def test_du_premier_pilote_au_registre(portail: Callable[..., Onglet]) -> None:
    dossier = pilotable(Monde())
    horloge.regler(dossier.instant)
    editeur, verificateur = portail("mandataire@logipro.example"), portail("verificateur@ans.example")
    responsable = portail("responsable@ans.example")

    editeur.aller("/financement/").cliquer("Pilotes", exact=True).cliquer("Commencer le dossier", role="button")
    for commande in dossier.commandes:
        editeur.cliquer(f"Choisir {commande.reference}", role="button")
    dossier.pk = DossierPilote.objects.get().pk
    pilotes = dossier.pilotes
    for rang, pilote in enumerate(pilotes, 1):
        joindre_un_pv(editeur, dossier, pilote.pk, f"pv-{rang}.pdf")
    assert "5/5 PV, 0/17 contenus" in editeur.lire()
    assert "Transmettre à l’ANS — pas encore possible" in editeur.lire()
    ajouter_le_guide(editeur)
    assert "17/17 contenus" in editeur.lire()
    editeur.cliquer("Transmettre à l’ANS").cliquer("Transmettre le dossier", role="button")

    verificateur.aller("/financement/pilotes/a-verifier/").cliquer("LogiMed").cliquer(
        "Prendre en charge", role="button"
    )
    fautif = pilotes[2].pk
    verificateur.page.locator(f"#type-{fautif}").select_option("La signature du client manque ou est illisible.")
    verificateur.page.locator(f"#pilote-{fautif} button[value=a_corriger]").click()
    verificateur.verifier()
    verificateur.page.locator("[id^=support-] button[value=conforme]").click()
    verificateur.verifier()
    verificateur.cliquer("Demander des compléments")
    verificateur.page.get_by_label("À rendre le").fill("2028-01-10")
    verificateur.cliquer("Envoyer la demande", role="button")

    editeur.aller(dossier.adresse)
    assert "La signature du client manque ou est illisible." in editeur.lire()
    assert editeur.page.locator("input[type=file]").count() == 1
    joindre_un_pv(editeur, dossier, fautif, "pv-3-signe.pdf")
    editeur.cliquer("Transmettre les compléments").cliquer("Transmettre les compléments", role="button")

    verificateur.aller(dossier.adresse)
    assert "pv-3-signe.pdf" in verificateur.lire()
    _juger_le_reste(verificateur)
    responsable.aller("/financement/pilotes/a-verifier/").cliquer("LogiMed").cliquer("Accepter les pilotes")
    responsable.cliquer("Accepter", role="button", exact=True)

    nru = Candidature.objects.get(pk=dossier.candidature.pk).nru
    assert "Premières installations réussies" in portail().aller(f"/registre/{nru}/").lire()
    assert "Premières installations acceptées" in editeur.aller(dossier.adresse).lire()
    assert dossier.dossier.statut == "accepte"
    assert list(anomalies()) == []


@pytest.mark.exigence("PIL-F03", "PIL-F08")
def test_les_pages_tiennent_sur_un_petit_ecran(portail: Callable[..., Onglet]) -> None:
    dossier = pilotable(Monde())
    dossier.ouvrir().choisir(*dossier.commandes[:4]).joindre(dossier.pilotes[0]).former("psc", "ins-traits")
    horloge.regler(dossier.instant)

    editeur = portail("mandataire@logipro.example", largeur=320).aller(dossier.adresse)
    assert not editeur.deborde()
    assert "Observation préconisée : 14 jours" in editeur.lire()
    assert not editeur.aller("/financement/pilotes/").deborde()

    dossier.choisir(dossier.commandes[4]).joindre().former().transmettre()
    horloge.regler(dossier.instant)
    for qui, page in (
        ("verificateur@ans.example", dossier.adresse),
        ("responsable@ans.example", "/financement/pilotes/a-verifier/"),
        ("gestionnaire@asp.example", dossier.adresse),
    ):
        assert not portail(qui, largeur=320).aller(page).deborde()
