"""From a validated advance to a paid balance: five pilots, the presérie, the VA, two agents, two payers, the bank."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from candidatures.models import Candidature
from financement.models import Commande, Creance, DossierPilote, LigneDePaiement, LotDePaiement, Virement
from financement.paiements import situation_de_paiement
from financement.verification import ecarts
from segur.noyau import horloge
from segur.noyau.journal.verification import anomalies
from segur.noyau.temps import jour_de_paris
from tests.financement.paiements.caisse import Caisse, compte_rendu
from tests.financement.pilotes.dossier import DossierDePilotes
from tests.financement.soldes.conftest import deposant_de_soldes
from tests.financement.soldes.depot import DepotDeSoldes
from tests.financement.soldes.exemples import AVANCE, FINANCE, SOLDE, declaration_pour
from tests.monde import Monde
from tests.parcours import gestes
from tests.parcours.conftest import Onglet

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
Portail = Callable[..., Onglet]
UN_JOUR = timedelta(days=1)
VA = 15 * UN_JOUR
"""From the validation of the pilots to the request of the balance."""


class Chaine:
    """Five orders whose advances are paid; nothing of the pilots, of the presérie nor of the balances."""

    def __init__(self, depot: DepotDeSoldes) -> None:
        self.depot = depot
        self.commandes = depot.commander(5, pilotes=False, preserie=False)
        self.commande = self.commandes[0]
        decidee_le = self.commande.decidee_le
        assert decidee_le is not None
        self.caisse = Caisse(depot.dossier)
        self.caisse.instant = decidee_le + UN_JOUR
        self.caisse.appliquer_le_paiement(self.caisse.exporte(*self.commandes))
        self.pilotes = DossierDePilotes("LogiPro", depot.candidature, decidee_le, commandes=0)
        self.pilotes.commandes = self.commandes

    def aller_a(self, instant: Any) -> None:
        """The portal's clock, and that of whoever acts outside of the browser."""
        self.depot.dossier.instant = self.pilotes.instant = instant
        horloge.regler(instant)


@pytest.fixture
def chaine(portail: Portail, settings: Any) -> Chaine:
    settings.PAYEUR_NOM = "Agence de services et de paiement"
    settings.PAYEUR_IBAN, settings.PAYEUR_BIC = "FR7630001007941234567890185", "BDFEFRPP"
    chaine = Chaine(deposant_de_soldes(Monde()))
    chaine.aller_a(chaine.pilotes.instant)
    return chaine


@pytest.mark.exigence("PIL-F01", "PIL-F02", "PIL-F03", "PIL-F04", "PIL-F09")
@pytest.mark.exigence("SOL-01", "SOL-04", "SOL-05", "SOL-06", "SOL-07")
def test_de_l_avance_validee_au_solde_paye(portail: Portail, chaine: Chaine) -> None:
    editeur, verificateur = portail("mandataire@logipro.example"), portail("verificateur@ans.example")
    valideur = portail("valideur@asp.example")
    assert "Ce qui manque pour demander" in editeur.aller(chaine.commande.get_absolute_url()).lire()
    _choisir_et_transmettre(editeur, chaine.pilotes)
    _verifier_les_pilotes(verificateur, chaine.pilotes)
    _accepter_les_pilotes(portail("responsable@ans.example"), chaine.pilotes)
    _constater_la_preserie(verificateur)

    acceptes_le = chaine.pilotes.dossier.accepte_le
    assert acceptes_le is not None
    chaine.aller_a(acceptes_le + VA)
    creance = _demander_le_solde(editeur, chaine.commande)
    _controler(portail("gestionnaire@asp.example"), creance)
    _valider(valideur, creance)
    _payer(portail("payeur@asp.example"), valideur)

    editeur.aller(creance.get_absolute_url())
    assert "Décidée et payée" in editeur.lire()
    lu = gestes.sans_espaces(editeur.aller(chaine.commande.get_absolute_url()).lire())
    assert "180,60€d’avancevalidée,sur451,50€deprestationprincipale;solde:270,90€" in lu
    versements = gestes.sans_espaces(editeur.aller("/financement/versements/").lire())
    assert "270,90€" in versements
    _rien_ne_manque(chaine)


def _choisir_et_transmettre(editeur: Onglet, dossier: DossierDePilotes) -> None:
    """The first client and its PV in the browser, the four others like it."""
    premiere, *autres = dossier.commandes
    editeur.aller("/financement/").cliquer("Pilotes", exact=True).cliquer("Commencer le dossier", role="button")
    editeur.cliquer(f"Choisir {premiere.reference}", role="button")
    dossier.pk = DossierPilote.objects.get().pk
    dossier.choisir(*autres)
    premier, *suivants = dossier.pilotes
    dossier.joindre(*suivants)
    editeur.aller(dossier.adresse)
    gestes.joindre_un_pv(editeur, dossier, premier.pk, "pv-1.pdf")
    gestes.ajouter_le_guide(editeur)
    assert "5/5 PV, 17/17 contenus" in editeur.lire()
    editeur.cliquer("Transmettre à l’ANS").cliquer("Transmettre le dossier", role="button")


