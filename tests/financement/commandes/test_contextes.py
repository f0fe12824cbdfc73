"""What the database says around an order: read once for all, at the instant of reception."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidatures.models import Candidature
from financement.contextes import contexte_de, contextes, depots_permis, dossier_complet_le
from financement.models import Commande, DemandeDeFinancement, Fournisseur
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from preuves.models import Chapitre
from segur.portail.demonstration.bases import importer_les_bases
from segur.portail.demonstration.enrolements import DossierDEnrolement
from tests.financement.conftest import validee
from tests.monde import Monde, referencer

MEDECIN, MEDECIN_VA1, STRUCTURE, INCONNU = "99000000028", "99000000010", "049000003", "10100000008"


def un_bon(cle: str = MEDECIN, **changements: object) -> Bon:
    jour = date(2026, 7, 1)
    lignes = (Ligne(Prestation.VAGUE_2, "Prestation principale Vague 2", Decimal("376.25"), Decimal("451.50")),)
    client = Client.MEDECIN if len(cle) == 11 else Client.STRUCTURE
    base = Bon("BC-1", client, cle, "Client", jour, jour, Decimal(20), lignes, Signature.CPX, "A. Client")
    return Bon(**{champ: getattr(base, champ) for champ in base.__slots__} | changements)


@pytest.fixture
def enrolee(referencee: DossierDEnrolement) -> DossierDEnrolement:
    """Whose enrolment lets orders in; the reference bases of the demonstration are there."""
    importer_les_bases(referencee.instant)
    return referencee.accepte()


def solution(dossier: DossierDEnrolement) -> tuple[Fournisseur, Candidature, datetime]:
    fournisseur = dossier.enrolement.fournisseur
    return fournisseur, Candidature.objects.get(produit__editeur=fournisseur.organisation), dossier.instant


def deposee(dossier: DossierDEnrolement, bon: Bon, **valeurs: object) -> Commande:
    fournisseur, candidature, instant = solution(dossier)
    demande = DemandeDeFinancement.objects.create(
        fournisseur=fournisseur,
        dispositif=candidature.dispositif,
        candidature=candidature,
        source=DemandeDeFinancement.Source.FORMULAIRE,
        recue_le=instant,
        recue_de=dossier.mandataire.personne,
        premier_depot_le=instant,
    )
    commande = Commande(demande=demande, dispositif=candidature.dispositif, rang=1, deposee_le=instant)
    commande.ecrire(bon)
    for champ, valeur in ({"statut": Commande.Statut.DEPOSEE, "empreinte": "e"} | valeurs).items():
        setattr(commande, champ, valeur)
    commande.save()
    return commande


@pytest.mark.exigence("ELI-07", "ENR-07")
def test_chaque_client_recoit_ce_que_sa_base_dit_de_lui(enrolee: DossierDEnrolement) -> None:
    medecin, equipe, structure, inconnu = contextes(
        *solution(enrolee)[:2], [un_bon(c) for c in (MEDECIN, MEDECIN_VA1, STRUCTURE, INCONNU)], enrolee.instant
    )

    assert medecin.fournisseur.depots_ouverts.favorable
    assert medecin.fournisseur.est_editeur
    assert medecin.client.eligible.favorable
    assert [motif and motif.satisfait for motif in (medecin.client.vague_1, equipe.client.vague_1)] == [True, False]
    assert (structure.client.tranche, structure.client.departement) == ("E", "04")
    assert not inconnu.client.eligible.favorable


def test_le_cout_ne_depend_pas_du_nombre_de_commandes(enrolee: DossierDEnrolement) -> None:
    fournisseur, candidature, instant = solution(enrolee)

    def cout(bons: list[Bon]) -> int:
        lue = Candidature.objects.select_related("dispositif", "eligibilite").get(pk=candidature.pk)
        with CaptureQueriesContext(connection) as requetes:
            contextes(Fournisseur.objects.get(pk=fournisseur.pk), lue, bons, instant)
        return len(requetes)

    deux = [un_bon(MEDECIN), un_bon(STRUCTURE)]
    assert cout(deux) == cout([*deux, un_bon(MEDECIN_VA1), un_bon(INCONNU)])


@pytest.mark.exigence("ELI-09")
def test_une_commande_qui_compte_se_voit_de_soi_et_d_autrui(enrolee: DossierDEnrolement) -> None:
    fournisseur, candidature, instant = solution(enrolee)
    commande = deposee(enrolee, un_bon(), occupe=True)

    du_meme = contextes(fournisseur, candidature, [un_bon()], instant)[0].client
    elle_meme = contexte_de(commande).client
    autre = Fournisseur(pk=fournisseur.pk + 1, organisation=fournisseur.organisation, ouvert_le=instant)
    d_un_autre = contextes(autre, candidature, [un_bon()], instant)[0].client

    assert (du_meme.deja_commande_par_soi, du_meme.deja_commande_ailleurs) == ("BC-1", False)
    assert (elle_meme.deja_commande_par_soi, elle_meme.deja_commande_ailleurs) == ("", False)
    assert (d_un_autre.deja_commande_par_soi, d_un_autre.deja_commande_ailleurs) == ("", True)


def test_une_commande_retiree_ne_compte_plus(enrolee: DossierDEnrolement) -> None:
    fournisseur, candidature, instant = solution(enrolee)
    deposee(enrolee, un_bon(), statut=Commande.Statut.RETIREE)
    assert contextes(fournisseur, candidature, [un_bon()], instant)[0].client.deja_commande_par_soi == ""


def test_sans_enrolement_rien_ne_se_depose(referencee: DossierDEnrolement) -> None:
    referencee.ouvrir()
    fournisseur, candidature, instant = solution(referencee)
    fournisseur.enrolements.all().delete()
    lu = contextes(fournisseur, candidature, [un_bon()], instant)[0].fournisseur
    assert not lu.depots_ouverts.favorable
    assert "Aucun enrôlement" in lu.depots_ouverts.obstacles[0].explication


@pytest.mark.exigence("RET-01")
def test_l_enrolement_anticipe_sert_tant_que_le_certificat_manque(enrolable: DossierDEnrolement) -> None:
    """Whether the exception applies is for the rules of the order to say; the gate itself does not ask for a NRU."""
    enrolable.accepte()
    fournisseur, candidature, instant = solution(enrolable)
    lu = contextes(fournisseur, candidature, [un_bon()], instant)[0]
    assert lu.fournisseur.depots_ouverts.favorable
    assert lu.referencement.reference_le is None


@pytest.mark.exigence("ENR-07", "ELI-01")
@pytest.mark.parametrize("situation", ["suspendue", "retiree"])
def test_une_solution_suspendue_ferme_ses_depots_malgre_une_autre_referencee(
    referencee: DossierDEnrolement, monde: Monde, situation: str
) -> None:
    referencee.accepte()
    seconde = validee(monde, "LogiPro", "Autre LogiPro").candidature
    referencer(seconde)
    premiere = Candidature.objects.exclude(pk=seconde.pk).get()
    Candidature.objects.filter(pk=seconde.pk).update(statut=situation)
    seconde.refresh_from_db()

    enrolement, instant = referencee.enrolement, referencee.instant
    assert depots_permis(enrolement, premiere, instant).favorable
    assert [m.code for m in depots_permis(enrolement, seconde, instant).obstacles] == ["certificat"]


@pytest.mark.exigence("CMD-04")
def test_le_dossier_est_complet_quand_le_dernier_chapitre_est_soumis(monde: Monde) -> None:
    scenario = monde.eligible()
    candidature, premier = scenario.candidature, scenario.instant
    chapitres = list(Chapitre.objects.filter(candidature=candidature, chapitre_rem__isnull=False))
    Chapitre.objects.filter(pk__in=[c.pk for c in chapitres]).update(
        statut=Chapitre.Statut.VALIDE, premiere_soumission_le=premier
    )
    dernier = chapitres[-1]
    dernier.statut, dernier.premiere_soumission_le = Chapitre.Statut.VALIDE, premier + timedelta(days=3)
    dernier.save()
    assert dossier_complet_le(candidature) == premier + timedelta(days=3)

    dernier.statut, dernier.premiere_soumission_le = Chapitre.Statut.A_COMPLETER, None
    dernier.save()
    assert dossier_complet_le(candidature) is None

    dernier.statut = Chapitre.Statut.DISPENSE
    dernier.save()
    assert dossier_complet_le(candidature) == premier
