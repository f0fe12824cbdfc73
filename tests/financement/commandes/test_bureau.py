"""The desk of orders: checked by one, decided by another, on exactly the same content."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.db import transaction as db

from candidatures.models import Candidature
from financement.examen import examiner
from financement.models import Commande, PointDeCommande
from financement.regles.bureau import Age, delai
from financement.transitions import charge, lignes
from financement.transitions import controle_des_commandes as controle
from financement.transitions import decision_des_commandes as decision
from segur.noyau.comptes.models import Role
from segur.noyau.journal.verification import anomalies
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus
from tests.financement.commandes.au_bureau import Bureau, collegue

pytestmark = pytest.mark.django_db


def relue(commande: Commande) -> Commande:
    return Commande.objects.select_related(*Commande.lus_avec).get(pk=commande.pk)


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("AV-04", "AV-05", "CMD-41")
def test_une_commande_controlee_puis_validee_a_son_avance(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    controlee = bureau.proposer(commande)
    assert (controlee.statut, controlee.proposition) == ("controlee", "valider")
    assert controlee.empreinte_controlee == relue(commande).calculer_l_empreinte()

    validee = bureau.valider(commande)

    assert (validee.financement, validee.avance, validee.solde) == tuple(map(Decimal, ("451.50", "180.60", "270.90")))
    assert (validee.controlee_par, validee.decidee_par) == (bureau.gestionnaire.personne, bureau.valideur.personne)
    message = Notification.objects.filter(sujet__endswith="commandes validées").first()
    assert message is not None
    assert "avance de 180,60 €" in message.corps
    assert list(anomalies()) == []


@pytest.mark.exigence("AV-05")
def test_la_validation_se_propose_quand_tout_est_vu(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    with pytest.raises(Refus) as rien:
        bureau.proposer(commande, controles=False, remarques={})
    assert codes(rien) == ["controles", "doutes"]

    bureau.relever(commande)
    with pytest.raises(Refus) as a_corriger:
        bureau.proposer(commande)
    assert codes(a_corriger) == ["points"]

    bureau.relever(commande, motif="")
    for vu in examiner(relue(commande)).controles:
        bureau.relever(commande, vu.point, motif="")
    assert bureau.proposer(commande, controles=False).statut == "controlee"


def test_une_regle_contraire_empeche_de_proposer_la_validation(bureau: Bureau) -> None:
    (commande,) = bureau.deposer(conditionne=True)
    with pytest.raises(Refus) as refus:
        bureau.proposer(commande)
    assert codes(refus)[0] == "moteur"
    assert bureau.rejeter(commande).proposition == "rejeter"


def test_un_doute_se_leve_par_une_remarque_gardee(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    remarques = PointDeCommande.objects.filter(commande=commande, cle__startswith="constat:")
    assert remarques.count() == len(examiner(relue(commande)).doutes) > 0
    assert set(remarques.values_list("motif", flat=True)) == {"Vérifié."}


@pytest.mark.exigence("AV-05")
def test_les_modifications_partent_avec_leurs_points_et_rouvrent_eux_seuls(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    with pytest.raises(Refus) as rien:
        bureau.modifier(commande)
    assert codes(rien) == ["points"]
    bureau.relever(commande, "champ:signataire", "Le signataire n’est pas nommé.")
    with pytest.raises(Refus) as hier:
        bureau.modifier(commande, a_rendre_le=jour_de_paris(bureau.instant - timedelta(days=1)))
    assert codes(hier) == ["a_rendre_le"]

    bureau.modifier(commande)

    assert lignes.champs_ouverts(relue(commande)) == {"signataire"}
    assert lignes.pieces_ouvertes(relue(commande)) == frozenset()
    message = Notification.objects.filter(sujet__endswith="commandes à modifier").latest("pk")
    assert "Le signataire n’est pas nommé." in message.corps


@pytest.mark.exigence("AV-05")
def test_deux_sur_dix_reviennent_et_huit_avancent(bureau: Bureau) -> None:
    commandes = bureau.deposer(10)
    for commande in commandes[:2]:
        bureau.relever(commande, "controle:signature", "La signature manque.")
        bureau.modifier(commande)
    for commande in commandes[2:]:
        bureau.proposer(commande)
        bureau.valider(commande)

    statuts = Commande.objects.order_by("rang").values_list("statut", flat=True)
    assert list(statuts) == ["a_modifier"] * 2 + ["validee"] * 8
    assert all(lignes.pieces_ouvertes(relue(c)) == {"bon"} for c in commandes[:2])
    assert sum(c.avance or 0 for c in Commande.objects.filter(statut="validee")) == Decimal("180.60") * 8


@pytest.mark.exigence("AV-05", "MSG-08")
def test_un_rejet_se_confirme_par_un_autre_et_libere_la_place(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    with pytest.raises(Refus) as sans_motif:
        bureau.rejeter(commande, motif=" ")
    assert codes(sans_motif) == ["saisie:motif"]
    bureau.rejeter(commande)
    assert Notification.objects.filter(sujet__contains="rejetée").count() == 0
    assert (relue(commande).motif, relue(commande).motif_propose) == ("", "Le bon n’est pas signé.")

    decision.confirmer_le_rejet(commande, bureau.par_le_valideur())

    rejetee = relue(commande)
    assert (rejetee.statut, rejetee.occupe, rejetee.motif) == ("rejetee", False, "Le bon n’est pas signé.")
    assert "Le bon n’est pas signé." in Notification.objects.filter(sujet__contains="rejetées").latest("pk").corps
    (nouvelle,) = bureau.deposer()
    assert nouvelle.occupe


def test_le_rejet_cite_les_constats_choisis(bureau: Bureau) -> None:
    (commande,) = bureau.deposer(conditionne=True)
    choisis = ["constat:CMD-10:conditionne"]
    controle.proposer_le_rejet(commande, bureau.par_l_agent(motif="", constats=choisis))
    assert "condition" in relue(commande).motif_propose


def test_le_valideur_renvoie_au_controle_et_dit_pourquoi(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    with pytest.raises(Refus):
        decision.renvoyer_au_controle(commande, bureau.par_le_valideur(motif=""))
    decision.renvoyer_au_controle(commande, bureau.par_le_valideur(motif="Relire la signature."))

    revenue = relue(commande)
    assert (revenue.statut, revenue.controlee_par, revenue.empreinte_controlee) == ("deposee", None, "")
    message = Notification.objects.de(bureau.gestionnaire.personne).latest("pk")
    assert "Relire la signature." in message.corps


@pytest.mark.exigence("RET-02")
def test_sous_reserve_elle_attend_le_referencement(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    referencee_le = bureau.candidature.referencee_le
    Candidature.objects.filter(pk=bureau.candidature.pk).update(statut="en_cours", nru=None, referencee_le=None)
    with pytest.raises(Refus) as refus:
        bureau.valider(commande)
    assert "referencement" in codes(refus)
    assert "sous réserve" in str(refus.value)
    assert relue(commande).statut == "controlee"

    Candidature.objects.filter(pk=bureau.candidature.pk).update(
        statut="referencee", nru="LGCV2RETARD", referencee_le=referencee_le
    )
    assert bureau.valider(commande).statut == "validee"


# ---- two persons, by every path -------------------------------------------------------------------------------------


def test_une_personne_aux_deux_roles_ne_decide_pas_de_ce_qu_elle_a_controle(bureau: Bureau) -> None:
    double = collegue(Role.GESTIONNAIRE, aussi=(Role.VALIDEUR,))
    (commande,) = bureau.deposer()
    bureau.gestionnaire = double
    bureau.proposer(commande)
    bureau.valideur = double
    with pytest.raises(Refus) as refus:
        bureau.valider(commande)
    assert codes(refus) == ["personnes"]
    decision.renvoyer_au_controle(commande, bureau.par_le_valideur(motif="À revoir."))
    bureau.rejeter(commande)
    with pytest.raises(Refus) as rejet:
        decision.confirmer_le_rejet(commande, bureau.par_le_valideur())
    assert codes(rejet) == ["personnes"]


@pytest.mark.parametrize("statut", ["validee", "rejetee"])
@pytest.mark.parametrize("chemin", ["save", "update", "bulk_update"])
def test_la_base_refuse_une_seule_personne_par_tout_chemin(bureau: Bureau, statut: str, chemin: str) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande) if statut == "validee" else bureau.rejeter(commande)
    objet = relue(commande)
    valeurs: dict[str, Any] = {"statut": statut, "decidee_par": objet.controlee_par, "decidee_le": bureau.instant}
    if statut == "validee":
        valeurs |= {"financement": Decimal("10"), "avance": Decimal("4"), "solde": Decimal("6")}
    else:
        valeurs |= {"occupe": False, "motif": "Le bon n’est pas signé."}

    def ecrire(qui: Any) -> None:
        valeurs["decidee_par"] = qui
        for champ, valeur in valeurs.items():
            setattr(objet, champ, valeur)
        if chemin == "save":
            objet.save()
        elif chemin == "update":
            Commande.objects.filter(pk=objet.pk).update(**valeurs)
        else:
            Commande.objects.bulk_update([objet], list(valeurs))

    with pytest.raises(IntegrityError, match=r"decidee_par_autrui"), db.atomic():
        ecrire(objet.controlee_par)
    ecrire(bureau.valideur.personne)
    assert relue(commande).statut == statut


# ---- the content changes --------------------------------------------------------------------------------------------


def test_le_contenu_change_apres_le_controle_annule_le_controle(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    bureau.joindre(relue(commande), b"%PDF-1.4\nautre copie\n%%EOF\n")
    with pytest.raises(Refus) as refus:
        bureau.valider(commande)
    assert codes(refus) == ["contenu"]
    assert "Le contenu a changé" in str(refus.value)

    decision.annuler_si_change(commande, bureau.par_le_valideur(), refus.value)

    annulee = relue(commande)
    assert (annulee.statut, annulee.controlee_par, annulee.proposition) == ("deposee", None, "")
    assert len(examiner(annulee).controles_restants) == len(examiner(annulee).controles)


def test_l_empreinte_seule_changee_ne_trompe_pas_la_base(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    Commande.objects.filter(pk=commande.pk).update(contenu={**relue(commande).contenu, "signataire": "Autre"})
    with pytest.raises(Refus) as refus:
        bureau.valider(commande)
    assert codes(refus) == ["contenu"]
    with pytest.raises(IntegrityError, match=r"decidee_sur_le_contenu_controle"), db.atomic():
        Commande.objects.filter(pk=commande.pk).update(
            statut="validee",
            decidee_par=bureau.valideur.personne,
            decidee_le=bureau.instant,
            empreinte="autre",
            financement=Decimal("10"),
            avance=Decimal("4"),
            solde=Decimal("6"),
        )


def test_un_controle_intact_ne_s_annule_pas(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.proposer(commande)
    with pytest.raises(Refus):
        decision.annuler_le_controle(commande, bureau.par_le_valideur())
    assert relue(commande).statut == "controlee"


# ---- in charge, points, age -----------------------------------------------------------------------------------------


def test_un_seul_agent_a_la_commande_en_charge(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    charge.prendre_en_charge(commande, bureau.par_l_agent())
    autre = collegue(Role.GESTIONNAIRE)
    with pytest.raises(Refus) as prise:
        charge.prendre_en_charge(commande, bureau.demande(autre))
    with pytest.raises(Refus) as rendue:
        charge.rendre(commande, bureau.demande(autre))
    assert (codes(prise), codes(rendue)) == (["libre"], ["suivie"])
    charge.rendre(commande, bureau.par_le_valideur())
    charge.prendre_en_charge(commande, bureau.demande(autre))
    assert relue(commande).instructeur == autre.personne


@pytest.mark.parametrize(
    ("cle", "conforme", "motif", "attendu"),
    [
        ("champ:inconnu", True, "", "point"),
        ("piece:aides", False, "Illisible.", "point"),
        ("champ:signe_le", False, " ", "saisie:motif"),
        ("constat:CMD-99", True, "Vu.", "point"),
    ],
)
def test_un_point_est_de_la_commande_et_s_explique(
    bureau: Bureau, cle: str, conforme: bool, motif: str, attendu: str
) -> None:
    (commande,) = bureau.deposer()
    donnees = {"cle": cle, "conforme": conforme, "motif": motif}
    with pytest.raises(Refus) as refus:
        charge.relever(commande, Demande(bureau.gestionnaire, bureau.instant, donnees))
    assert codes(refus) == [attendu]


def test_un_point_conforme_tombe_quand_ce_qu_il_juge_change(bureau: Bureau) -> None:
    (commande,) = bureau.deposer()
    bureau.relever(commande, "champ:signataire", motif="")
    bureau.relever(commande, "champ:nom", motif="")
    Commande.objects.filter(pk=commande.pk).update(contenu={**relue(commande).contenu, "signataire": "Autre"})
    assert set(examiner(relue(commande)).points) == {"champ:nom"}


@pytest.mark.exigence("PIL-F07")
@pytest.mark.parametrize(("jours", "retard"), [(9, False), (10, False), (11, True)])
def test_le_delai_vise_est_de_dix_jours(bureau: Bureau, jours: int, retard: bool) -> None:
    assert delai()[0] == 10
    age = Age(bureau.instant, bureau.instant + timedelta(days=jours))
    assert (age.jours, age.en_retard) == (jours, retard)
