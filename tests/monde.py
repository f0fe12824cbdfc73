"""The small world of the tests: one person per role, two vendors, the calendars and a demonstration REM."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import override_settings
from django.utils import timezone

from candidatures.abonnements import jeton_d_arret, jeton_de_confirmation
from candidatures.catalogue import ouvrir_acces
from candidatures.delais import proposer_une_derogation
from candidatures.models import (
    Abonnement,
    Candidature,
    CandidatureAdministrative,
    Collaborateur,
    DemandeDeModification,
    DerogationDeDelai,
    DocumentOfficiel,
)
from candidatures.nru import nouveau_nru
from candidatures.transitions.delais import accorder
from candidatures.transitions.demandes import demander_une_modification
from financement.models import ArbitrageDePlace, Commande, DemandeDeFinancement, Fournisseur
from financement.regles.commande.faits import Bon, Client, Ligne, Prestation, Signature
from preuves.models import Preuve
from preuves.transitions.preuve import etat_de
from segur.noyau import horloge
from segur.noyau.annuaires.importation import importer_sur_place
from segur.noyau.annuaires.models import ImportDeBase
from segur.noyau.comptes.models import (
    SYSTEME,
    Acteur,
    Adhesion,
    Invitation,
    Organisation,
    Role,
    Utilisateur,
    acteur_pour,
)
from segur.noyau.dispositifs.chargement import charger_dispositifs
from segur.noyau.dispositifs.models import Amendement, DateAmendee, Dispositif, SeuilAmende
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.messagerie.categories import Categorie
from segur.noyau.messagerie.diffusions import preparer
from segur.noyau.messagerie.models import Courriel, Diffusion, Notification
from segur.noyau.messagerie.notifications import notifier
from segur.noyau.messagerie.rassemblement import rassembler
from segur.noyau.organisations.demandes import demander_a_rejoindre, transmettre
from segur.noyau.organisations.ouverture import inviter
from segur.noyau.referentiel.demonstration import classeur
from segur.noyau.referentiel.importation import importer_rem
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande
from segur.portail.calendriers.transitions import ouvrir, proposer, publier
from segur.portail.demonstration.comptes import creer_les_comptes
from segur.portail.demonstration.pdf import pdf_vierge
from segur.portail.demonstration.scenario import Scenario
from tests import instantane
from tests.souvenirs import garder, monde_remis

LGC = "MDV-LGC-Va2"
IMPORT = datetime(2025, 5, 2, 8, tzinfo=UTC)
AVANT_DATE_1 = datetime(2025, 10, 6, 8, tzinfo=UTC)
DATE_1 = datetime(2025, 10, 15, 10, tzinfo=UTC)

BASE_DE_REFERENCE = """FINESS géographique;Raison sociale;Catégorie;Tranche;Signataire ACI;\
Médecins libéraux déclarés;Médecins salariés déclarés
750803447;Maison de santé des Lilas;MSP;B;oui;3;0
"""
PDF = pdf_vierge()


def charger() -> None:
    """Reference data and accounts. Idempotent."""
    if not Utilisateur.objects.exists() and not monde_remis(instantane.remettre):
        construire()


def construire() -> None:
    charger_dispositifs()
    lgc = Dispositif.objects.get(code=LGC)
    importer_rem(classeur(LGC), nom_fichier="rem.xlsx", dispositif=lgc, importee_par=None, le=IMPORT)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        creer_les_comptes()


def croire_le_mandataire(settings: Any) -> None:
    """The stamps of the tests' own client are believed, whatever the day they name; no clock is shifted."""
    settings.DEMO = False
    settings.MANDATAIRES_DE_CONFIANCE = ["127.0.0.0/8"]
    settings.AVANCE_DU_MANDATAIRE = settings.RETARD_DU_MANDATAIRE = timedelta(days=100_000)


def fichier(nom: str = "preuve.pdf", contenu: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu)


def citer(candidature: Candidature, vague: int, nru: str, dispositif: str = "") -> None:
    """The vendor's step 1 now cites that earlier référencement, and no other."""
    etape = CandidatureAdministrative.objects.get(candidature=candidature.pk)
    CandidatureAdministrative.objects.filter(pk=etape.pk).update(est_reference_precedemment=True)
    etape.precedents.all().delete()
    etape.precedents.create(vague=vague, nru=nru, dispositif=dispositif)


