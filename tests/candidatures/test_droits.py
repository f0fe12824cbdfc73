"""E1-08, ROL-08: who sees a product and what hangs on it, and what each right allows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from candidatures.catalogue import donner_acces, modifier_produit, retirer_acces
from candidatures.models import Candidature, Collaborateur, Produit
from candidatures.models.candidature import DuProduit
from candidatures.ouverture import rattacher
from candidatures.transitions import administrative, convention
from candidatures.transitions.saisie import ENREGISTRER, RETIRER_PIECE
from financement.models import Question, Simulation
from financement.models.fournisseur import DuFournisseur
from preuves.models import Chapitre, Preuve
from preuves.transitions import chapitre as chapitres
from preuves.transitions import preuve as preuves
from segur.noyau.comptes.models import (
    EDITEUR,
    Acteur,
    Adhesion,
    Appartenance,
    Delegation,
    Invitation,
    Organisation,
    acteur_pour,
)
from segur.noyau.documents.models import Document
from segur.noyau.jetons.models import Jeton
from segur.noyau.messagerie.models import Notification
from segur.noyau.regles import Verdict
from segur.noyau.transitions import REGISTRE, Refus
from segur.noyau.webhooks.models import Evenement, Webhook
from segur.portail.demonstration.scenario import Scenario
from tests.candidatures.test_catalogue import collegue, valeurs
from tests.monde import Monde

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("E1-08", "ROL-08")]


def regler(monde: Monde, scenario: Scenario, droit: str) -> Acteur:
    """The salarié, with that right on the scenario's product and no other; "" for none."""
    acces = scenario.produit.collaborateurs.get(utilisateur=monde.salarie.personne, retire_le=None)
    if droit:
        donner_acces(scenario.produit, monde.salarie.personne, droit, scenario.demande(monde.mandataire))
    else:
        retirer_acces(acces, scenario.demande(monde.mandataire))
    return monde.salarie


Essai = Callable[[Monde, Scenario, Acteur], Any]


