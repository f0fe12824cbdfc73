"""The lookup: what it says, to whom, how often, and the trace it leaves."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client

from segur.noyau.annuaires import consultation, parametres
from segur.noyau.annuaires.generation import finess, rpps
from segur.noyau.annuaires.models import ClientConsulte, Consultation
from segur.noyau.comptes.models import Acteur, Utilisateur
from tests.monde import Monde
from tests.noyau.annuaires.fichiers import JOUR, activite, annuaire, importer, structures

pytestmark = pytest.mark.django_db
Connecter = Callable[[Acteur], Client]
URL = "/bases/clients/"
EDITEUR = parametres.CONSULTATION["editeur"]


@pytest.fixture(autouse=True)
def compteurs_a_zero() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def editeur(monde: Monde, connecter: Connecter, tmp_path: Path) -> Client:
    """A vendor's member, in front of an annuaire of eight namesakes and a base of one structure."""
    importer(tmp_path, annuaire(*(activite(rang) for rang in range(1, 9))), "annuaire")
    importer(tmp_path, structures({1: "A"}))
    return connecter(monde.mandataire)


def lire(reponse: Any) -> str:
    return str(reponse.content.decode())


@pytest.mark.exigence("ELI-07")
def test_un_rpps_dit_pourquoi_il_est_eligible(editeur: Client) -> None:
    page = lire(editeur.post(URL, {"q": f" {rpps(1)[:3]} {rpps(1)[3:]} "}))

    assert "LGC vague 2 : éligible" in page
    assert "Annuaire santé, version du 02/02/2026" in page
    assert "0102030405" not in page


def test_un_inconnu_dit_quoi_faire(editeur: Client) -> None:
    page = lire(editeur.post(URL, {"q": finess(77)}))

    assert f"Le FINESS {finess(77)} est absent de la base du 02/02/2026." in page
    assert "LGC vague 2 : non éligible" in page


def test_une_date_rejoue_ce_que_disaient_les_bases(editeur: Client) -> None:
    page = lire(editeur.post(URL, {"q": rpps(1), "au": (JOUR - timedelta(days=1)).isoformat()}))

    assert "Annuaire santé, aucune version à cette date" in page


@pytest.mark.parametrize("nom", ["dur", "DURAND", "durànd-müller zoé"])
def test_un_nom_se_cherche_sans_accents(editeur: Client, nom: str) -> None:
    page = lire(editeur.post(URL, {"q": nom}))

    assert page.count('name="q" value="99') == EDITEUR.resultats_au_plus
    assert "D’autres clients portent ce nom" in page


def test_un_nom_porte_par_un_seul_client_est_examine(editeur: Client) -> None:
    assert "LGC vague 2 : éligible" in lire(editeur.post(URL, {"q": "msp"}))


@pytest.mark.parametrize(
    ("saisie", "erreur"),
    [
        ("du", "Donnez 3 lettres au moins."),
        ("%%%", "Donnez 3 lettres au moins."),
        ("12345", "ce numéro en a 5."),
        ("99700218895", "La clé du numéro RPPS est fausse"),
        ("750803448", "La clé du numéro FINESS est fausse"),
        ("", "Ce champ est obligatoire."),
    ],
)
def test_une_saisie_fautive_dit_comment_la_reparer(editeur: Client, saisie: str, erreur: str) -> None:
    reponse = editeur.post(URL, {"q": saisie})

    assert (reponse.status_code, erreur in lire(reponse), Consultation.objects.count()) == (422, True, 0)


def test_une_date_a_venir_est_refusee(editeur: Client) -> None:
    reponse = editeur.post(URL, {"q": rpps(1), "au": "2999-01-01"})

    assert (reponse.status_code, "Cette date est à venir" in lire(reponse)) == (422, True)


def test_les_jokers_ne_cherchent_rien_d_autre_qu_eux_memes(editeur: Client) -> None:
    assert "Aucun client de ce nom" in lire(editeur.post(URL, {"q": "dur%zoe"}))