def referencer(candidature: Candidature, **changements: Any) -> str:
    """Its NRU: the candidature is référencée now, with none of the steps in between."""
    nru = nouveau_nru(candidature.dispositif)
    valeurs = {"statut": Candidature.Statut.REFERENCEE, "nru": nru, "referencee_le": AVANT_DATE_1, **changements}
    Candidature.objects.filter(pk=candidature.pk).update(**valeurs)
    return str(valeurs["nru"])


def commande_de(fournisseur: Fournisseur, scenario: Scenario, deposee: bool = True) -> Commande:
    """One order of a supplier, in a request of its own, as the database holds it."""
    recue = {"recue_le": scenario.instant, "recue_de": scenario.mandataire}
    statut = DemandeDeFinancement.Statut.DEPOSEE if deposee else DemandeDeFinancement.Statut.INCOMPLETE
    demande = DemandeDeFinancement.objects.create(
        fournisseur=fournisseur,
        dispositif=scenario.dispositif,
        candidature=scenario.candidature,
        source=DemandeDeFinancement.Source.FORMULAIRE,
        statut=statut,
        premier_depot_le=scenario.instant if deposee else None,
        **recue,
    )
    commande = Commande(demande=demande, dispositif=scenario.dispositif, rang=1)
    jour, lignes = scenario.instant.date(), (Ligne(Prestation.VAGUE_2, "Prestation principale", Decimal("376.25")),)
    rpps = "99000000028" if deposee else "99000000010"
    commande.ecrire(
        Bon("BC-SECRET", Client.MEDECIN, rpps, "Secret client", jour, jour, None, lignes, Signature.PSC, "Secret")
    )
    commande.empreinte = commande.calculer_l_empreinte([])
    if deposee:
        commande.statut, commande.deposee_le, commande.occupe = Commande.Statut.DEPOSEE, scenario.instant, True
    commande.save()
    return commande


def arbitrage_entre(retenue: Commande, ecartee: Commande) -> ArbitrageDePlace:
    """Proposed, as the database holds it."""
    return ArbitrageDePlace.objects.create(
        dispositif=retenue.dispositif,
        cle=retenue.cle,
        retenue=retenue,
        ecartee=ecartee,
        motif="Secret des agents.",
        propose_le=AVANT_DATE_1,
        propose_par=Utilisateur.objects.get(email="gestionnaire@asp.example"),
    )


def demande_posee(monde: "Monde", scenario: Scenario, **donnees: Any) -> DemandeDeModification:
    """What the vendor asks to change in step 1, in a thread of its own."""
    voulu = {"nature": "formulaire", "etape": 1, "motif": "Le siège a déménagé.", "champs": {"siret": ""}} | donnees
    demander_une_modification(scenario.candidature, scenario.demande(monde.mandataire, **voulu))
    return DemandeDeModification._default_manager.filter(candidature=scenario.candidature).latest("pk")


def liens_d_abonnement() -> dict[str, str]:
    """By URL name, the tokens of a subscription to the registry that waits to be confirmed."""
    abonnement = Abonnement.objects.create(adresse="acheteur@hopital.example", demande_le=timezone.now())
    return {
        "portail:abonnement_confirmer": jeton_de_confirmation(abonnement, None),
        "portail:abonnement_arreter": jeton_d_arret(abonnement),
    }


def vue(preuve: Preuve) -> str:
    """What a page that shows the proof now would send back with a decision."""
    return etat_de(Preuve.objects.get(pk=preuve.pk))


def jeton(invitation: Invitation) -> str:
    """Read in the last message sent to that address."""
    return Notification.objects.filter(adresse=invitation.email).latest("pk").lien.rstrip("/").rpartition("/")[2]


