"""Models of documents: what is imported, what leaves, what an agent decides on which check-list (ASP-04 to ASP-10)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from financement.grilles import TYPES
from financement.modeles import en_service, grille_de, modeles_valides
from financement.models import Droit, ModeleDeDocument
from financement.transitions import modeles as transitions
from financement.transitions.fournisseur import accorder
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.regles import HorsPeriode
from segur.noyau.transitions import Refus
from segur.portail.demonstration.enrolements import DossierDEnrolement
from segur.portail.demonstration.modeles import PDF, ImportDeModeles
from tests.monde import LGC, Monde

Statut = ModeleDeDocument.Statut


@pytest.fixture
def imports(enrolable: DossierDEnrolement) -> ImportDeModeles:
    """LogiPro, whose early enrolment is accepted."""
    return ImportDeModeles(enrolable.accepte())


def refus(geste: Callable[[], Any]) -> str:
    with pytest.raises(Refus) as leve:
        geste()
    return str(leve.value)


@pytest.mark.exigence("ASP-06")
def test_un_modele_porte_le_document_et_le_couloir(imports: ImportDeModeles) -> None:
    imports.ajouter("bon_de_commande")

    assert imports.modele("bon_de_commande").libelle == "Modèle de bon de commande MDV"
    assert TYPES["va"].nomme("IMG-RIS-Va2") == "Modèle de VA IMG - RIS"


@pytest.mark.exigence("ENR-08", "ASP-02")
def test_rien_ne_s_importe_avant_l_enrolement(enrolable: DossierDEnrolement) -> None:
    attente = ImportDeModeles(enrolable.complet().transmettre())

    assert "votre enrôlement, même anticipé, est accepté" in refus(lambda: attente.ajouter("bon_de_commande"))
    assert not ModeleDeDocument.objects.exists()


@pytest.mark.exigence("ASP-08")
def test_un_import_part_d_un_coup_et_previent_une_fois(imports: ImportDeModeles) -> None:
    imports.ajouter("bon_de_commande").ajouter("va")
    assert not ModeleDeDocument.objects.visibles_par(imports.dossier.gestionnaire).exists()

    imports.envoyer()

    statuts = set(ModeleDeDocument.objects.values_list("statut", flat=True))
    annonces = Notification.objects.filter(sujet__contains="2 modèle(s) de document à contrôler")
    assert statuts == {Statut.EN_ATTENTE}
    assert annonces.count() == 1
    assert EntreeJournal.objects.filter(action="modelededocument.envoyer").count() == 2
    assert ModeleDeDocument.objects.visibles_par(imports.dossier.gestionnaire).count() == 2
    assert "Aucun modèle de document n’est en cours d’import." in refus(imports.envoyer)


def test_ce_qui_arrive_apres_la_validation_attend_la_suivante(imports: ImportDeModeles) -> None:
    imports.ajouter("bon_de_commande")
    instant = imports.dossier.instant
    imports.ajouter("va")
    imports.dossier.instant = instant - timedelta(minutes=6)  # received before the second file was

    imports.envoyer()

    assert (imports.modele("bon_de_commande").statut, imports.modele("va").statut) == (
        "en_attente",
        "en_cours_d_import",
    )


@pytest.mark.exigence("ASP-08")
def test_un_fichier_retire_de_l_import_ne_part_pas(imports: ImportDeModeles) -> None:
    imports.ajouter("bon_de_commande").ajouter("va")
    transitions.supprimer(imports.modele("va"), imports.dossier.demande(imports.dossier.mandataire))

    imports.envoyer()

    assert list(ModeleDeDocument.objects.envoyes().values_list("type_de_document", flat=True)) == ["bon_de_commande"]
    assert ModeleDeDocument.objects.visibles_par(imports.dossier.mandataire).count() == 1
    envoye = imports.modele("bon_de_commande")
    assert "Statut actuel" in refus(
        lambda: transitions.supprimer(envoye, imports.dossier.demande(imports.dossier.mandataire))
    )


def test_le_meme_fichier_ne_s_importe_pas_deux_fois(imports: ImportDeModeles) -> None:
    imports.ajouter("bon_de_commande", contenu=PDF)

    assert "« En cours d’import »" in refus(lambda: imports.ajouter("bon_de_commande", "autre.pdf", PDF))
    imports.ajouter("va", contenu=PDF)  # for another document, the same bytes are welcome


def test_un_import_a_un_nombre_de_fichiers(imports: ImportDeModeles, monkeypatch: pytest.MonkeyPatch) -> None:
    petites = type("Limites", (), {"fichiers_par_import": 2})
    monkeypatch.setattr(transitions, "LIMITES", petites)
    imports.ajouter("bon_de_commande").ajouter("va")

    assert "2 fichiers au plus" in refus(lambda: imports.ajouter("facture"))


@pytest.mark.exigence("ASP-04", "ASP-07", "CMD-06", "CMD-32")
def test_un_modele_se_valide_quand_chaque_mention_obligatoire_est_presente(imports: ImportDeModeles) -> None:
    imports.ajouter("bon_de_commande").envoyer()
    modele, agent = imports.modele("bon_de_commande"), imports.dossier.gestionnaire
    valider = lambda: transitions.valider(modele, imports.dossier.demande(agent))  # noqa: E731

    assert "Mentions obligatoires à contrôler" in refus(valider)
    imports.controler("bon_de_commande", "condition_120_jours")
    assert "Mentions obligatoires absentes : La commande est conditionnée au référencement" in refus(valider)
    imports.controler("bon_de_commande", "certificat_structure")  # optional: its absence refuses nothing
    valider()

    modele = imports.modele("bon_de_commande")
    assert (modele.statut, modele.get_statut_display()) == ("valide", "Validé")
    assert (modele.decide_par, modele.grille_du) == (agent.personne, date(2024, 6, 21))
    assert modele.controles.count() == len(grille_de(modele).valeur)
    assert Notification.objects.filter(sujet__endswith="Modèle de bon de commande MDV validé").exists()
    assert list(anomalies()) == []


@pytest.mark.exigence("ASP-04", "ASP-07")
def test_un_rejet_dit_le_texte_a_inserer(imports: ImportDeModeles) -> None:
    imports.ajouter("bon_de_commande").envoyer().rejeter("bon_de_commande", "prise_en_charge")

    recu = Notification.objects.get(destinataire=imports.dossier.mandataire.utilisateur, sujet__endswith="rejeté")
    assert "« Montants de la Prestation Ségur pris en charge par l’Etat au titre du Ségur de la santé »" in recu.corps
    assert imports.modele("bon_de_commande").get_statut_display() == "Rejeté"


@pytest.mark.exigence("ASP-04")
def test_un_rejet_nomme_une_mention_absente_ou_un_motif(imports: ImportDeModeles) -> None:
    imports.ajouter("facture").envoyer()

    assert "Notez d’abord au moins une mention absente" in refus(lambda: imports.rejeter("facture", motif="  "))
    imports.rejeter("facture", motif="Le fichier est illisible.")

    assert imports.modele("facture").motif == "Le fichier est illisible."


def test_le_controle_ne_connait_que_les_mentions_de_la_grille(imports: ImportDeModeles) -> None:
    imports.ajouter("facture").envoyer()
    demande = imports.dossier.demande(imports.dossier.gestionnaire, controles={"inventee": (True, "")})

    assert "inventee" in refus(lambda: transitions.controler(imports.modele("facture"), demande))


def test_le_dernier_valide_est_celui_qui_sert(imports: ImportDeModeles) -> None:
    imports.ajouter("facture", "v1.pdf").envoyer().valider("facture")
    imports.ajouter("facture", "v2.pdf").envoyer().valider("facture")
    imports.ajouter("facture", "v3.pdf").envoyer().rejeter("facture", "montant")

    offerts = modeles_valides(imports.fournisseur, imports.dossier.dispositif, "facture")
    servent = en_service(ModeleDeDocument.objects.valides())
    assert [modele.document.nom for modele in offerts] == ["v2.pdf", "v1.pdf"]
    assert [modele.document.nom for modele in servent] == ["v2.pdf"]


@pytest.mark.exigence("REA-10", "REA-11", "REA-30", "PIL-F03", "SOL-02", "CMD-30")
@pytest.mark.parametrize(
    ("document", "dispositif", "mentions"),
    [
        ("bon_de_commande", LGC, 11),
        ("bon_de_commande", "HOP-DPI-Va2", 7),
        ("facture", LGC, 4),
        ("facture_secondaire", LGC, 4),
        ("va", LGC, 12),
        ("va", "IMG-RIS-Va2", 3),
        ("pv_pilote", LGC, 3),
        ("attestation_de_fin", LGC, 3),
        ("mandat", LGC, 3),
    ],
)
def test_chaque_document_a_sa_grille(document: str, dispositif: str, mentions: int) -> None:
    grille = TYPES[document].grille(dispositif, date(2025, 6, 1))

    assert len(grille.valeur) == mentions
    assert all(mention.reference.article for mention in grille.valeur)


def test_aucune_grille_avant_le_premier_texte() -> None:
    with pytest.raises(HorsPeriode):
        TYPES["va"].grille(LGC, date(2024, 6, 20))


@pytest.mark.parametrize(
    "changements",
    [
        {"statut": "rejete"},
        {"statut": "valide"},
        {"motif": "Sans raison d’être."},
        {"envoye_le": None},
        {"instruit_depuis": None, "instructeur": 1},
    ],
    ids=["rejet sans motif", "validé par personne", "motif sans rejet", "envoyé sans date", "en charge sans date"],
)
def test_la_base_refuse_l_incoherent(imports: ImportDeModeles, changements: dict[str, Any]) -> None:
    imports.ajouter("facture").envoyer()
    if "instructeur" in changements:
        changements = changements | {"instructeur": imports.dossier.gestionnaire.personne}

    with pytest.raises(IntegrityError), transaction.atomic():
        ModeleDeDocument.objects.update(**changements)


@pytest.mark.parametrize("qui", ["payeur", "valideur"])
def test_un_autre_role_ne_decide_pas(imports: ImportDeModeles, qui: str) -> None:
    imports.ajouter("facture").envoyer().controler("facture")
    agent = imports.dossier.asp(qui)

    assert "Cette action revient à" in refus(
        lambda: transitions.valider(imports.modele("facture"), imports.dossier.demande(agent))
    )


@pytest.mark.exigence("ROL-11")
def test_un_salarie_importe_avec_le_droit_de_saisir(imports: ImportDeModeles, monde: Monde) -> None:
    dossier, salarie = imports.dossier, monde.salarie
    imports.ajouter("facture")
    assert not ModeleDeDocument.objects.visibles_par(salarie).exists()

    for droit, reponse in ((Droit.DEMANDER, False), (Droit.SAISIR, True)):
        accorder(imports.fournisseur, dossier.demande(dossier.mandataire, utilisateur=salarie.personne, droit=droit))
        permis = transitions.valider_l_import.verdict(imports.fournisseur, dossier.demande(salarie)).favorable
        assert permis == reponse

    transitions.valider_l_import(imports.fournisseur, dossier.demande(salarie))
    imports.valider("facture")
    assert Notification.objects.filter(destinataire=salarie.personne, sujet__endswith="validé").count() == 1
