"""Changing a product and its collaborators: what is refused, what is told, what a retry does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from candidatures.catalogue import confier_produit, donner_acces, modifier_produit, retirer_acces
from candidatures.models import Collaborateur, Interet, Produit
from candidatures.ouverture import ajouter_produit, rattacher
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
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


@pytest.mark.exigence("CP-16", "ROL-07")
@pytest.mark.parametrize("qui", ["mandataire", "representant", "salarie"])
def test_un_produit_se_confie_par_qui_engage_l_entreprise_ou_par_son_responsable(monde: Monde, qui: str) -> None:
    produit, nouveau = monde.scenario().produit, collegue()
    if qui == "salarie":
        Produit.objects.update(responsable=monde.salarie.personne)
    ancien = Produit.objects.get().responsable

    confier_produit(produit, nouveau, monde.demande(getattr(monde, qui)))

    entree = EntreeJournal.objects.get(action="produit.confier")
    assert Produit.objects.get().responsable == nouveau
    assert (entree.recit, entree.acteur) == ("Produit confié à Zoé Collègue", getattr(monde, qui).personne)
    assert entree.details["changements"] == [
        {"champ": "responsable", "avant": str(ancien), "apres": "Zoé Collègue"},
    ]
    assert nouveau.notifications.get().sujet == "LogiMed - 1.0 : nouveau responsable"
    assert list(anomalies()) == []


def test_confier_deux_fois_ne_raconte_qu_une_fois(monde: Monde) -> None:
    produit, nouveau = monde.scenario().produit, collegue()

    for _ in range(2):
        confier_produit(produit, nouveau, monde.demande(monde.mandataire))

    assert EntreeJournal.objects.filter(action="produit.confier").count() == 1
    assert nouveau.notifications.count() == 1


@pytest.mark.parametrize("qui", ["salarie", "autre_editeur", "verificateur"])
def test_nul_autre_ne_confie_un_produit(monde: Monde, qui: str) -> None:
    produit, nouveau = monde.scenario().produit, collegue()

    with pytest.raises((Refus, Produit.DoesNotExist)):
        confier_produit(produit, nouveau, monde.demande(getattr(monde, qui)))

    assert Produit.objects.get().responsable != nouveau
    assert EntreeJournal.objects.filter(action="produit.confier").count() == 0


@pytest.mark.parametrize("geste", ["confier", "modifier"])
def test_l_ancien_et_le_nouveau_responsable_l_apprennent_d_un_tiers(monde: Monde, geste: str) -> None:
    produit, premier, second = monde.scenario().produit, collegue(nom="Premier"), collegue(nom="Second")
    confier_produit(produit, premier, monde.demande(monde.mandataire))
    Notification.objects.all().delete()

    if geste == "confier":
        confier_produit(produit, second, monde.demande(monde.representant))
    else:
        modifier(monde, Produit.objects.get(), monde.representant, responsable=second)

    prevenus = Notification.objects.values_list("destinataire__nom", flat=True)
    assert sorted(prevenus) == ["Premier", "Second"]


def test_deux_qui_confient_ensemble_le_second_l_apprend(monde: Monde) -> None:
    produit, premier, second = monde.scenario().produit, collegue(nom="Premier"), collegue(nom="Second")
    vu = str(produit.responsable_id)
    confier_produit(produit, premier, monde.demande(monde.mandataire), vu=vu)

    with pytest.raises(Refus, match="Claire Martin a enregistré entre-temps « Zoé Premier »"):
        confier_produit(produit, second, monde.demande(monde.representant), vu=vu)

    assert Produit.objects.get().responsable == premier


@pytest.mark.exigence("CP-16", "ROL-07")
@pytest.mark.parametrize("cause", ["départ", "compte fermé"])
def test_un_produit_dont_le_responsable_est_parti_le_dit(monde: Monde, cause: str) -> None:
    produit, parti = monde.scenario().produit, collegue()
    confier_produit(produit, parti, monde.demande(monde.mandataire))
    avant = Produit.objects.get().nom_du_responsable
    if cause == "départ":
        Appartenance.objects.filter(utilisateur=parti).update(active=False)
    else:
        Utilisateur.objects.filter(pk=parti.pk).update(is_active=False)

    seul, en_liste = Produit.objects.get(), Produit.objects.pour_liste().get()

    assert avant == "Zoé Collègue"
    assert {seul.nom_du_responsable, en_liste.nom_du_responsable} == {
        "sans responsable depuis le départ de Zoé Collègue"
    }
    assert Produit.objects.sans_responsable().get() == produit


def test_un_membre_d_une_autre_entreprise_ne_tient_pas_le_produit(monde: Monde) -> None:
    produit, parti = monde.scenario().produit, collegue(organisation="MédiSoft")
    Produit.objects.update(responsable=parti)

    assert Produit.objects.sans_responsable().get() == produit


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