class Monde:
    """`monde.verificateur` is the actor of the account `verificateur@…`; `monde.autre_editeur` another vendor's."""

    def document_delivre(self) -> DocumentOfficiel:
        """An attestation that anyone may verify, of a candidature taken straight to its référencement."""
        candidature = self.eligible(produit="Délivré").candidature
        Candidature.objects.filter(pk=candidature.pk).update(statut="referencee", nru="LGCV2TEST", referencee_le=IMPORT)
        document = deposer_octets(PDF, nom="attestation.pdf", zone="officiel", acteur=SYSTEME, le=IMPORT)
        return DocumentOfficiel.objects.create(
            candidature=candidature, nature="attestation", statut="produit", demande_le=IMPORT, document=document
        )

    def messagerie(self) -> tuple[Notification, Courriel, Diffusion]:
        """A message to LogiPro's mandataire, its mail held by the one before, and a message to many, to confirm."""
        le = timezone.now()
        for rang in (1, 2):
            self.notifier(self.mandataire, f"secret:{rang}")
            rassembler(le)
            Courriel.objects.filter(part_le__lte=le).update(statut="envoye", envoye_le=le)
        notification = Notification.objects.de(self.mandataire.personne).latest("pk")
        assert notification.courriel is not None
        diffusion = preparer(
            sujet="Secret de tous",
            corps="Texte.",
            choix="Tous les dispositifs",
            personnes=[self.mandataire.personne],
            demande=self.demande(self.responsable),
        )
        return notification, notification.courriel, diffusion

    @staticmethod
    def notifier(acteur: Acteur, evenement: str, **options: Any) -> Notification:
        """One message to that person, written now."""
        message = {
            "categorie": Categorie.DECISION,
            "sujet": f"Sujet {evenement}",
            "corps": "Texte.",
            "lien": "/compte/",
        }
        notifier([acteur.personne], evenement=evenement, **{**message, **options})
        return Notification.objects.de(acteur.personne).latest("pk")

    def derogation(
        self,
        scenario: Scenario | None = None,
        *,
        numero: int = 1,
        jusqu_au: datetime | None = None,
        le: datetime | None = None,
        accordee: bool = True,
        **champs: Any,
    ) -> DerogationDeDelai:
        """Proposed by the responsable, granted by the direction; for that dossier, or for all those of LGC vague 2.

        By default of Date 1, until one day after it, at the instant where the scenario is.
        """
        le = le or (scenario.instant if scenario else AVANT_DATE_1)
        donnees = {
            "candidature": scenario.candidature if scenario else None,
            "dispositif": Dispositif.objects.get(code=LGC),
            "numero": numero,
            "jusqu_au": jusqu_au or DATE_1 + timedelta(days=1),
            "motif": "Panne du portail.",
            "fichiers": [fichier("justificatif.pdf")],
            **champs,
        }
        derogation = proposer_une_derogation(donnees, self.demande(self.responsable, le))
        return accorder(derogation, self.demande(self.direction, le)) if accordee else derogation

    @staticmethod
    def importer_une_base() -> ImportDeBase:
        """A Base de référence of one health house, imported by the command before anything else."""
        with TemporaryDirectory() as dossier:
            fichier = Path(dossier) / "base-de-reference-20250502.csv"
            fichier.write_text(BASE_DE_REFERENCE, encoding="utf-8")
            return importer_sur_place("reference", fichier, extrait_du=IMPORT.date(), le=IMPORT)

    @property
    def mandataire(self) -> Acteur:
        return self._acteur("mandataire@logipro.example")

    @property
    def representant(self) -> Acteur:
        return self._acteur("representant@logipro.example")

    @property
    def salarie(self) -> Acteur:
        return self._acteur("salarie@logipro.example")

    @property
    def autre_editeur(self) -> Acteur:
        return self._acteur("mandataire@medisoft.example")

    @property
    def verificateur(self) -> Acteur:
        return self._acteur("verificateur@ans.example")

    @property
    def responsable(self) -> Acteur:
        return self._acteur("responsable@ans.example")

    @property
    def college(self) -> Acteur:
        return self._acteur("college@ans.example")

    @property
    def direction(self) -> Acteur:
        return self._acteur("direction@ans.example")

    @property
    def administrateur(self) -> Acteur:
        return self._acteur("administrateur@ans.example")

    @property
    def gestionnaire(self) -> Acteur:
        return self._acteur("gestionnaire@asp.example")

    def _acteur(self, email: str) -> Acteur:
        return acteur_pour(Utilisateur.objects.get(email=email))

    @staticmethod
    def demande(acteur: Acteur, le: datetime = AVANT_DATE_1, *, cle: str = "", **donnees: Any) -> Demande:
        return Demande(acteur, le, donnees, cle)

    def inviter(
        self, email: str = "nouvelle@logipro.example", role: str = Role.SALARIE, *, par: Acteur | None = None
    ) -> tuple[Invitation, str]:
        """An invitation to LogiPro, sent now, and the token that only the message knows."""
        par = par or self.mandataire
        organisation = Organisation.objects.get(nom="LogiPro")
        invitation = inviter(organisation, email, role, self.demande(par, horloge.maintenant()))
        return invitation, jeton(invitation)

    def demander_a_rejoindre(
        self, role: str = Role.SALARIE, *, numero: str = "732829320", email: str = "candidate@libre.example"
    ) -> Adhesion:
        """A person without organisation asks to join the firm of that number (LogiPro's), which receives it if any."""
        personne = Utilisateur.objects.filter(email=email).first()
        personne = personne or Utilisateur.objects.create_user(email, nom="Candidate", prenom="Ana")
        adhesion = demander_a_rejoindre(numero, role, self.demande(acteur_pour(personne), horloge.maintenant()))
        transmettre(adhesion.pk, horloge.maintenant())
        adhesion.refresh_from_db()
        return adhesion

    def amender(
        self,
        dispositif: Dispositif,
        dates: Mapping[int, datetime | None],
        *,
        seuils: Mapping[str, Decimal | datetime] | None = None,
        effet: date | None = None,
        le: datetime = AVANT_DATE_1,
        par: Acteur | None = None,
        **texte: Any,
    ) -> Amendement:
        """A draft text that sets these Dates and thresholds, in force a week later unless told otherwise."""
        jour = jour_de_paris(le)
        valeurs = {
            "titre": "arrêté d’essai",
            "signe_le": min(jour, effet or jour),
            "effet": effet or jour + timedelta(days=7),
            "ordre_confirme": True,
            **texte,
        }
        lignes: list[Any] = [DateAmendee(dispositif=dispositif, numero=n, instant=i) for n, i in dates.items()]
        for code, valeur in (seuils or {}).items():
            champ = "nombre" if isinstance(valeur, Decimal) else "instant"
            lignes.append(SeuilAmende(dispositif=dispositif, code=code, **{champ: valeur}))
        return ouvrir(valeurs, lignes, self.demande(par or self.responsable, le))

    def publier(self, amendement: Amendement, le: datetime = AVANT_DATE_1) -> Amendement:
        """Proposed by the responsable, published by the direction."""
        proposer(amendement, self.demande(self.responsable, le))
        publie: Amendement = publier(amendement, self.demande(self.direction, le))
        return publie

    @staticmethod
    def scenario(produit: str = "LogiMed", *, editeur: str = "LogiPro", depuis: int = 30) -> Scenario:
        """A product of LogiPro in the LGC dispositif; its methods take it from stage to stage, before Date 1.

        The firm's salarié may do everything on it; the history of the product does not tell it.
        """
        scenario = Scenario(editeur, produit, "1.0", depuis=depuis)
        for salarie in Utilisateur.objects.ayant_role(Role.SALARIE, organisation=scenario.produit.editeur):
            ouvrir_acces(scenario.produit, salarie, Collaborateur.Droit.SOUMISSION, scenario.instant)
        return scenario

    def brouillon(self, **options: Any) -> Scenario:
        return self._a_l_etape("brouillon", options, lambda: self.scenario(**options), Scenario.ouvrir)

    def soumise(self, **options: Any) -> Scenario:
        """Steps 1 and 2 submitted."""
        return self._a_l_etape("soumise", options, lambda: self.brouillon(**options), Scenario.soumettre_etapes_1_et_2)

    def eligible(self, **options: Any) -> Scenario:
        """Step 3 open."""
        return self._a_l_etape("eligible", options, lambda: self.soumise(**options), Scenario.declarer_eligible)

    def convention(self, **options: Any) -> Scenario:
        """Every chapter validated: step 4 open."""
        return self._a_l_etape("convention", options, lambda: self.eligible(**options), Scenario.tout_valider)

    @staticmethod
    def _a_l_etape(
        etape: str, options: dict[str, Any], avant: Callable[[], Scenario], geste: Callable[[Scenario], object]
    ) -> Scenario:
        def aller() -> Scenario:
            scenario = avant()
            geste(scenario)
            return scenario

        return garder((etape, *sorted(options.items())), aller)