def _verifier_les_pilotes(verificateur: Onglet, dossier: DossierDePilotes) -> None:
    """The first PV and the guide in the browser, the four other PV like them."""
    verificateur.aller("/financement/pilotes/a-verifier/")
    verificateur.cliquer("LogiMed").cliquer("Prendre en charge", role="button")
    premier, *suivants = dossier.pilotes
    gestes.juger_conforme(verificateur, f"#pilote-{premier.pk}")
    verificateur.page.locator("[id^=support-] button[value=conforme]").click()
    verificateur.verifier()
    dossier.juger(*(pilote.cle for pilote in suivants))


def _accepter_les_pilotes(responsable: Onglet, dossier: DossierDePilotes) -> None:
    responsable.aller("/financement/pilotes/a-verifier/")
    responsable.cliquer("LogiMed").cliquer("Accepter les pilotes").cliquer("Accepter", role="button", exact=True)
    assert dossier.dossier.statut == "accepte"


def _constater_la_preserie(verificateur: Onglet) -> None:
    verificateur.aller("/financement/preseries/").cliquer("LogiMed")
    verificateur.page.get_by_label("Validée définitivement le").fill(f"{jour_de_paris(horloge.maintenant()):%Y-%m-%d}")
    verificateur.page.get_by_label("Référence du constat").fill("ORDO-2027-14")
    verificateur.cliquer("Enregistrer le constat", role="button")
    assert "référence ORDO-2027-14" in verificateur.lire()


def _demander_le_solde(editeur: Onglet, commande: Commande) -> Creance:
    """The VA is signed once the pilots are validated, then comes the invoice."""
    jours = {nom: jour_de_paris(horloge.maintenant()) - UN_JOUR for nom in ("achevee_le", "va_signee_le", "facture_du")}
    editeur.aller(commande.get_absolute_url()).cliquer("Demander le solde")
    gestes.remplir_la_demande_de_solde(editeur, declaration_pour(commande, **jours))
    editeur.cliquer("Enregistrer et relire", role="button")
    editeur.cliquer("Déposer la demande").cliquer("Déposer", role="button", exact=True)
    return Creance.objects.get(statut="deposee")


def _controler(agent: Onglet, creance: Creance) -> None:
    agent.aller("/financement/creances/a-instruire/")
    agent.cliquer("Prendre en charge", role="button").cliquer(creance.reference)
    gestes.controler_et_proposer(agent)


def _valider(valideur: Onglet, creance: Creance) -> None:
    """Another person, who sees the amount."""
    valideur.aller("/financement/creances/a-instruire/").cliquer(creance.reference)
    assert "270,90€" in gestes.sans_espaces(valideur.lire())
    valideur.cliquer("Valider et suivante", role="button")
    creance.refresh_from_db()
    assert (creance.statut, creance.montant) == ("validee", SOLDE)


def _payer(payeur: Onglet, valideur: Onglet) -> None:
    """Prepared and exported by one, approved by another, paid by the bank."""
    payeur.aller("/financement/paiements/").cliquer("Voir les sommes à payer")
    payeur.cliquer("Préparer un lot de tout ce choix", role="button").cliquer("Préparer le lot", role="button")
    lot = LotDePaiement.objects.latest("pk")
    valideur.aller(lot.get_absolute_url())
    valideur.cliquer("Approuver le lot").cliquer("Approuver", role="button", exact=True)
    payeur.aller(lot.get_absolute_url()).cliquer("Exporter le lot").cliquer("Exporter", role="button", exact=True)
    lot.refresh_from_db()
    assert gestes.telecharger_les_virements(payeur) == f"{lot.message}.xml"
    gestes.importer_un_retour(payeur, compte_rendu(lot.message, {lot.virements.get().reference: "ACSC"}))
    payeur.cliquer("Appliquer le retour").cliquer("Appliquer", role="button", exact=True)
    assert lot.virements.get().statut == Virement.Statut.PAYE


def _rien_ne_manque(chaine: Chaine) -> None:
    """40 % + 60 % = 100 %, to the cent; and nothing is astray in the ledger nor in the journal."""
    payees = LigneDePaiement.objects.filter(commande=chaine.commande, virement__statut=Virement.Statut.PAYE)
    sommes = dict(payees.values_list("part", "montant"))
    assert sommes == {"avance": AVANCE, "solde": SOLDE}
    assert (AVANCE, sum(sommes.values(), Decimal(0))) == (FINANCE * Decimal("0.4"), FINANCE)
    for part in ("avance", "solde"):
        assert str(situation_de_paiement(chaine.commande, part)) == "Décidée et payée"
    assert (ecarts(), list(anomalies())) == ([], [])
    assert Candidature.objects.get().premieres_installations_le is not None
