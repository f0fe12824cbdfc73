"""A dossier of pilots taken from stage to stage: orders validated by the ORM, the rest by the real transitions."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from candidatures.models import Candidature
from financement.models import Commande, DemandeDeFinancement, DossierPilote, Fournisseur, Pilote
from financement.pilotes import cles_de, faits
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from financement.regles.formations import liste_au
from financement.regles.pilotes import CONTROLES
from financement.transitions import pilotes as gestes
from financement.transitions import revue_des_pilotes as revue
from segur.noyau.comptes.models import Acteur, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from tests.monde import PDF

LGC = "MDV-LGC-Va2"
CODES = [contenu.code for contenu in liste_au(LGC, date(2026, 1, 1)).valeur]  # type: ignore[union-attr]


def un_bon(rang: int, signe_le: date, *, structure: bool = False) -> Bon:
    lignes = (Ligne(Prestation.VAGUE_2, "Prestation principale", Decimal("376.25"), Decimal("451.50")),)
    client, cle = (Client.STRUCTURE, f"0490{rang:05}") if structure else (Client.MEDECIN, f"9900000{rang:04}")
    nom = f"Client {rang}"
    return Bon(
        f"BC-{rang}",
        client,
        cle,
        nom,
        signe_le,
        signe_le,
        Decimal(20),
        lignes,
        Signature.CPX,
        f"Dr {nom}",
        version="2.0",
    )


def fournisseur_de(firme: str, le: datetime) -> Fournisseur:
    organisation = Organisation.objects.get(nom=firme)
    return Fournisseur.objects.get_or_create(organisation=organisation, defaults={"ouvert_le": le})[0]


def validees(
    fournisseur: Fournisseur, candidature: Candidature, le: datetime, nombre: int, *, depuis: int = 1, **valeurs: Any
) -> list[Commande]:
    """Orders whose advance the ASP has validated; `valeurs` make them otherwise."""
    deux = list(Utilisateur.objects.ayant_role(Role.GESTIONNAIRE, Role.VALIDEUR)[:2])
    demande = DemandeDeFinancement.objects.create(
        fournisseur=fournisseur,
        dispositif=candidature.dispositif,
        candidature=candidature,
        source=DemandeDeFinancement.Source.FORMULAIRE,
        recue_le=le,
        recue_de=deux[0],
        premier_depot_le=le,
    )
    champs = {
        "statut": Commande.Statut.VALIDEE,
        "deposee_le": le,
        "empreinte": "e",
        "empreinte_controlee": "e",
        "controlee_le": le,
        "controlee_par": deux[0],
        "decidee_le": le,
        "decidee_par": deux[1],
        "proposition": Commande.Proposition.VALIDER,
        "occupe": True,
        "financement": Decimal(100),
        "avance": Decimal(40),
        "solde": Decimal(60),
    } | valeurs
    structure = bool(champs.pop("structure", False))
    commandes = []
    for rang in range(depuis, depuis + nombre):
        commande = Commande(demande=demande, dispositif=candidature.dispositif, rang=rang, **champs)
        commande.ecrire(un_bon(rang, jour_de_paris(le), structure=structure))
        commande.save()
        commandes.append(commande)
    return commandes


class DossierDePilotes:
    """Of one supplier and one solution that is referenced; its methods are a few minutes apart."""

    def __init__(self, firme: str, candidature: Candidature, instant: datetime, *, commandes: int = 5) -> None:
        self.firme, self.candidature = firme, candidature
        self.signe_le = max(instant, candidature.referencee_le or instant)
        self.instant = self.signe_le + timedelta(days=30)
        organisation = Organisation.objects.get(nom=firme)
        personne = Utilisateur.objects.ayant_role(Role.MANDATAIRE, organisation=organisation).earliest("pk")
        self.mandataire = acteur_pour(personne, organisation.pk)
        self.fournisseur = fournisseur_de(firme, instant)
        self.commandes = validees(self.fournisseur, candidature, self.signe_le, commandes)

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += timedelta(minutes=7)
        return Demande(acteur, self.instant, donnees)

    def ans(self, role: str = Role.VERIFICATEUR) -> Acteur:
        return acteur_pour(Utilisateur.objects.ayant_role(role).earliest("pk"))

    @property
    def dossier(self) -> DossierPilote:
        """Read again: what the page would show."""
        return DossierPilote.objects.select_related(*DossierPilote.lus_avec).get(pk=self.pk)

    @property
    def adresse(self) -> str:
        return self.dossier.get_absolute_url()

    @property
    def pilotes(self) -> list[Pilote]:
        return list(Pilote.objects.actuels().filter(dossier_pilote=self.pk).select_related("commande"))

    def ouvrir(self) -> "DossierDePilotes":
        self.pk = gestes.ouvrir(self.fournisseur, self.candidature, self.demande(self.mandataire)).pk
        return self

    def choisir(self, *commandes: Commande) -> "DossierDePilotes":
        for commande in commandes or self.commandes:
            gestes.choisir(self.dossier, self.demande(self.mandataire, commande=commande.pk))
        return self

    def pv(self, pilote: int, **changements: Any) -> dict[str, Any]:
        jour = jour_de_paris(self.signe_le)
        return {
            "pilote": pilote,
            "fichier": SimpleUploadedFile(f"pv-{pilote}.pdf", PDF + f"%{pilote}".encode()),
            "installe_le": jour + timedelta(days=5),
            "signe_le": jour + timedelta(days=20),
            "signature": Signature.MANUSCRITE.value,
            "signataire": "Dr Client",
            "observation": "",
        } | changements

    def joindre(self, *pilotes: Pilote, **changements: Any) -> "DossierDePilotes":
        for pilote in pilotes or self.pilotes:
            donnees = self.pv(pilote.pk, **changements)
            gestes.joindre_le_pv(self.dossier, self.demande(self.mandataire, **donnees))
        return self

    def former(self, *codes: str, titre: str = "Guide", lien: str = "https://formation.example/") -> "DossierDePilotes":
        donnees = {"titre": titre, "fichier": None, "lien": lien, "contenus": list(codes or CODES)}
        gestes.ajouter_un_support(self.dossier, self.demande(self.mandataire, **donnees))
        return self

    def complet(self) -> "DossierDePilotes":
        return self.ouvrir().choisir().joindre().former()

    def transmettre(self) -> "DossierDePilotes":
        gestes.transmettre(self.dossier, self.demande(self.mandataire))
        return self

    def completer(self) -> "DossierDePilotes":
        gestes.completer(self.dossier, self.demande(self.mandataire))
        return self

    def juger(self, *cles: str, motif: str = "") -> "DossierDePilotes":
        """In order without a reason, to be corrected with one."""
        donnees = {"cles": list(cles), "conforme": not motif, "motif": motif, "controles": list(CONTROLES)}
        revue.pointer(self.dossier, self.demande(self.ans(), **donnees))
        return self

    def tout_juger_conforme(self) -> "DossierDePilotes":
        return self.juger(*cles_de(self.dossier, jour_de_paris(self.instant)))

    def demander(self) -> "DossierDePilotes":
        donnees = {"motif": "Voir les points.", "a_rendre_le": jour_de_paris(self.instant) + timedelta(days=10)}
        revue.demander_des_complements(self.dossier, self.demande(self.ans(), **donnees))
        return self

    def accepter(self) -> "DossierDePilotes":
        revue.accepter(self.dossier, self.demande(self.ans(Role.RESPONSABLE)))
        return self

    def accepte(self) -> "DossierDePilotes":
        return self.complet().transmettre().tout_juger_conforme().accepter()

    def points(self) -> dict[str, bool]:
        return {point.cle: point.conforme for point in faits(self.dossier).points}


def sans_nombre(candidature: Candidature) -> None:
    Dispositif.objects.filter(pk=candidature.dispositif_id).update(nb_pilotes=None)


def un_dossier(candidature: Candidature | None = None, *, depuis: int = 900) -> DossierDePilotes:
    """Whole and not sent, of any solution that is referenced. `depuis`: rank of its first order, unlike any other's."""
    solutions = Candidature.objects.select_related("dispositif", "produit__editeur")
    choisie = solutions.get(pk=candidature.pk) if candidature else solutions.filter(statut="referencee").latest("pk")
    dossier = DossierDePilotes(choisie.produit.editeur.nom, choisie, choisie.charte_acceptee_le, commandes=0)
    dossier.commandes = validees(dossier.fournisseur, choisie, dossier.signe_le, 5, depuis=depuis)
    return dossier.complet()
