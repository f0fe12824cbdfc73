"""The list of portability: published, ticked whole, signed once, read by the ASP in front of a balance."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from financement.models import ListeDePortabilite
from financement.regles import portabilite as regles
from financement.transitions.portabilite import signer_la_portabilite
from segur.noyau.comptes.models import Role
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.transitions import Demande, Refus
from tests.financement.devoirs.conftest import Regler
from tests.financement.devoirs.test_devoirs import connecte
from tests.financement.pilotes.conftest import Piloter
from tests.financement.pilotes.dossier import LGC, DossierDePilotes
from tests.financement.realisation.conftest import connu_de_l_asp
from tests.monde import Monde
from tests.portail.test_requetes import BUDGET, cout

LISTE = "/financement/portabilite/"
PUBLIEE = regles.liste_au(LGC, date(2026, 1, 1))
assert PUBLIEE is not None
CODES = [engagement.code for engagement in PUBLIEE.valeur]


def signer(pret: DossierDePilotes, codes: list[str] = CODES, **options: Any) -> None:
    donnees = {"candidature": options.get("candidature", pret.candidature), "engagements": codes}
    signer_la_portabilite(pret.fournisseur, Demande(pret.mandataire, pret.instant, donnees))


def adresse(pret: DossierDePilotes) -> str:
    return f"/financement/demandes/{pret.commandes[0].demande_id}/portabilite/"


@pytest.mark.exigence("REA-40", "REA-41", "REA-42", "REA-43", "REA-44", "REA-45")
@pytest.mark.parametrize(
    ("dispositif", "jour", "publiee"),
    [
        (LGC, date(2025, 4, 29), False),
        (LGC, date(2025, 4, 30), True),
        ("HOP-DPI-Va2", date(2026, 1, 1), False),
    ],
)
def test_la_liste_est_une_donnee_datee(dispositif: str, jour: date, publiee: bool) -> None:
    liste = regles.liste_au(dispositif, jour)
    assert (liste is not None) is publiee
    if liste:
        assert {e.exigence for e in liste.valeur} == {f"REA-4{rang}" for rang in range(6)}


@pytest.mark.exigence("REA-44")
def test_une_liste_incomplete_nomme_chaque_engagement_manquant(pret: DossierDePilotes, regler: Regler) -> None:
    regler(pret.instant)
    client = connecte(pret.mandataire)
    reponse = client.post(adresse(pret), {"engagement": [c for c in CODES if c not in ("cgu", "duree")]})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert page.count("Cochez cet engagement") == 2
    assert 'href="#engagement-cgu"' in page
    assert 'id="engagement-quinze_jours" checked' in page
    assert not ListeDePortabilite.objects.exists()


@pytest.mark.exigence("REA-40", "REA-44", "REA-45")
def test_signee_une_fois_et_journalisee_mot_pour_mot(pret: DossierDePilotes) -> None:
    signer(pret)
    signee = ListeDePortabilite.objects.get()
    assert PUBLIEE is not None
    assert (signee.signee_par, signee.signee_le) == (pret.mandataire.personne, pret.instant)
    assert signee.empreinte == regles.empreinte_de(PUBLIEE.valeur)
    entree = EntreeJournal.objects.get(action="fournisseur.signer_la_portabilite")
    assert entree.details["engagements"]["quinze_jours"].startswith("Les données sont mises à disposition dans les 15")
    with pytest.raises(Refus, match="déjà signée"):
        signer(pret)
    signee.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        signee.save(force_insert=True)


def test_une_solution_sans_demande_ne_se_signe_pas(pret: DossierDePilotes, monde: Monde) -> None:
    with pytest.raises(Refus, match="aucune demande de financement"):
        signer(pret, candidature=monde.brouillon(produit="Autre").candidature)
    assert not ListeDePortabilite.objects.exists()


@pytest.mark.exigence("REA-50")
def test_l_asp_lit_ce_qui_est_signe_et_ne_signe_pas(pret: DossierDePilotes, monde: Monde, regler: Regler) -> None:
    asp = connecte(connu_de_l_asp(pret).ans(Role.GESTIONNAIRE))
    regler(pret.instant + timedelta(days=1))
    assert "Non signée" in asp.get(LISTE).content.decode()
    signer(pret)
    page = asp.get(adresse(pret)).content.decode()
    assert "dans les 15 jours calendaires" in page
    assert "Signer les engagements" not in page
    assert asp.post(adresse(pret), {"engagement": CODES}).status_code == 403
    assert pret.firme in asp.get(f"{LISTE}?etat=signee&format=csv").getvalue().decode()
    assert pret.firme not in asp.get(f"{LISTE}?etat=a_signer&format=csv").getvalue().decode()

    autre: Client = connecte(monde.autre_editeur)
    assert autre.get(adresse(pret)).status_code == 404
    assert not ListeDePortabilite.objects.visibles_par(monde.autre_editeur).exists()
    assert ListeDePortabilite.objects.visibles_par(pret.mandataire).count() == 1


def test_une_liste_qui_a_change_depuis_ne_passe_pas_pour_signee(pret: DossierDePilotes, regler: Regler) -> None:
    signer(pret)
    ListeDePortabilite.objects.update(empreinte="autre")
    regler(pret.instant)
    assert "n’est plus celle qui a été signée" in connecte(pret.mandataire).get(adresse(pret)).content.decode()


@pytest.mark.parametrize("page", [LISTE, f"{LISTE}?etat=a_signer&format=csv"])
def test_la_liste_coute_autant_pour_trois_solutions_que_pour_une(piloter: Piloter, monde: Monde, page: str) -> None:
    connu_de_l_asp(piloter("LogiPro", "Un", 0))
    pour_une = cout(monde.mandataire, page)
    for produit in ("Deux", "Trois"):
        piloter("LogiPro", produit, 0)
    assert cout(monde.mandataire, page) == pour_une <= BUDGET
    assert cout(monde.gestionnaire, page) <= BUDGET
