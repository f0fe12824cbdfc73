"""Orders in front of the ASP, deposited with their signed copy by suppliers who may."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from candidatures.models import Candidature
from financement.examen import examiner, point_du_constat
from financement.models import Commande, DemandeDeFinancement, PieceDeCommande
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from financement.transitions import charge
from financement.transitions import controle_des_commandes as controle
from financement.transitions import decision_des_commandes as decision
from segur.noyau.comptes.models import Acteur, Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.enrolements import PDF, DossierDEnrolement
from tests.monde import AVANT_DATE_1

MEDECINS = (
    "99000000028",
    "99000000085",
    "99000000127",
    "99000000168",
    "99000000226",
    "99000000242",
    "99000000283",
    "99000000325",
    "99000000341",
    "99000000358",
)
"""In the bases of the demonstration, none of them a beneficiary of wave 1."""
DANS_DIX_JOURS = timedelta(days=10)


def un_bon(jour: date, rang: int = 1, cle: str = MEDECINS[0], **changements: Any) -> Bon:
    """Valid, of a doctor, at 20 % and at the ceilings."""
    lignes = (
        Ligne(Prestation.VAGUE_2, "Prestation principale Vague 2", Decimal("376.25"), Decimal("451.50")),
        Ligne(Prestation.SECONDAIRE, "Prestation secondaire", Decimal("104.17"), Decimal("125.00")),
    )
    valeurs: dict[str, Any] = {
        "reference": f"BC-{rang:03}",
        "client": Client.MEDECIN,
        "cle": cle,
        "nom": f"Cabinet {rang}",
        "emis_le": jour,
        "signe_le": jour,
        "taux_tva": Decimal(20),
        "lignes": lignes,
        "signature": Signature.PSC,
        "signataire": "Camille Durand",
        "signataire_habilite": True,
        "version": "5.0",
        "mention_etat": True,
        "mention_conditionnelle": True,
        "conditionne": False,
        "vague_1_autofinancee": False,
        "patients_mt": 0,
        "aides_de_minimis": Decimal(0),
        "aides_declarees_le": jour,
    }
    return Bon(**valeurs | changements)


class Bureau:
    """One supplier's request, as the ASP receives it; an agent checks, another one decides."""

    def __init__(self, dossier: DossierDEnrolement) -> None:
        self.dossier, self.instant = dossier, max(dossier.instant, AVANT_DATE_1 + timedelta(days=2))
        self.gestionnaire = dossier.gestionnaire
        self.valideur = dossier.asp(Role.VALIDEUR)
        self.fournisseur = dossier.enrolement.fournisseur
        self.candidature = Candidature.objects.get(produit__editeur=self.fournisseur.organisation)

    def demande_de_financement(self) -> DemandeDeFinancement:
        return DemandeDeFinancement.objects.create(
            fournisseur=self.fournisseur,
            dispositif=self.candidature.dispositif,
            candidature=self.candidature,
            source=DemandeDeFinancement.Source.FORMULAIRE,
            statut=DemandeDeFinancement.Statut.DEPOSEE,
            recue_le=self.instant,
            recue_de=self.dossier.mandataire.personne,
            premier_depot_le=self.instant,
        )

    def deposer(self, nombre: int = 1, **changements: Any) -> list[Commande]:
        """In one request, a client each."""
        demande = self.demande_de_financement()
        return [self.ajouter(demande, rang, **changements) for rang in range(1, nombre + 1)]

    def ajouter(self, demande: DemandeDeFinancement, rang: int, *, occupe: bool = True, **changements: Any) -> Commande:
        jour = jour_de_paris(self.instant)
        bon = un_bon(jour, rang, **{"cle": MEDECINS[rang - 1], **changements})
        commande = Commande(
            demande=demande,
            dispositif=demande.dispositif,
            rang=rang,
            deposee_le=self.instant,
            statut=Commande.Statut.DEPOSEE,
            occupe=occupe,
        )
        commande.ecrire(bon)
        commande.save()
        self.joindre(commande, PDF + f"%{demande.pk}-{rang}".encode())
        return commande

    def joindre(self, commande: Commande, octets: bytes) -> None:
        """The signed copy, in the place of the one before."""
        document = deposer_octets(
            octets, nom="bon.pdf", zone="piece_de_commande", acteur=self.dossier.mandataire, le=self.instant
        )
        commande.pieces.filter(remplacee_le=None).update(remplacee_le=self.instant)
        PieceDeCommande.objects.create(commande=commande, nature="bon", document=document, deposee_le=self.instant)
        commande.empreinte = commande.calculer_l_empreinte()
        commande.save()

    def demande(self, acteur: Acteur, cle: str = "", **donnees: Any) -> Demande:
        self.instant += timedelta(minutes=7)
        return Demande(acteur, self.instant, donnees, cle)

    def par_l_agent(self, cle: str = "", **donnees: Any) -> Demande:
        return self.demande(self.gestionnaire, cle, **donnees)

    def par_le_valideur(self, cle: str = "", **donnees: Any) -> Demande:
        return self.demande(self.valideur, cle, **donnees)

    def relever(self, commande: Commande, cle: str = "champ:signe_le", motif: str = "La date est illisible.") -> None:
        demande = self.par_l_agent()
        donnees = {"cle": cle, "conforme": not motif, "motif": motif}
        charge.relever(commande, Demande(demande.acteur, demande.recu_le, donnees))

    def modifier(self, commande: Commande, **donnees: Any) -> Commande:
        a_rendre_le = jour_de_paris(self.instant + DANS_DIX_JOURS)
        valeurs = {"a_rendre_le": a_rendre_le, "motif": "", **donnees}
        fait: Commande = controle.demander_des_modifications(commande, self.par_l_agent(**valeurs))
        return fait

    def proposer(self, commande: Commande, **donnees: Any) -> Commande:
        """The whole check-list ticked, each finding to verify answered, unless told otherwise."""
        doutes = examiner(Commande.objects.select_related(*Commande.lus_avec).get(pk=commande.pk)).doutes
        remarques = {point_du_constat(doute): "Vérifié." for doute in doutes}
        valeurs = {"controles": True, "remarques": remarques, **donnees}
        fait: Commande = controle.proposer_la_validation(commande, self.par_l_agent(**valeurs))
        return fait

    def rejeter(self, commande: Commande, motif: str = "Le bon n’est pas signé.") -> Commande:
        fait: Commande = controle.proposer_le_rejet(commande, self.par_l_agent(motif=motif))
        return fait

    def valider(self, commande: Commande) -> Commande:
        fait: Commande = decision.valider(commande, self.par_le_valideur())
        return fait


def collegue(role: str, prenom: str = "Léo", *, aussi: tuple[str, ...] = ()) -> Acteur:
    """One more agent of the ASP."""
    personne = Utilisateur.objects.create_user(f"{prenom.lower()}-{role}@asp.example", nom="Second", prenom=prenom)
    asp = Organisation.objects.get(nature=Organisation.Nature.ASP)
    for tenu in (role, *aussi):
        Appartenance.objects.create(utilisateur=personne, organisation=asp, role=tenu)
    return acteur_pour(personne)