def _remplir(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    saisie = {"": {"legal_nom": "Petit"}}
    ENREGISTRER[1](scenario.candidature.administrative, scenario.demande(qui, valeurs=saisie))


def _soumettre(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    scenario.remplir_etape_1()
    administrative.soumettre(scenario.candidature.administrative, scenario.demande(qui))


def _retirer_un_document(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    etape = scenario.candidature.eligibilite
    _soumettre(monde, scenario, scenario.editeur)
    scenario.remplir_etape_2()
    piece = etape.pieces.get(zone="documentation_dsr").pk
    RETIRER_PIECE(etape, scenario.demande(qui, piece=piece))


def _deposer(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    scenario.soumettre_etapes_1_et_2()
    scenario.declarer_eligible()
    preuve = Preuve.objects.earliest("pk")
    preuves.deposer(preuve, scenario.demande(qui, lien="https://preuves.logipro.example/1"))


def _soumettre_un_chapitre(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    scenario.soumettre_etapes_1_et_2()
    scenario.declarer_eligible()
    chapitre = scenario.chapitres()[0]
    scenario.charger(chapitre)
    chapitres.soumettre(chapitre, scenario.demande(qui))


def _modifier(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    modifier_produit(scenario.produit, valeurs(scenario.produit, description="Autre."), scenario.demande(qui))


def _rattacher(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    rattacher(scenario.produit, scenario.demande(qui))


def _partager(monde: Monde, scenario: Scenario, qui: Acteur) -> None:
    donner_acces(scenario.produit, collegue(), "lecture", scenario.demande(qui))


# Each right, in this order: lecture, saisie, soumission; then the responsable and the mandataire of the firm.
TABLE: dict[str, tuple[Essai, str]] = {
    "remplir l’étape 1": (_remplir, "-++++"),
    "modifier le produit": (_modifier, "-++++"),
    "rattacher au Ségur": (_rattacher, "-++++"),
    "retirer un document": (_retirer_un_document, "-++++"),
    "déposer une preuve": (_deposer, "-++++"),
    "soumettre l’étape 1": (_soumettre, "--+++"),
    "soumettre un chapitre": (_soumettre_un_chapitre, "--+++"),
    "ajouter un collaborateur": (_partager, "---++"),
}
QUI = ("lecture", "saisie", "soumission", "responsable", "mandataire")


@pytest.mark.parametrize(
    ("action", "qui", "permis"),
    [(action, QUI[rang], signe == "+") for action, (_, signes) in TABLE.items() for rang, signe in enumerate(signes)],
)
def test_chaque_droit_permet_ce_qu_il_dit(monde: Monde, action: str, qui: str, permis: bool) -> None:
    scenario = monde.brouillon()
    acteur = _acteur(monde, scenario, qui)
    essai = TABLE[action][0]

    if permis:
        essai(monde, scenario, acteur)
        return
    with pytest.raises(Refus) as refus:
        essai(monde, scenario, acteur)
    assert {motif.code for motif in refus.value.verdict.obstacles} <= {"droit", "gestion"}


def _acteur(monde: Monde, scenario: Scenario, qui: str) -> Acteur:
    if qui == "mandataire":
        return monde.mandataire
    if qui == "responsable":
        Produit.objects.filter(pk=scenario.produit.pk).update(responsable=monde.salarie.personne)
        scenario.produit.refresh_from_db()
        return regler(monde, scenario, "")
    return regler(monde, scenario, qui)


@pytest.mark.parametrize("droit", ["", "lecture", "saisie", "soumission"])
def test_on_voit_tout_ou_rien_d_un_produit(monde: Monde, droit: str) -> None:
    scenario, autre = monde.eligible(), monde.eligible(produit="Autre")
    regler(monde, autre, "")
    salarie = regler(monde, scenario, droit)

    vus = [
        modele._default_manager.visibles_par(salarie).count()
        for modele in (Produit, Candidature, Chapitre, Preuve, Document)
    ]

    tout = [1, 1, len(scenario.chapitres()), Preuve.objects.count() // 2, 2]
    assert vus == (tout if droit else [0] * 5)
    assert Produit.objects.visibles_par(monde.mandataire).count() == 2


def test_un_salarie_de_deux_entreprises_ne_voit_que_les_produits_de_celle_pour_qui_il_agit(monde: Monde) -> None:
    ici, ailleurs = monde.scenario().produit, monde.scenario(produit="Ailleurs", editeur="MédiSoft").produit
    medisoft = Organisation.objects.get(nom="MédiSoft")
    chez_medisoft = acteur_pour(monde.salarie.personne, medisoft.pk)

    assert list(Produit.objects.visibles_par(monde.salarie)) == [ici]
    assert list(Produit.objects.visibles_par(chez_medisoft)) == [ailleurs]
    assert (ici.droit_tenu(chez_medisoft), ailleurs.droit_tenu(chez_medisoft)) == ("", "soumission")


def test_un_depart_coupe_l_acces_et_le_retour_le_rend(monde: Monde) -> None:
    produit = monde.scenario().produit
    chez_logipro = Appartenance.objects.filter(utilisateur=monde.salarie.personne, organisation=produit.editeur)

    chez_logipro.update(active=False)
    parti = acteur_pour(monde.salarie.personne)

    assert not Produit.objects.visibles_par(parti).filter(pk=produit.pk).exists()
    assert monde.salarie.personne not in [c.utilisateur for c in Collaborateur.objects.pour_liste(produit)]
    assert monde.salarie.personne not in produit.personnes()
    chez_logipro.update(active=True)
    assert Produit.objects.visibles_par(monde.salarie).get() == produit


def test_les_messages_ne_vont_qu_a_qui_voit_le_produit(monde: Monde) -> None:
    scenario = monde.soumise()
    collegue()
    regler(monde, scenario, "")
    Notification.objects.all().delete()

    administrative.valider(scenario.candidature.administrative, scenario.demande(monde.verificateur))

    destinataires = sorted(Notification.objects.values_list("adresse", flat=True))
    assert destinataires == ["mandataire@logipro.example", "representant@logipro.example"]


def test_voir_et_etre_prevenu_sont_la_meme_chose(monde: Monde) -> None:
    scenario = monde.scenario()
    regler(monde, scenario, "lecture")
    responsable = collegue(nom="Responsable")
    collegue(nom="Autre")
    Produit.objects.filter(pk=scenario.produit.pk).update(responsable=responsable)
    produit = Produit.objects.get()

    voient = {
        a.utilisateur
        for a in Appartenance.objects.filter(organisation=produit.editeur)
        if Produit.objects.visibles_par(acteur_pour(a.utilisateur, produit.editeur.pk)).exists()
    }

    assert voient == set(produit.personnes())
    assert len(voient) == 4


# What belongs to a product, and what belongs to the firm.
DE_LA_FIRME = (Adhesion, Appartenance, Invitation, Jeton, Organisation, Webhook, Evenement)
DU_PRODUIT_OU_DE_LA_FIRME = (DuProduit, DuFournisseur, *DE_LA_FIRME)
# Any member asks the ASP a question; a simulation shows itself to who holds a right in the firm, and engages nobody;
# a delegation is revoked by its two persons and by who manages the members, as its guard says.
SANS_AUTRE_DROIT_QUE_DE_LES_VOIR = (Delegation, Question, Simulation)


def test_chaque_action_d_un_editeur_depend_du_droit_sur_le_produit() -> None:
    """A new vendor transition on a model that forgets `droit_de` would be open to every salarié."""
    sans_droit = [
        nom
        for nom, transition in REGISTRE.items()
        if set(transition.roles) & set(EDITEUR)
        and not issubclass(transition.modele, DU_PRODUIT_OU_DE_LA_FIRME)
        and transition.modele not in SANS_AUTRE_DROIT_QUE_DE_LES_VOIR
    ]

    assert sans_droit == []


def test_sans_la_garde_un_lecteur_soumettrait(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: what holds the table above is this guard."""
    scenario = monde.brouillon()
    lecteur = regler(monde, scenario, "lecture")
    monkeypatch.setattr(DuProduit, "droit_de", lambda *args: Verdict())

    _soumettre(monde, scenario, lecteur)

    assert Candidature.objects.get().administrative.statut == "soumise"


def test_le_journal_dit_sous_quel_droit_un_salarie_a_agi(monde: Monde) -> None:
    scenario = monde.brouillon()
    scenario.remplir_etape_1()
    demande = scenario.demande(monde.salarie)

    verdict = administrative.soumettre.verdict(scenario.candidature.administrative, demande)

    assert [m.explication for m in verdict.motifs if m.code == "droit"] == [
        "Votre droit sur ce produit : « soumission »."
    ]
    demande = scenario.demande(monde.mandataire)
    verdict = administrative.soumettre.verdict(scenario.candidature.administrative, demande)
    assert [m for m in verdict.motifs if m.code == "droit"] == []


def test_la_convention_se_signe_avec_le_droit_de_soumettre(monde: Monde) -> None:
    scenario = monde.convention()
    scenario.produire_les_documents()
    etape = scenario.candidature.convention
    convention.envoyer(etape, scenario.demande(monde.responsable))

    for droit, permis in (("lecture", False), ("saisie", False), ("soumission", True)):
        acteur = regler(monde, scenario, droit)
        etape.refresh_from_db()
        assert convention.signer.verdict(etape, scenario.demande(acteur)).favorable is permis


def test_un_lecteur_lit_et_ne_voit_aucun_bouton_de_saisie(monde: Monde, connecter: Callable[..., Client]) -> None:
    scenario = monde.eligible()
    client = connecter(regler(monde, scenario, "lecture"))
    chapitre = scenario.chapitres()[0]

    page = client.get(chapitre.get_absolute_url()).content.decode()
    depot = client.post(f"/preuves/{chapitre.preuves.earliest('pk').pk}/deposer/", {"lien": "https://a.example/"})

    assert 'type="file"' not in page
    assert "Cette action demande le droit « soumission »" in page
    assert (depot.status_code, "Cette action demande le droit « saisie »" in depot.content.decode()) == (409, True)
