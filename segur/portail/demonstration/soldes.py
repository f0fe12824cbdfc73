"""Balances at every stage: paid, validated and to pay, to validate, to check, to correct, not yet deposited."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.demandes.reception import Cadre, recevoir_un_formulaire
from financement.examen import examiner, point_du_constat
from financement.models import Commande, Creance, DemandeDeFinancement
from financement.regles.commande.faits import Signature
from financement.regles.solde.faits import Declaration
from financement.regles.solde.parametres import fonctions_connues
from financement.transitions import bureau_des_creances as bureau_des_soldes
from financement.transitions import correction_des_creances as correction
from financement.transitions.preserie import constater_la_preserie
from segur.noyau.comptes.models import Role
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.bureau import DIX_JOURS, REMARQUE, UN_JOUR, Bureau, agent
from segur.portail.demonstration.clientele import dossier_de
from segur.portail.demonstration.modeles import pdf_lisible
from segur.portail.demonstration.paiements import payer

PIECES = {"va": "Vérification d’aptitude", "facture": "Facture"}
MOTIF = "Le numéro de la facture n’est pas celui qui est déclaré."
INSTRUCTION = timedelta(days=5)


def constater(candidature: Candidature, le: datetime) -> None:
    """The ANS records that the series of the solution is validated."""
    donnees = {"validee_le": jour_de_paris(le), "reference": f"ORDO-{le:%Y}-{candidature.pk:03}", "fichier": None}
    constater_la_preserie(candidature, Demande(agent(Role.VERIFICATEUR), le, donnees))


def declaration(commande: Commande, va_signee_le: date) -> Declaration:
    """Of work ended the day before its VA, invoiced the same day as it is signed: nothing to say against it."""
    bon, ligne = commande.bon, commande.bon.principale
    if ligne is None:
        raise LookupError(f"{commande} n’a pas de prestation principale.")
    return Declaration(
        reference=bon.reference,
        cle=bon.cle,
        achevee_le=va_signee_le - UN_JOUR,
        va_signee_le=va_signee_le,
        va_signature=Signature.PSC,
        va_signataire=bon.signataire,
        va_signataire_habilite=True,
        fonctions=frozenset(fonctions_connues()),
        conforme_au_bon=True,
        facture_numero=f"F-{bon.reference}",
        facture_du=va_signee_le,
        facture_client=bon.nom,
        facture_ht=ligne.montant_ht,
        facture_ttc=ligne.montant_ttc,
        taux_tva=bon.taux_tva,
        facture_unique=True,
        surcout=False,
    )


class Soldes:
    """The balances of one supplier for one solution, by the form."""

    def __init__(self, firme: str, candidature: Candidature) -> None:
        self.firme, self.candidature = firme, candidature

    def saisir(self, commande: Commande, va_le: datetime, le: datetime, *genres: str) -> Creance:
        """Written with these pieces, and not deposited."""
        dossier = dossier_de(self.firme, le)
        cadre = Cadre(dossier.enrolement.fournisseur, self.candidature, DemandeDeFinancement.Nature.SOLDE)
        declare = declaration(commande, jour_de_paris(va_le))
        creance: Creance = recevoir_un_formulaire(cadre, declare, dossier.demande(dossier.mandataire)).creances.get()
        for genre in genres:
            donnees = {"nature": genre, "fichier": piece(genre, commande)}
            correction.joindre(creance, dossier.demande(dossier.mandataire, **donnees))
        return relue(creance)

    def deposer(self, commande: Commande, va_le: datetime, le: datetime) -> Creance:
        creance, dossier = self.saisir(commande, va_le, le, *PIECES), dossier_de(self.firme, le + UN_JOUR)
        correction.deposer_la_creance(creance, dossier.demande(dossier.mandataire))
        return relue(creance)

    def proposer(self, commande: Commande, va_le: datetime, le: datetime) -> Creance:
        """Checked a few days later: it waits for a valideur."""
        creance, bureau = self.deposer(commande, va_le, le), Bureau(le + INSTRUCTION)
        bureau_des_soldes.prendre_en_charge(creance, bureau.demande(bureau.agent))
        remarques = {point_du_constat(doute): REMARQUE for doute in examiner(creance).doutes}
        donnees: dict[str, Any] = {"controles": True, "remarques": remarques}
        bureau_des_soldes.proposer_la_validation(creance, bureau.demande(bureau.agent, **donnees))
        return relue(creance)

    def valider(self, commande: Commande, va_le: datetime, le: datetime) -> Creance:
        """It is to pay."""
        creance, bureau = self.proposer(commande, va_le, le), Bureau(le + INSTRUCTION + UN_JOUR)
        bureau_des_soldes.valider(creance, bureau.demande(bureau.valideur))
        return relue(creance)

    def renvoyer(self, commande: Commande, va_le: datetime, le: datetime) -> None:
        """The ASP asks for a correction of the number of the invoice."""
        creance, bureau = self.deposer(commande, va_le, le), Bureau(le + INSTRUCTION)
        bureau_des_soldes.prendre_en_charge(creance, bureau.demande(bureau.agent))
        point = {"cle": "champ:facture_numero", "conforme": False, "motif": MOTIF}
        bureau_des_soldes.relever(creance, bureau.demande(bureau.agent, **point))
        donnees = {"a_rendre_le": jour_de_paris(bureau.instant + 2 * DIX_JOURS), "motif": ""}
        bureau_des_soldes.demander_des_modifications(creance, bureau.demande(bureau.agent, **donnees))

    def payer(self, commandes: list[Commande], va_le: datetime, le: datetime) -> None:
        for commande in commandes:
            self.valider(commande, va_le, le)
        payer(commandes, "solde", le + 2 * INSTRUCTION)


def relue(creance: Creance) -> Creance:
    return Creance.objects.select_related(*Creance.lus_avec).get(pk=creance.pk)


def piece(genre: str, commande: Commande) -> SimpleUploadedFile:
    page = pdf_lisible(PIECES[genre], f"Commande {commande.reference}", commande.nom)
    return SimpleUploadedFile(f"{genre}-{commande.reference}.pdf", page)
