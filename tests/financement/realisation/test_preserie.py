"""The series of the Ordonnance numérique: recorded once by one person, withdrawn by another, seen by its firm alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from financement.models import PreserieValidee
from financement.regles import preserie as regles
from financement.transitions import preserie as gestes
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus
from tests.financement.pilotes.conftest import Piloter
from tests.financement.pilotes.dossier import DossierDePilotes
from tests.monde import PDF
from tests.portail.test_requetes import BUDGET, cout

LISTE = "/financement/preseries/"


def connecte(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.personne)
    return client


def constater(pret: DossierDePilotes, **donnees: Any) -> None:
    valeurs = {"validee_le": jour_de_paris(pret.instant), "reference": "SV-12", "fichier": None} | donnees
    gestes.constater_la_preserie(pret.candidature, Demande(pret.ans(), pret.instant, valeurs))


@pytest.mark.exigence("SOL-01")
@pytest.mark.parametrize(("jour", "codes"), [(date(2025, 4, 29), ()), (date(2025, 4, 30), ("MDV-LGC-Va2",))])
def test_le_texte_dit_quels_dispositifs_la_demandent(jour: date, codes: tuple[str, ...]) -> None:
    assert regles.dispositifs_qui_la_demandent(jour) == codes


@pytest.mark.parametrize(
    ("demandee", "deja_le", "obstacles"),
    [(True, None, []), (False, None, ["demandee"]), (True, date(2027, 1, 1), ["deja"])],
)
def test_ce_qui_empeche_un_constat(demandee: bool, deja_le: date | None, obstacles: list[str]) -> None:
    verdict = regles.constatable(demandee=demandee, deja_le=deja_le)
    assert [motif.code for motif in verdict.obstacles] == obstacles


@pytest.mark.exigence("SOL-01")
def test_constatee_par_l_un_retiree_par_l_autre(pret: DossierDePilotes) -> None:
    constater(pret, fichier=SimpleUploadedFile("constat.pdf", PDF))
    with pytest.raises(Refus, match="déjà constatée"):
        constater(pret)
    retrait = {"motif": "Constat pris pour une autre solution"}
    with pytest.raises(Refus, match="une autre personne"):
        gestes.retirer_la_preserie(pret.candidature, Demande(pret.ans(), pret.instant, retrait))

    gestes.retirer_la_preserie(pret.candidature, Demande(pret.ans(Role.RESPONSABLE), pret.instant, retrait))

    constat = PreserieValidee.objects.get()
    assert (constat.retiree_le, constat.motif_du_retrait) == (pret.instant, retrait["motif"])
    recus = Notification.objects.filter(adresse="mandataire@logipro.example", sujet__contains="présérie")
    assert recus.count() == 2
    with pytest.raises(IntegrityError):
        PreserieValidee.objects.update(retiree_par=constat.constatee_par)


@pytest.mark.parametrize(("ecart", "recu"), [(0, True), (1, False)], ids=["ce jour", "demain"])
def test_une_validation_a_venir_n_est_pas_constatee(pret: DossierDePilotes, ecart: int, recu: bool) -> None:
    jour = jour_de_paris(pret.instant) + timedelta(days=ecart)
    if recu:
        constater(pret, validee_le=jour)
    else:
        with pytest.raises(Refus, match="au plus tard ce jour"):
            constater(pret, validee_le=jour)
    assert PreserieValidee.objects.exists() is recu


def test_les_pages_montrent_a_chacun_ce_qui_le_regarde(pret: DossierDePilotes, piloter: Piloter) -> None:
    adresse = f"{LISTE}{pret.candidature.numero}/"
    ans, editeur = connecte(pret.ans()), connecte(pret.mandataire)
    vide = ans.post(f"{adresse}constater/", {"reference": "SV-12"})
    assert (vide.status_code, set(vide.context["form_constat"].errors)) == (422, {"validee_le"})
    assert 'value="SV-12"' in vide.content.decode()
    constater(pret, fichier=SimpleUploadedFile("constat.pdf", PDF))
    document = PreserieValidee.objects.get().document
    assert document is not None

    lue = editeur.get(adresse).content.decode()
    assert "SV-12" in lue
    assert "Retirer" not in lue
    assert editeur.get(document.get_absolute_url()).status_code == 200
    assert editeur.post(f"{adresse}retirer/").status_code == 403
    etranger = connecte(piloter("MédiSoft", "MédiCab", 0).mandataire)
    assert etranger.get(adresse).status_code == 404
    assert etranger.get(document.get_absolute_url()).status_code == 404
    assert str(pret.candidature.nru) not in etranger.get(LISTE).content.decode()
    assert [c.numero for c in ans.get(f"{LISTE}?etat=avec").context["page"]] == [pret.candidature.numero]
    assert pret.candidature.numero not in [c.numero for c in ans.get(f"{LISTE}?etat=sans").context["page"]]


def test_la_liste_coute_autant_pour_trois_solutions_que_pour_une(pret: DossierDePilotes, piloter: Piloter) -> None:
    pour_une = cout(pret.ans(), LISTE)
    for nom in ("Deux", "Trois"):
        piloter(produit=nom, commandes=0)
    assert cout(pret.ans(), LISTE) == pour_une <= BUDGET
    assert cout(pret.ans(), f"{LISTE}{pret.candidature.numero}/") <= BUDGET
