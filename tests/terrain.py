"""A vendor's dossiers and one client per role: what the authorisation matrix is tried on."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from candidatures.models import DerogationDeDelai, DocumentOfficiel, Mesure, SeanceDuCollege
from candidatures.transitions.reponses_types import creer
from preuves.models import AuditIns, Preuve
from segur.noyau.comptes.models import Appartenance, Organisation, Role, Utilisateur
from segur.noyau.dispositifs.models import Amendement, Dispositif
from segur.noyau.referentiel.models import VersionRem
from segur.noyau.transitions import REGISTRE
from segur.portail.demonstration.scenario import Scenario
from tests.monde import LGC, Monde, demande_posee, liens_d_abonnement, referencer
from tests.noyau.organisations.membres import preter, visiter
from tests.noyau.webhooks.exemples import un_webhook
from tests.portail.api.programme import Programme
from tests.terrain_du_financement import DuFinancement

MATRICE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "autorisations.yaml").read_text())
JETON = re.compile(rb'(csrfmiddlewaretoken" value=|name="cle" value=)"[^"]*"')
METHODES = ("GET", "POST", "PUT", "PATCH", "DELETE")
ANONYME = "anonyme"
EXEMPLES = {
    "etape": 1,
    "nature": "formulaire",
    "bloc": "precedents",
    "ligne": 1,
    "piece": 1,
    "source": "moi",
    "onglet": uuid.UUID(int=1),
    "zone": "attestation_noms",
    "rang": 1,
}
DU_FINANCEMENT = {
    "Enrolement": "enrolement",
    "Fournisseur": "fournisseur",
    "CoordonneesBancaires": "coordonnees",
    "DemandeDeFinancement": "demande",
    "Commande": "commande",
    "Creance": "creance",
    "ArbitrageDePlace": "arbitrage",
    "ModeleDeDocument": "modele_de_document",
    "Question": "question",
    "LotDePaiement": "lot_de_paiement",
    "RetourBancaire": "retour_bancaire",
    "DossierPilote": "dossier_pilote",
    "Indu": "indu",
    "ControleAPosteriori": "controle",
    "JournalTransmis": "journal_transmis",
}
DE_L_ORGANISATION = ("Adhesion", "Appartenance", "Invitation")
VUS_AVEC = {  # the kind of object that decides who sees this one
    "Amendement": "amendement",
    "Courriel": "courriel",
    "DerogationDeDelai": "derogation",
    "Delegation": "delegation",
    "Diffusion": "diffusion",
    "ImportDeBase": "import_de_base",
    "Jeton": "jeton",
    "Webhook": "webhook",
    "Evenement": "webhook",
    **DU_FINANCEMENT,
    **dict.fromkeys(DE_L_ORGANISATION, "organisation"),
}
SEULEMENT_OUVERTS = {
    "Chapitre",
    "DocumentOfficiel",
    "AuditIns",
    "Mesure",
    "Fil",
    "DemandeDeModification",
    *VUS_AVEC,
} - {"DerogationDeDelai"}


def noms_des_urls() -> set[str]:
    return set(_parcourir(get_resolver().url_patterns, ""))


def _parcourir(motifs: list[Any], espace: str) -> Iterator[str]:
    for motif in motifs:
        if isinstance(motif, URLResolver):
            interieur = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from _parcourir(motif.url_patterns, interieur)
        elif isinstance(motif, URLPattern):
            yield f"{espace}{motif.name}"


def _arguments(motifs: list[Any], espace: str = "") -> Iterator[tuple[str, set[str]]]:
    for motif in motifs:
        if isinstance(motif, URLResolver):
            yield from _arguments(motif.url_patterns, f"{espace}{motif.namespace}:" if motif.namespace else espace)
        elif isinstance(motif, URLPattern):
            yield f"{espace}{motif.name}", set(motif.pattern.regex.groupindex) | set(motif.pattern.converters)


ARGUMENTS = dict(_arguments(get_resolver().url_patterns))


def deplier(noms: list[str]) -> set[str]:
    groupes = MATRICE["groupes"]
    return {role for nom in noms for role in groupes.get(nom, [nom])}


@dataclass(frozen=True)
class Cas:
    """One address, one method; `objet` is "" for a page that names none."""

    nom: str
    methode: str
    objet: str
    regle: dict[str, Any]
    action: str = ""

    def __str__(self) -> str:
        return f"{self.methode} {self.nom}{f'[{self.action}]' if self.action else ''}"


def cas() -> list[Cas]:
    resultat = [
        Cas(nom, methode, ligne.get("objet", ""), regle)
        for nom, ligne in MATRICE["urls"].items()
        for methode, regle in ligne.items()
        if methode in METHODES
    ]
    for action, regle in MATRICE["actions"].items():
        resultat += [Cas("portail:action", methode, "etape", regle, action) for methode in ("GET", "POST")]
    return resultat


class Terrain(DuFinancement):
    """A vendor's dossiers, as a draft and as an open one, and one client per role."""

    def __init__(self) -> None:
        self.monde = Monde()
        self.etats: dict[str, Scenario] = {"brouillon": self.monde.brouillon(produit="Secret brouillon")}
        self.etats["ouverte"] = self.monde.eligible(produit="Secret ouvert")
        self.officiel = DocumentOfficiel.objects.create(
            candidature=self.etats["ouverte"].candidature, nature="convention", demande_le=self.etats["ouverte"].instant
        )
        ouverte = self.etats["ouverte"]
        self.nru = referencer(self.monde.brouillon(produit="Référencée").candidature)
        self.audit = AuditIns.objects.create(candidature=ouverte.candidature, visite_le=ouverte.instant.date())
        self.demande = demande_posee(self.monde, ouverte)
        self.reponse_type = creer(
            self.monde.demande(self.monde.responsable, titre="Merci", texte="Merci {destinataire}.")
        )
        self.seance = SeanceDuCollege.objects.create(
            le=ouverte.instant, convoquee_le=ouverte.instant, convoquee_par=self.monde.responsable.personne
        )
        self.mesure = Mesure._default_manager.create(
            candidature=ouverte.candidature,
            nature="suspension",
            motif="Secret",
            proposee_le=ouverte.instant,
            proposee_par=self.monde.responsable.personne,
        )
        self.derogations = {"brouillon": self.monde.derogation(self.etats["brouillon"])}
        self.derogations["ouverte"] = self.monde.derogation(ouverte, accordee=False)
        self.amendement = self.monde.amender(ouverte.dispositif, {2: ouverte.instant})
        self.financer(ouverte)
        self.delivre = self.monde.document_delivre()
        self.invitation, self.jeton = self.monde.inviter()
        self.delegation = preter(self.monde.representant, self.monde.mandataire)
        self.visite = visiter(self.monde)
        self.jeton_d_api = Programme(self.monde.mandataire).jeton
        self.webhook = un_webhook(self.monde.mandataire, essaye=True)
        self.adhesion = self.monde.demander_a_rejoindre()
        self.jetons = liens_d_abonnement()
        self.notification, self.courriel, self.diffusion = self.monde.messagerie()
        self.import_de_base = self.monde.importer_une_base()
        self.personnes = dict(self._personnes())
        self.clients: dict[str, Client] = {}

    def ouvrir_les_portes(self) -> "Terrain":
        self.clients = {role: self._client(personne) for role, personne in self.personnes.items()}
        return self

    @staticmethod
    def arguments_de(cas: Cas) -> set[str]:
        return set(ARGUMENTS[cas.nom])

    def _personnes(self) -> Iterator[tuple[str, Utilisateur | None]]:
        yield ANONYME, None
        for role in ("mandataire", "representant", "salarie"):
            yield role, Utilisateur.objects.get(email=f"{role}@logipro.example")
        yield "salarie_sans_produit", self._salarie_sans_produit()
        yield "autre_editeur", Utilisateur.objects.get(email="mandataire@medisoft.example")
        for role in deplier(["ans"]):
            yield role, Utilisateur.objects.get(email=f"{role}@ans.example")
        for role in deplier(["asp"]):
            yield role, Utilisateur.objects.get(email=f"{role}@asp.example")
        ancien = Utilisateur.objects.create_user("ancien@logipro.example", nom="Ancien", prenom="Membre")
        logipro = Organisation.objects.get(nom="LogiPro")
        Appartenance.objects.create(utilisateur=ancien, organisation=logipro, role=Role.MANDATAIRE, active=False)
        yield "ancien", ancien
        yield "superutilisateur", Utilisateur.objects.create_superuser("racine@ans.example", nom="R", prenom="S")

    @staticmethod
    def _salarie_sans_produit() -> Utilisateur:
        """A colleague who collaborates on none of these products: they do not exist for them (E1-08)."""
        nouveau = Utilisateur.objects.create_user("nouveau@logipro.example", nom="Nouveau", prenom="Collègue")
        logipro = Organisation.objects.get(nom="LogiPro")
        Appartenance.objects.create(utilisateur=nouveau, organisation=logipro, role=Role.SALARIE)
        return nouveau

    @staticmethod
    def _client(personne: Utilisateur | None) -> Client:
        client = Client(raise_request_exception=False)
        if personne:
            client.force_login(personne)
        return client

    def adresse(self, cas: Cas, etat: str, *, absente: bool = False) -> str:
        return reverse(cas.nom, kwargs=self._arguments(cas, etat, absente))

    def _arguments(self, cas: Cas, etat: str, absente: bool) -> dict[str, Any]:
        scenario = self.etats[etat]
        if cas.nom == "account_reset_password_from_key":
            return {"uidb36": "1", "key": "x-y"}
        if cas.nom.startswith("openid_connect"):
            return {"provider_id": "isc"}
        if cas.nom == "candidatures:charte":
            return {"code": LGC, "reference": "ABSENTXX" if absente else scenario.produit.reference}
        if cas.nom in ("portail:verifier_code", "portail:verifier_json"):
            return {"code": self.delivre.code}
        if cas.nom == "comptes:accepter":
            return {"jeton": self.jeton}
        if cas.nom == "financement:modele_de_json":
            return {"quoi": "exemple"}
        if cas.nom == "financement:modele_du_journal":
            return {"quoi": "exemple.csv"}
        if cas.nom == "api:inconnue":
            return {"reste": "rien/"}
        if cas.nom in self.jetons:
            return {"jeton": self.jetons[cas.nom]}
        return getattr(self, f"_{cas.objet or 'rien'}")(cas, scenario, absente)

    def _rien(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {}

    def _produit(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"reference": "ABSENTXX" if absente else scenario.produit.reference}

    def _collaborateur(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        collaborateur = scenario.produit.collaborateurs.earliest("pk")
        return self._produit(cas, scenario, absente) | {"pk": collaborateur.pk}

    def _candidature(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        numero = {"numero": "ABSENTEXX" if absente else scenario.candidature.numero}
        return numero | {nom: EXEMPLES[nom] for nom in ARGUMENTS[cas.nom] if nom in EXEMPLES}

    def _lot(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return self._candidature(cas, scenario, absente)

    def _export(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return self._candidature(cas, scenario, absente)

    def _chapitre(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"numero": scenario.candidature.numero, "pk": 999_999 if absente else scenario.chapitres()[0].pk}

    def _preuve(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        premiere = Preuve.objects.filter(chapitre__candidature=scenario.candidature).first()
        return {"pk": 999_999 if absente or premiere is None else premiere.pk}

    def _fil(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"numero": scenario.candidature.numero, "pk": 999_999 if absente else self.demande.fil_id}

    def _reponse_type(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.reponse_type.pk}

    def _seance(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.seance.pk}

    def _derogation(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        etat = next(nom for nom, sien in self.etats.items() if sien is scenario)
        return {"pk": 999_999 if absente else self.derogations[etat].pk}

    def _document(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        piece = scenario.candidature.eligibilite.pieces.filter(zone="documentation_dsr").get()
        return {"identifiant": uuid.UUID(int=0) if absente else piece.document.identifiant}

    def _demarche(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"code": "absente" if absente else Dispositif.objects.get(code=LGC).code}

    def _version(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else VersionRem.objects.get().pk}

    def _organisation(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.invitation.organisation_id}

    def _membre(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        salarie = self.invitation.organisation.appartenances.get(utilisateur__email="salarie@logipro.example")
        return {"pk": 999_999 if absente else salarie.pk}

    def _visite(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.visite.pk}

    def _amendement(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.amendement.pk}

    def _texte(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else Amendement.objects.publies().get().pk}

    def _import_de_base(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.import_de_base.pk}

    def _solution(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"numero_unique": "LGCV2ABSENT" if absente else self.nru}

    def _cle_de_securite(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999}

    def _notification(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.notification.pk}

    def _courriel(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.courriel.pk}

    def _diffusion(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.diffusion.pk}

    def _webhook(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.webhook.pk}

    def _evenement(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        return {"pk": 999_999 if absente else self.webhook.evenements.latest("pk").pk}

    def _etape(self, cas: Cas, scenario: Scenario, absente: bool) -> dict[str, Any]:
        candidature, modele = scenario.candidature, REGISTRE[cas.action].modele.__name__
        objets = {
            "CandidatureAdministrative": lambda: candidature.administrative,
            "Eligibilite": lambda: candidature.eligibilite,
            "Convention": lambda: candidature.convention,
            "Chapitre": lambda: scenario.chapitres()[0],
            "Candidature": lambda: candidature,
            "Fil": lambda: self.demande.fil,
            "DemandeDeModification": lambda: self.demande,
            "AuditIns": lambda: self.audit,
            "Mesure": lambda: self.mesure,
            "DerogationDeDelai": lambda: DerogationDeDelai.objects.get(**self._derogation(cas, scenario, False)),
            "DocumentOfficiel": lambda: self.officiel,
            "Amendement": lambda: self.amendement,
            "Adhesion": lambda: self.adhesion,
            "Courriel": lambda: self.courriel,
            "Delegation": lambda: self.delegation,
            "Diffusion": lambda: self.diffusion,
            "ImportDeBase": lambda: self.import_de_base,
            "Invitation": lambda: self.invitation,
            "Jeton": lambda: self.jeton_d_api,
            "Webhook": lambda: self.webhook,
            "Evenement": lambda: self.webhook.evenements.latest("pk"),
            "Enrolement": lambda: self.enrolement.enrolement,
            "Fournisseur": lambda: self.fournisseur,
            "DemandeDeFinancement": lambda: self.commandes["ouverte"].demande,
            "Commande": lambda: self.commandes["ouverte"],
            "Creance": lambda: self.creances["ouverte"],
            "ArbitrageDePlace": lambda: self.arbitrage,
            "CoordonneesBancaires": lambda: self.enrolement.coordonnees,
            "ModeleDeDocument": lambda: self.modeles["ouverte"],
            "Question": lambda: self.question,
            "LotDePaiement": lambda: self.lot,
            "RetourBancaire": lambda: self.retour,
            "DossierPilote": lambda: self.pilotes["ouverte"].dossier,
            "Indu": lambda: self.indus["ouverte"],
            "ControleAPosteriori": lambda: self.controle,
            "JournalTransmis": lambda: self.journal,
            "Appartenance": lambda: self.invitation.organisation.appartenances.get(
                utilisateur__email="salarie@logipro.example"
            ),
        }
        return {"nom": cas.action, "pk": 999_999 if absente else objets[modele]().pk}

    def donnees(self, cas: Cas, role: str) -> dict[str, Any]:
        if cas.regle.get("donnees") == {"organisation": "sienne"}:
            personne = self.clients[role].session.get("_auth_user_id")
            siennes = Appartenance.objects.filter(utilisateur=personne, active=True)
            return {"organisation": siennes.values_list("organisation", flat=True).first() or 0}
        return {}
