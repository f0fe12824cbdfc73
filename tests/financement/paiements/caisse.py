"""Orders validated by hand, batches taken from stage to stage, and the files that a bank would send back."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import connection
from django.db import transaction as db

from candidatures.models import Candidature
from financement.models import Commande, Creance, DemandeDeFinancement, LotDePaiement, Part, Position, RetourBancaire
from financement.preparation import preparer
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from financement.regles.paiement import prochain_jour_ouvre
from financement.retours import importer
from financement.sepa.retour import REGLES
from financement.transitions import ecritures, paiement, retour
from segur.noyau.comptes.models import Acteur, Appartenance, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.demonstration.enrolements import DossierDEnrolement

CENTIME = Decimal("0.01")


def collegue(role: str, nom: str) -> Acteur:
    personne, _ = Utilisateur.objects.get_or_create(
        email=f"{nom}@asp.example", defaults={"nom": nom.title(), "prenom": "Léo"}
    )
    asp = Organisation.objects.get(nature=Organisation.Nature.ASP)
    Appartenance.objects.get_or_create(utilisateur=personne, organisation=asp, role=role)
    return acteur_pour(personne)


class Caisse:
    """The money of some suppliers; its methods answer what the page would show."""

    def __init__(self, *dossiers: DossierDEnrolement, part: str = Part.AVANCE) -> None:
        self.dossiers, self.part = dossiers, part
        self.instant = max(dossier.instant for dossier in dossiers) + timedelta(days=1)

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += timedelta(seconds=20)
        return Demande(acteur, self.instant, donnees)

    def asp(self, role: str) -> Acteur:
        return acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk"))

    @property
    def payeur(self) -> Acteur:
        return self.asp(Role.PAYEUR)

    @property
    def valideur(self) -> Acteur:
        return self.asp(Role.VALIDEUR)

    @property
    def execution_le(self) -> date:
        return prochain_jour_ouvre(jour_de_paris(self.instant))

    def commande(
        self, montant: str = "1204.55", dossier: DossierDEnrolement | None = None, **changements: Any
    ) -> Commande:
        """Validated and committed: checked by the gestionnaire, decided by the valideur."""
        commande = self.non_engagee(montant, dossier or self.dossiers[0], **changements)
        with db.atomic():
            ecritures.engager(commande, self.demande(self.valideur))
        if self.part != Part.AVANCE:
            self.creance(commande)
        return commande

    def creance(self, commande: Commande, **changements: Any) -> Creance:
        """Its part is claimed: checked by the gestionnaire, validated by the valideur."""
        valeurs = {
            "statut": "validee",
            "empreinte": "e",
            "empreinte_controlee": "e",
            "proposition": "valider",
            "deposee_le": self.instant,
            "controlee_le": self.instant,
            "controlee_par": self.asp(Role.GESTIONNAIRE).personne,
            "decidee_le": self.instant,
            "decidee_par": self.valideur.personne,
            "montant": commande.solde,
            "part": Part.SOLDE,
        }
        rang = commande.demande.creances.count() + 1
        return Creance.objects.create(
            demande=commande.demande,
            commande=commande,
            dispositif=commande.dispositif,
            rang=rang,
            contenu={},
            **(valeurs | changements),
        )

    def non_engagee(self, montant: str, dossier: DossierDEnrolement, **changements: Any) -> Commande:
        fournisseur = dossier.enrolement.fournisseur
        candidature = Candidature.objects.filter(dispositif=dossier.dispositif).earliest("pk")
        demande = DemandeDeFinancement.objects.create(
            fournisseur=fournisseur,
            dispositif=candidature.dispositif,
            candidature=candidature,
            source="formulaire",
            statut="deposee",
            recue_le=self.instant,
            recue_de=dossier.mandataire.personne,
            premier_depot_le=self.instant,
        )
        rang = Commande.objects.count() + 1
        financement = Decimal(montant)
        avance = (financement * Decimal("0.4")).quantize(CENTIME)
        commande = Commande(demande=demande, dispositif=candidature.dispositif, rang=rang)
        commande.ecrire(_bon(rang, financement, jour_de_paris(self.instant)))
        valeurs = {
            "statut": "validee",
            "occupe": True,
            "empreinte": "e",
            "empreinte_controlee": "e",
            "proposition": "valider",
            "deposee_le": self.instant,
            "controlee_le": self.instant,
            "controlee_par": self.asp(Role.GESTIONNAIRE).personne,
            "decidee_le": self.instant,
            "decidee_par": self.valideur.personne,
            "financement": financement,
            "avance": avance,
            "solde": financement - avance,
        }
        for champ, valeur in (valeurs | changements).items():
            setattr(commande, champ, valeur)
        commande.save()
        return commande

    def preparer(self, *commandes: Commande, acteur: Acteur | None = None, **options: Any) -> LotDePaiement:
        """From these orders, or from all that is payable."""
        positions = Position.objects.filter(part=self.part)
        if commandes:
            positions = positions.filter(commande__in=commandes)
        return self.preparer_les(list(positions.values_list("pk", flat=True)), acteur, **options)

    def preparer_les(self, pks: list[int], acteur: Acteur | None = None, **options: Any) -> LotDePaiement:
        return preparer(pks, self.execution_le, self.demande(acteur or self.payeur), **options)

    def appliquer_le_paiement(self, lot: LotDePaiement) -> RetourBancaire:
        """The bank says that all of it is paid."""
        return self.appliquer(releve(*((v.reference, v.montant) for v in lot.vifs())))

    def approuver(self, lot: LotDePaiement, acteur: Acteur | None = None) -> LotDePaiement:
        fait: LotDePaiement = paiement.approuver(lot, self.demande(acteur or self.valideur))
        return fait

    def exporter(self, lot: LotDePaiement) -> LotDePaiement:
        fait: LotDePaiement = paiement.exporter(lot, self.demande(self.payeur))
        return fait

    def exporte(self, *commandes: Commande) -> LotDePaiement:
        return self.exporter(self.approuver(self.preparer(*commandes)))

    def importer(self, contenu: bytes) -> RetourBancaire:
        return importer(BytesIO(contenu), "retour.xml", self.demande(self.payeur))[0]

    def appliquer(self, contenu: bytes) -> RetourBancaire:
        fait: RetourBancaire = retour.appliquer(self.importer(contenu), self.demande(self.payeur))
        return fait


def _bon(rang: int, montant: Decimal, jour: date) -> Bon:
    lignes = (Ligne(Prestation.VAGUE_2, "Prestation principale Vague 2", montant, None),)
    cle = f"99{rang:09d}"
    return Bon(f"BC-{rang}", Client.MEDECIN, cle, f"Client {rang}", jour, jour, Decimal(20), lignes, Signature.CPX, "A")


ENTETE = '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:{}">'


def releve(*mouvements: tuple[str, Decimal | str], rejets: dict[str, str] | None = None, montant: Any = "1") -> bytes:
    """A `camt.054`: debits of these references; returns of those in `rejets`, by their code, for `montant`."""
    corps = "".join(_mouvement(reference, somme, "DBIT") for reference, somme in mouvements)
    for reference, code in (rejets or {}).items():
        corps += _mouvement(reference, montant, "CRDT", f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>")
    document = f"{ENTETE.format('camt.054.001.08')}<BkToCstmrDbtCdtNtfctn><Ntfctn>{corps}</Ntfctn>"
    return f"{document}</BkToCstmrDbtCdtNtfctn></Document>".encode()


def _mouvement(reference: str, montant: Any, sens: str, suite: str = "") -> str:
    detail = f'<Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy="EUR">{montant}</Amt>{suite}'
    return (
        f'<Ntry><Amt Ccy="EUR">{montant}</Amt><CdtDbtInd>{sens}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<NtryDtls><TxDtls>{detail}</TxDtls></NtryDtls></Ntry>"
    )


def compte_rendu(message: str, statuts: dict[str, str]) -> bytes:
    """A `pain.002`: by reference, « ACSC » or the code of a reject."""
    lignes = "".join(_statut(reference, statut) for reference, statut in statuts.items())
    groupe = f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId></OrgnlGrpInfAndSts>"
    corps = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>1</OrgnlPmtInfId>{lignes}</OrgnlPmtInfAndSts>"
    return f"{ENTETE.format('pain.002.001.03')}<CstmrPmtStsRpt>{groupe}{corps}</CstmrPmtStsRpt></Document>".encode()


def _statut(reference: str, statut: str) -> str:
    rejet = "" if statut in REGLES else f"<StsRsnInf><Rsn><Cd>{statut}</Cd></Rsn></StsRsnInf>"
    code = "RJCT" if rejet else statut
    return f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{code}</TxSts>{rejet}</TxInfAndSts>"


def message_rejete(message: str, code: str) -> bytes:
    """A `pain.002` that rejects the whole file."""
    raison = f"<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"
    groupe = f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>{raison}</OrgnlGrpInfAndSts>"
    return f"{ENTETE.format('pain.002.001.03')}<CstmrPmtStsRpt>{groupe}</CstmrPmtStsRpt></Document>".encode()


def lever_la_contrainte(modele: Any, nom: str) -> None:
    """For a negative control: what happens without it."""
    contrainte = next(c for c in modele._meta.constraints if c.name == nom)
    with connection.schema_editor() as editeur:
        editeur.remove_constraint(modele, contrainte)


def remettre_la_contrainte(modele: Any, nom: str) -> None:
    contrainte = next(c for c in modele._meta.constraints if c.name == nom)
    with connection.schema_editor() as editeur:
        editeur.add_constraint(modele, contrainte)
