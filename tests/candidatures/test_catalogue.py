"""Changing a product and its collaborators: what is refused, what is told, what a retry does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from candidatures.catalogue import donner_acces, modifier_produit, retirer_acces
from candidatures.models import Collaborateur, Interet, Produit
from candidatures.ouverture import ajouter_produit, rattacher
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.transitions import Refus
from tests.monde import AVANT_DATE_1, Monde

pytestmark = pytest.mark.django_db
SEGUR, MES = Interet.Programme.SEGUR.value, Interet.Programme.MES.value


def valeurs(produit: Produit, **changements: Any) -> dict[str, Any]:
    champs = ("nom", "version", "nil", "responsable", "description", "certifications")
    actuelles = {champ: getattr(produit, champ) for champ in champs}
    return actuelles | {"interets": list(produit.interets.values_list("programme", flat=True))} | changements


def modifier(monde: Monde, produit: Produit, qui: Any = None, **changements: Any) -> Produit:
    return modifier_produit(produit, valeurs(produit, **changements), monde.demande(qui or monde.mandataire))


def collegue(role: Role = Role.SALARIE, *, organisation: str = "LogiPro", nom: str = "Collègue") -> Utilisateur:
    personne = Utilisateur.objects.create_user(f"{nom}@{organisation}.example", nom=nom, prenom="Zoé")
    chez = Organisation.objects.get(nom=organisation)
    Appartenance.objects.create(utilisateur=personne, organisation=chez, role=role)
    return personne


@pytest.mark.exigence("CP-16")
def test_une_modification_se_raconte_avant_et_apres(monde: Monde) -> None:
    produit = monde.scenario().produit

    modifie = modifier(monde, produit, nom="LogiMed Évolution", nil="123456789", interets=[SEGUR, MES])

    entree = EntreeJournal.objects.get(action="produit.modifier")
    assert entree.dossier == f"produit:{produit.reference}"
    assert entree.details["changements"] == [
        {"champ": "nom du produit", "avant": "LogiMed", "apres": "LogiMed Évolution"},
        {"champ": "N° d’identification (NIL délivré par le CNDA)", "avant": "", "apres": "123456789"},
        {
            "champ": "intérêts",
            "avant": "Ségur du Numérique en Santé",
            "apres": "Catalogue de services de Mon espace santé, Ségur du Numérique en Santé",
        },
    ]
    assert modifie.recherche == f"logimed evolution 1.0 {produit.reference.lower()} 123456789"
    assert set(modifie.interets.values_list("programme", flat=True)) == {SEGUR, MES}
    assert list(anomalies()) == []


def test_les_memes_valeurs_n_ecrivent_rien(monde: Monde) -> None:
    produit = monde.scenario().produit

    for _ in range(2):
        modifier(monde, produit)

    assert EntreeJournal.objects.filter(action="produit.modifier").count() == 0


@pytest.mark.exigence("CP-16")
@pytest.mark.parametrize(
    ("etat", "champ", "accepte"),
    [
        ("scenario", "nom", True),
        ("brouillon", "nom", True),
        ("brouillon", "version", True),
        ("soumise", "nom", False),
        ("soumise", "version", False),
        ("soumise", "description", True),
        ("soumise", "certifications", True),
    ],
)
def test_le_nom_et_la_version_ne_changent_plus_une_fois_soumis(
    monde: Monde, etat: str, champ: str, accepte: bool
) -> None:
    scenario = getattr(monde, etat)()
    if accepte:
        assert getattr(modifier(monde, scenario.produit, **{champ: "Autre"}), champ) == "Autre"
        return

    with pytest.raises(Refus) as refus:
        modifier(monde, scenario.produit, **{champ: "Autre"})

    (obstacle,) = refus.value.verdict.obstacles
    assert obstacle.code == "identite"
    assert f"candidature n° {scenario.candidature.numero}" in obstacle.explication
    assert getattr(Produit.objects.get(), champ) != "Autre"
    assert EntreeJournal.objects.filter(action="produit.modifier").count() == 0


@pytest.mark.exigence("CP-18")
def test_le_segur_reste_coche_tant_qu_une_candidature_existe(monde: Monde) -> None:
    libre, engage = monde.scenario(produit="Libre").produit, monde.brouillon(produit="Engagé").produit

    modifier(monde, libre, interets=[])
    with pytest.raises(Refus, match="reste coché"):
        modifier(monde, engage, interets=[MES])

    assert (libre.interets.count(), engage.interets.get().programme) == (0, SEGUR)


@pytest.mark.exigence("ROL-07")
def test_le_responsable_change_et_voit_le_produit(monde: Monde) -> None:
    produit = monde.scenario().produit
    nouveau = collegue()
    assert not Produit.objects.visibles_par(acteur_pour(nouveau)).exists()

    modifier(monde, produit, responsable=nouveau)

    assert Produit.objects.visibles_par(acteur_pour(nouveau)).get() == produit
    assert produit.droit_tenu(acteur_pour(nouveau)) == "" != Produit.objects.get().droit_tenu(acteur_pour(nouveau))


def test_un_collaborateur_ne_change_pas_le_responsable(monde: Monde) -> None:
    produit = monde.scenario().produit

    with pytest.raises(Refus, match="choisis par son responsable"):
        modifier(monde, produit, monde.salarie, responsable=monde.salarie.personne)


@pytest.mark.exigence("E1-08", "ROL-08")
def test_un_droit_se_donne_change_et_se_retire_sans_rien_effacer(monde: Monde) -> None:
    produit, personne = monde.scenario().produit, collegue()
    debut = EntreeJournal.objects.count()

    for droit in ("lecture", "lecture", "saisie"):
        actuel = donner_acces(produit, personne, droit, monde.demande(monde.mandataire))
    for _ in range(2):
        retirer_acces(actuel, monde.demande(monde.mandataire))

    siens = Collaborateur.objects.filter(utilisateur=personne).order_by("pk")
    assert [(c.droit, c.retire_le is None) for c in siens] == [("lecture", False), ("saisie", False)]
    recits = list(EntreeJournal.objects.order_by("pk").values_list("recit", flat=True))[debut:]
    assert recits == [
        "Collaborateur ajouté : Zoé Collègue (lecture)",
        "Droit de Zoé Collègue : saisie",
        "Collaborateur retiré : Zoé Collègue",
    ]


def test_un_seul_droit_a_la_fois(monde: Monde) -> None:
    produit = monde.scenario().produit

    with pytest.raises(IntegrityError), db.atomic():
        Collaborateur.objects.create(
            produit=produit, utilisateur=monde.salarie.personne, droit="lecture", ajoute_le=AVANT_DATE_1
        )


def test_un_retrait_ne_precede_pas_l_ajout_meme_si_l_horloge_recule(monde: Monde) -> None:
    produit = monde.scenario().produit
    hier = AVANT_DATE_1 - timedelta(days=400)
    acces = produit.collaborateurs.get(utilisateur=monde.salarie.personne)

    retirer_acces(acces, monde.demande(monde.mandataire, hier))

    acces.refresh_from_db()
    assert acces.retire_le == acces.ajoute_le


@pytest.mark.exigence("E1-08")
def test_qui_ajoute_un_produit_y_a_tous_les_droits(monde: Monde) -> None:
    donnees = {
        "nom": "Le mien",
        "version": "1",
        "responsable": monde.mandataire.personne,
        "description": "Logiciel.",
        "interets": [SEGUR],
    }

    premier, second = (ajouter_produit(donnees, monde.demande(monde.salarie, cle="une-cle")) for _ in range(2))

    assert premier == second == Produit.objects.visibles_par(monde.salarie).get()
    assert premier.droit_tenu(monde.salarie) == "soumission"


def test_un_lecteur_ne_rattache_pas(monde: Monde) -> None:
    produit = monde.scenario().produit
    donner_acces(produit, monde.salarie.personne, "lecture", monde.demande(monde.mandataire))

    with pytest.raises(Refus, match="Cette action demande le droit « saisie »"):
        rattacher(produit, monde.demande(monde.salarie))
