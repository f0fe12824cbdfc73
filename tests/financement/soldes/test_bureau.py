"""A balance in front of the ASP: the room of the orders, two pairs of eyes, an amount that is the one committed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from financement.creances import declaration_de
from financement.examen import examiner, point_du_constat
from financement.models import Commande, Creance, Ecriture, PieceDeCreance, Position
from financement.transitions import bureau_des_creances as bureau
from financement.transitions.correction_des_creances import corriger
from segur.noyau.comptes.models import Acteur, Role
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.messagerie.models import Notification
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, Refus
from tests.financement.commandes.au_bureau import collegue
from tests.financement.soldes.depot import DepotDeSoldes
from tests.financement.soldes.exemples import SOLDE, commande_validee, creance_de
from tests.monde import PDF
from tests.noyau.organisations.test_concurrence import ensemble

pytestmark = pytest.mark.django_db
FILE = "/financement/creances/a-instruire/"
Connecter = Callable[[Acteur], Client]


class AuBureau:
    """One balance deposited with its pieces, and who examines it."""

    def __init__(self, depot: DepotDeSoldes) -> None:
        self.dossier = depot.dossier
        fournisseur = self.dossier.enrolement.fournisseur
        self.candidature = fournisseur.organisation.produits.get().candidatures.get()
        self.commande = commande_validee(fournisseur, self.candidature, self.dossier.instant)
        self.creance = creance_de(self.commande)
        assert self.creance.deposee_le is not None
        self.instant = self.creance.deposee_le
        for nature in ("va", "facture"):
            self.joindre(self.creance, nature, PDF + nature.encode())
        self.gestionnaire, self.valideur = self.dossier.gestionnaire, self.dossier.asp(Role.VALIDEUR)

    def joindre(self, creance: Creance, nature: str, octets: bytes) -> None:
        document = deposer_octets(
            octets, nom=f"{nature}.pdf", zone="piece_de_creance", acteur=self.dossier.mandataire, le=self.instant
        )
        creance.pieces.filter(nature=nature, remplacee_le=None).update(remplacee_le=self.instant)
        PieceDeCreance.objects.create(creance=creance, nature=nature, document=document, deposee_le=self.instant)
        creance.empreinte = creance.calculer_l_empreinte()
        creance.save()

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += timedelta(minutes=7)
        return Demande(acteur, self.instant, donnees)

    def relue(self) -> Creance:
        return Creance.objects.select_related(*Creance.lus_avec).get(pk=self.creance.pk)

    def proposer(self) -> Creance:
        remarques = {point_du_constat(doute): "Vérifié." for doute in examiner(self.relue()).doutes}
        donnees = {"controles": True, "remarques": remarques}
        fait: Creance = bureau.proposer_la_validation(self.creance, self.demande(self.gestionnaire, **donnees))
        return fait

    def valider(self, acteur: Acteur | None = None) -> Creance:
        fait: Creance = bureau.valider(self.creance, self.demande(acteur or self.valideur))
        return fait


@pytest.fixture
def salle(depot: DepotDeSoldes) -> AuBureau:
    return AuBureau(depot)


def codes(refus: pytest.ExceptionInfo[Refus]) -> list[str]:
    return [motif.code for motif in refus.value.verdict.obstacles]


@pytest.mark.exigence("SOL-05", "SOL-07")
def test_un_solde_controle_puis_valide_est_pret_a_payer(salle: AuBureau) -> None:
    bureau.prendre_en_charge(salle.creance, salle.demande(salle.gestionnaire))
    salle.proposer()
    assert Position.objects.a_payer().filter(part="solde").count() == 0

    validee = salle.valider()

    assert (validee.statut, validee.montant) == ("validee", SOLDE)
    assert list(Position.objects.a_payer().values_list("part", "engage")) == [
        ("avance", salle.commande.avance),
        ("solde", SOLDE),
    ]
    engagements = Ecriture.objects.filter(nature="engagement", part="solde")
    assert [ecriture.montant for ecriture in engagements] == [SOLDE]
    lu = Notification.objects.filter(sujet__contains="demandes de paiement validées")
    assert lu.exists()


def test_la_meme_personne_ne_controle_pas_et_ne_valide_pas(salle: AuBureau) -> None:
    double = collegue(Role.GESTIONNAIRE, aussi=(Role.VALIDEUR,))
    salle.gestionnaire = double
    salle.proposer()

    with pytest.raises(Refus) as refus:
        salle.valider(double)

    assert "personnes" in " ".join(codes(refus)) or "deux_personnes" in codes(refus)
    assert salle.relue().statut == "controlee"


def test_un_contenu_change_apres_le_controle_ne_se_valide_pas(salle: AuBureau) -> None:
    salle.proposer()
    salle.joindre(salle.relue(), "va", PDF + b"autre")

    with pytest.raises(Refus) as refus:
        salle.valider()

    assert "contenu" in codes(refus)
    assert bureau.annuler_le_controle(salle.creance, salle.demande(salle.valideur)).statut == "deposee"


def test_les_controles_sont_tous_a_faire(salle: AuBureau) -> None:
    with pytest.raises(Refus) as refus:
        bureau.proposer_la_validation(salle.creance, salle.demande(salle.gestionnaire))

    assert "controles" in codes(refus)


def test_une_commande_qui_n_est_plus_validee_retient_son_solde(salle: AuBureau) -> None:
    salle.proposer()
    valeurs = {"statut": "rejetee", "proposition": "rejeter", "motif": "Retirée.", "occupe": False}
    Commande.objects.filter(pk=salle.commande.pk).update(**valeurs, financement=None, avance=None, solde=None)

    with pytest.raises(Refus) as refus:
        salle.valider()

    assert refus.value.verdict.obstacles
    assert salle.relue().montant is None


@pytest.mark.exigence("SOL-07")
def test_seuls_les_points_demandes_s_ouvrent_au_fournisseur(salle: AuBureau) -> None:
    donnees = {"cle": "champ:facture_numero", "conforme": False, "motif": "Numéro illisible."}
    bureau.relever(salle.creance, salle.demande(salle.gestionnaire, **donnees))
    rendre = jour_de_paris(salle.instant) + timedelta(days=10)
    bureau.demander_des_modifications(salle.creance, salle.demande(salle.gestionnaire, motif="", a_rendre_le=rendre))
    relue = salle.relue()
    assert (relue.statut, [p.cle for p in relue.points.actuels()]) == ("a_modifier", ["champ:facture_numero"])

    autre = replace(declaration_de(relue), facture_client="Un autre client")
    with pytest.raises(Refus):
        corriger(relue, salle.demande(salle.dossier.mandataire, declaration=autre))


@pytest.mark.exigence("SOL-07", "MSG-08")
def test_un_rejet_se_confirme_par_une_autre_personne_et_dit_pourquoi(salle: AuBureau) -> None:
    bureau.proposer_le_rejet(salle.creance, salle.demande(salle.gestionnaire, motif="La VA n’est pas signée."))
    assert salle.relue().motif == ""

    assert not Notification.objects.filter(corps__contains="La VA n’est pas signée.").exists()

    bureau.confirmer_le_rejet(salle.creance, salle.demande(salle.valideur))

    assert (salle.relue().statut, salle.relue().motif) == ("rejetee", "La VA n’est pas signée.")
    assert Notification.objects.filter(corps__contains="La VA n’est pas signée.").exists()
    assert Position.objects.a_payer().filter(part="solde").count() == 0


def test_un_renvoi_revient_au_gestionnaire(salle: AuBureau) -> None:
    salle.proposer()
    bureau.renvoyer_au_controle(salle.creance, salle.demande(salle.valideur, motif="Facture à relire."))
    assert (salle.relue().statut, salle.relue().controlee_par) == ("deposee", None)


def test_la_salle_se_lit_et_se_decide(salle: AuBureau, connecter: Connecter) -> None:
    client, adresse = connecter(salle.gestionnaire), f"/financement/creances/{salle.creance.pk}/instruction/"
    page = client.get(adresse).content.decode()
    assert ("La facture est au nom du client" in page, "Montant à verser" in page) == (True, True)

    refusee = client.post(adresse, {"geste": "proposer"})
    assert (refusee.status_code, "Contrôles du document à faire" in refusee.content.decode()) == (409, True)

    avis = {f"avis:{controle.point}": "conforme" for controle in examiner(salle.relue()).controles}
    remarques = {f"motif:{point_du_constat(d)}": "Vérifié." for d in examiner(salle.relue()).doutes}
    assert client.post(adresse, {"geste": "proposer", **avis, **remarques}).status_code == 302
    assert salle.relue().statut == "controlee"
    assert connecter(salle.valideur).post(adresse, {"geste": "valider"}).status_code == 302
    assert salle.relue().statut == "validee"


def test_la_file_se_filtre_s_exporte_et_se_prend(salle: AuBureau, connecter: Connecter) -> None:
    client = connecter(salle.gestionnaire)
    assert salle.commande.reference in client.get(FILE).content.decode()
    assert "Aucune demande" in client.get(f"{FILE}?part=secondaire").content.decode()
    export = b"".join(client.get(f"{FILE}?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert (salle.commande.reference in export, "Solde" in export) == (True, True)

    client.post("/financement/creances/prendre/", {"nombre": "1"})
    assert salle.relue().instructeur == salle.gestionnaire.utilisateur
    assert client.get("/financement/creances/suivante/")["Location"].endswith(f"/{salle.creance.pk}/instruction/")
    assert client.post("/financement/creances/prendre/", {"nombre": "trop"}, follow=True).status_code == 200


def test_la_file_et_la_salle_coutent_autant_pour_un_que_pour_trois(
    salle: AuBureau, connecter: Connecter, django_assert_max_num_queries: Any
) -> None:
    client = connecter(salle.gestionnaire)
    for rang in (1, 2, 3):
        if rang > 1:
            fournisseur = salle.dossier.enrolement.fournisseur
            creance_de(commande_validee(fournisseur, salle.candidature, salle.dossier.instant, rang=rang))
        with django_assert_max_num_queries(15):
            client.get(FILE)
    with django_assert_max_num_queries(24):
        client.get(f"/financement/creances/{salle.creance.pk}/instruction/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="les verrous de lignes sont ceux de PostgreSQL")
def test_huit_validations_ensemble_n_engagent_qu_une_fois(salle: AuBureau) -> None:
    salle.proposer()
    demandes = [salle.demande(salle.valideur) for _ in range(8)]

    issues = ensemble(*(partial(bureau.valider, salle.creance, demande) for demande in demandes))

    assert sorted(issues) == ["fait", *["statut"] * 7]
    assert Ecriture.objects.filter(nature="engagement", part="solde").count() == 1