# ---- trace ----------------------------------------------------------------------------------------------------------


def test_chaque_recherche_laisse_sa_trace(editeur: Client, monde: Monde) -> None:
    editeur.post(URL, {"q": rpps(1)})
    editeur.post(URL, {"q": "durand-müller"})

    nom, numero = Consultation.objects.pour_liste()
    assert (numero.critere, numero.valeur, [c.cle for c in numero.clients.all()]) == ("rpps", rpps(1), [rpps(1)])
    assert (nom.critere, nom.valeur, nom.clients.count()) == ("nom", "dur", EDITEUR.resultats_au_plus)
    assert {c.personne for c in (nom, numero)} == {monde.mandataire.utilisateur}


@pytest.mark.parametrize("geste", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["annuaires_consultation", "annuaires_clientconsulte"])
def test_une_trace_ne_se_change_ni_ne_s_efface(editeur: Client, geste: str, table: str) -> None:
    editeur.post(URL, {"q": rpps(1)})

    with pytest.raises(DatabaseError, match="ne se modifie pas"), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(geste.format(table))
    assert ClientConsulte.objects.count() == 1


def test_le_registre_se_filtre(editeur: Client, monde: Monde) -> None:
    editeur.post(URL, {"q": rpps(1)})
    editeur.post(URL, {"q": rpps(2)})
    administrateur = Client()
    administrateur.force_login(Utilisateur.objects.get(email="administrateur@ans.example"))

    page = lire(administrateur.get("/bases/consultations/", {"cle": rpps(1), "personne": "martin"}))
    export = administrateur.get("/bases/consultations/?format=csv").getvalue().decode()

    assert (rpps(1) in page, rpps(2) in page) == (True, False)
    assert len(export.splitlines()) == 3


# ---- limits ---------------------------------------------------------------------------------------------------------


def test_au_dela_de_la_limite_la_page_le_dit_et_ne_montre_rien(editeur: Client) -> None:
    statuts = [editeur.post(URL, {"q": rpps(1)}).status_code for _ in range(EDITEUR.par_heure)]
    refusee = editeur.post(URL, {"q": rpps(1)})

    assert set(statuts) == {200}
    assert (refusee.status_code, refusee["Retry-After"]) == (429, "3600")
    assert "Trop de recherches" in lire(refusee)
    assert "éligible" not in lire(refusee).replace("pourquoi le client est éligible ou non", "")
    assert list(Consultation.objects.filter(refusee=True).values_list("valeur", flat=True)) == [rpps(1)]


def test_deviner_des_numeros_s_arrete_plus_tot(editeur: Client) -> None:
    for rang in range(100, 100 + EDITEUR.sans_reponse_par_heure):
        assert editeur.post(URL, {"q": rpps(rang)}).status_code == 200

    assert editeur.post(URL, {"q": rpps(1)}).status_code == 429


def test_la_limite_est_celle_de_la_personne(editeur: Client, monde: Monde) -> None:
    for _ in range(EDITEUR.par_heure + 1):
        editeur.post(URL, {"q": rpps(1)})
    autre = Client()
    autre.force_login(monde.representant.personne)

    assert autre.post(URL, {"q": rpps(1)}).status_code == 200


def test_aucun_editeur_ne_lit_la_base_entiere_en_un_jour() -> None:
    """What the limits let one person see in a day is a small part of a base."""
    assert EDITEUR.par_jour * EDITEUR.resultats_au_plus <= 1_000
    assert EDITEUR.par_jour <= 24 * EDITEUR.par_heure


def test_la_limite_du_jour_tient_d_une_heure_a_l_autre(editeur: Client, monde: Monde) -> None:
    depart = monde.demande(monde.mandataire).recu_le
    motifs = [
        consultation.compter(monde.mandataire, depart + timedelta(minutes=4 * rang))
        for rang in range(EDITEUR.par_jour + 1)
    ]

    assert [motif.satisfait for motif in motifs] == [True] * EDITEUR.par_jour + [False]
    assert motifs[-1].code == "par_jour"
