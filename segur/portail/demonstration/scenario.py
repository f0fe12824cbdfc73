"""A few candidatures at different stages, made by the real transitions at instants of the past."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from weasyprint import HTML

from candidatures.catalogue import donner_acces
from candidatures.college import convoquer
from candidatures.delais import proposer_une_derogation
from candidatures.models import (
    Candidature,
    Collaborateur,
    DerogationDeDelai,
    DocumentOfficiel,
    Interet,
    Produit,
    SeanceDuCollege,
)
from candidatures.obsolescence import modele_des_versions_obsoletes
from candidatures.ouverture import ajouter_produit, ouvrir_candidature
from candidatures.transitions import (
    administrative,
    college,
    convention,
    conversation,
    delais,
    demandes,
    eligibilite,
    reponses_types,
)
from candidatures.transitions import saisie as transitions_saisie
from preuves.models import Chapitre, Preuve
from preuves.tasks import produire_certificat
from preuves.transitions import chapitre as chapitres
from preuves.transitions import convention as saisine
from preuves.transitions import preuve as preuves
from preuves.transitions.eligibilite import declarer_eligible
from segur.noyau.comptes.models import Acteur, Organisation, Role, Utilisateur, acteur_pour
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.messagerie.categories import Categorie, Rythme
from segur.noyau.messagerie.diffusions import preparer
from segur.noyau.messagerie.models import Preference
from segur.noyau.transitions import Demande
from segur.portail.demonstration.amendement import proposer_un_amendement
from segur.portail.demonstration.bureau import instruire_des_commandes
from segur.portail.demonstration.commandes import deposer_des_commandes
from segur.portail.demonstration.delegations import preter_un_role
from segur.portail.demonstration.enrolements import distributeur_de_demonstration, enroler
from segur.portail.demonstration.paiements import payer_une_avance
from segur.portail.demonstration.reperes import LGC, depart
from segur.portail.demonstration.suite import faire_verifier_des_pilotes, montrer_la_suite
from segur.portail.destinataires import candidatures_choisies, dire_le_choix, personnes_de

JOUR = timedelta(days=1)
REPONSES_TYPES = {
    "Capture illisible": "Bonjour {destinataire},\nla capture jointe pour {produit} n’est pas lisible. "
    "Merci d’en déposer une autre, d’une définition suffisante, avant le {date_limite}.",
    "Demande bien reçue": "Bonjour {destinataire},\nvotre message sur « {objet} » (candidature {numero}) est "
    "bien reçu. Nous revenons vers vous.",
}


class Scenario:
    """One product of one vendor on its way, one step a day."""

    def __init__(self, editeur: str, produit: str, version: str, *, depuis: int) -> None:
        """`depuis`: how many days before the demonstration's start the story begins."""
        self.instant = depart() - depuis * JOUR
        self.mandataire = Utilisateur.objects.ayant_role(
            "mandataire", organisation=Organisation.objects.get(nom=editeur)
        ).get()
        self.dispositif = Dispositif.objects.avec_calendrier().get(code=LGC)
        self.produit = self._ajouter(produit, version)

    def demande(self, acteur: Acteur, **donnees: Any) -> Demande:
        self.instant += timedelta(minutes=7)
        return Demande(acteur, self.instant, donnees)

    @property
    def editeur(self) -> Acteur:
        return acteur_pour(self.mandataire)

    def ans(self, role: str) -> Acteur:
        return acteur_pour(Utilisateur.objects.ayant_role(role).get())

    def _ajouter(self, nom: str, version: str) -> Produit:
        donnees = {
            "nom": nom,
            "version": version,
            "responsable": self.mandataire,
            "description": "Logiciel de gestion de cabinet pour les médecins de ville.",
            "interets": [Interet.Programme.SEGUR],
        }
        return ajouter_produit(donnees, self.demande(self.editeur))

    def partager(self) -> "Scenario":
        """The firm's salariés may do everything on the product, by the decision of its mandataire."""
        for salarie in Utilisateur.objects.ayant_role(Role.SALARIE, organisation=self.produit.editeur):
            donner_acces(self.produit, salarie, Collaborateur.Droit.SOUMISSION, self.demande(self.editeur))
        return self

    def ouvrir(self) -> Candidature:
        demande = self.demande(self.editeur)
        self.candidature = ouvrir_candidature(self.produit, self.dispositif, demande, case_cochee=True)
        return self.candidature

    def remplir_etape_1(self, **changements: Any) -> None:
        reponses = reponses_etape_1(self.mandataire, self.produit, self.instant) | changements
        saisie = self.demande(self.editeur, valeurs={"": reponses})
        transitions_saisie.ENREGISTRER[1](self.candidature.administrative, saisie)

    def ajouter_precedent(self, vague: int, nru: str, dispositif: str = "LGC vague 1") -> None:
        """E1-20: one more earlier référencement."""
        etape = self.candidature.administrative
        oui = {"": {"est_reference_precedemment": True}}
        transitions_saisie.ENREGISTRER[1](etape, self.demande(self.editeur, valeurs=oui))
        transitions_saisie.AJOUTER_LIGNE[1](etape, self.demande(self.editeur, bloc="precedents"))
        ligne = etape.precedents.latest("pk")
        saisie = {f"precedents-{ligne.pk}": {"vague": vague, "nru": nru, "dispositif": dispositif}}
        transitions_saisie.ENREGISTRER[1](etape, self.demande(self.editeur, valeurs=saisie))

    def remplir_etape_2(self, **changements: Any) -> None:
        reponses = {
            "nie": "212121212",
            "nil": "123456789",
            "profils": list(self.dispositif.profils.filter(est_general=True)),
            "a_d_autres_noms": False,
            "represente_un_groupement": False,
            "a_des_distributeurs": False,
            "a_des_composants": False,
        }
        sans_version_obsolete = modele_des_versions_obsoletes(non_concerne=True)
        fichiers = {
            "documentation_dsr": [SimpleUploadedFile("documentation-dsr.pdf", pdf("Documentation du DSR"))],
            "versions_obsoletes": [SimpleUploadedFile("versions-obsoletes.xlsx", sans_version_obsolete)],
        }
        saisie = self.demande(self.editeur, valeurs={"": reponses | changements}, fichiers=fichiers)
        transitions_saisie.ENREGISTRER[2](self.candidature.eligibilite, saisie)

    def ajouter_distributeur(self, denomination: str, siret: str, signe_le: date, fin_le: date) -> None:
        """E2-21: a distributor that the vendor declares, with the dates of its mandate."""
        etape = self.candidature.eligibilite
        oui = {"": {"a_des_distributeurs": True}}
        transitions_saisie.ENREGISTRER[2](etape, self.demande(self.editeur, valeurs=oui))
        etape.refresh_from_db()
        transitions_saisie.AJOUTER_LIGNE[2](etape, self.demande(self.editeur, bloc="distributeurs"))
        ligne = etape.distributeurs.latest("pk")
        mandat = {"mandat_signe_le": signe_le, "mandat_fin_le": fin_le}
        saisie = {f"distributeurs-{ligne.pk}": {"denomination": denomination, "siret": siret, **mandat}}
        transitions_saisie.ENREGISTRER[2](etape, self.demande(self.editeur, valeurs=saisie))

    def soumettre_etapes_1_et_2(self, *, distributeurs: Sequence[Mapping[str, Any]] = (), **changements: Any) -> None:
        self.remplir_etape_1(**changements)
        administrative.soumettre(self.candidature.administrative, self.demande(self.editeur))
        self.remplir_etape_2()
        for distributeur in distributeurs:
            self.ajouter_distributeur(**distributeur)
        eligibilite.soumettre(self.candidature.eligibilite, self.demande(self.editeur))

    def demander_a_modifier(self, cle: str, motif: str, valeur: str) -> None:
        """MSG-03: one field of step 1."""
        voulu = {"nature": "formulaire", "etape": 1, "motif": motif, "champs": {cle: valeur}}
        demandes.demander_une_modification(self.candidature, self.demande(self.editeur, **voulu))

    def declarer_eligible(self) -> None:
        administrative.valider(self.candidature.administrative, self.demande(self.ans("verificateur")))
        declarer_eligible(self.candidature.eligibilite, self.demande(self.ans("verificateur")))

    def charger(self, chapitre: Chapitre) -> None:
        for preuve in chapitre.preuves.demandees():
            lien = {"lien": f"https://preuves.logipro.example/{preuve.pk}"}
            preuves.deposer(preuve, self.demande(self.editeur, **lien))

    def soumettre(self, chapitre: Chapitre) -> None:
        self.charger(chapitre)
        chapitres.soumettre(chapitre, self.demande(self.editeur))

    def valider(self, chapitre: Chapitre) -> None:
        for preuve in chapitre.preuves.filter(statut=Preuve.Statut.SOUMISE):
            preuves.declarer_conforme(preuve, self.demande(self.ans("verificateur"), vu=preuves.etat_de(preuve)))
        chapitres.valider(chapitre, self.demande(self.ans("verificateur")))

    def tout_valider(self) -> None:
        """Every chapter submitted and validated."""
        for chapitre in self.chapitres():
            self.soumettre(chapitre)
            self.valider(chapitre)

    def chapitres(self) -> list[Chapitre]:
        return list(Chapitre.objects.filter(candidature=self.candidature).select_related("chapitre_rem"))

    def signer_la_convention(self) -> None:
        self.produire_les_documents()
        etape = self.candidature.convention
        convention.envoyer(etape, self.demande(self.ans("responsable")))
        exemplaire = [SimpleUploadedFile("convention-signee.pdf", pdf("Convention signée"))]
        convention.signer(etape, self.demande(self.editeur, exemplaire=exemplaire))
        saisine.valider(etape, self.demande(self.ans("responsable")))

    def inscrire_au_college(self) -> None:
        """On the agenda of a session of that instant, convened for it when there is none."""
        responsable = self.ans("responsable")
        demande = self.demande(responsable)
        deja = SeanceDuCollege.objects.filter(le=demande.recu_le).first()
        seance = deja or convoquer(demande.recu_le, "Visioconférence", demande)
        college.inscrire(self.candidature.convention, self.demande(responsable, seance=seance))

    def rendre_avis(self) -> None:
        """Favourable."""
        self.inscrire_au_college()
        college.rendre_avis(self.candidature.convention, self.demande(self.ans("college")))

    def referencer(self) -> None:
        self.rendre_avis()
        college.referencer(self.candidature.convention, self.demande(self.ans("direction")))
        self.produire_les_documents()

    def deroger(self, numero: int, jusqu_au: datetime, motif: str, *, accordee: bool) -> DerogationDeDelai:
        """A later instant for this dossier: proposed by the responsable, granted by the direction or left to decide."""
        donnees = {
            "candidature": self.candidature,
            "dispositif": self.dispositif,
            "numero": numero,
            "jusqu_au": jusqu_au,
            "motif": motif,
            "fichiers": [SimpleUploadedFile("courrier-de-l-editeur.pdf", pdf("Demande de l’éditeur"))],
        }
        derogation = proposer_une_derogation(donnees, self.demande(self.ans("responsable")))
        return delais.accorder(derogation, self.demande(self.ans("direction"))) if accordee else derogation

    def produire_les_documents(self) -> None:
        for officiel in DocumentOfficiel.objects.filter(candidature=self.candidature, document=None):
            produire_certificat(officiel.pk)


def reponses_etape_1(personne: Utilisateur, produit: Produit, instant: datetime) -> dict[str, Any]:
    """The nineteen answers of a plausible vendor."""
    editeur = produit.editeur
    return {
        "legal_nom": personne.nom,
        "legal_prenom": personne.prenom,
        "legal_email": personne.email,
        "legal_telephone": "02 99 00 00 00",
        "legal_fonction": "Présidente",
        "contact_nom": personne.nom,
        "contact_prenom": personne.prenom,
        "contact_email": personne.email,
        "contact_telephone": "06 12 34 56 78",
        "denomination": editeur.nom,
        "siret": "73282932000074",
        "forme_juridique": editeur.forme_juridique or "SAS",
        "adresse_siege": editeur.adresse or "12 rue des Lilas, 35000 Rennes",
        "denomination_commerciale": produit.nom,
        "version_technique": produit.version,
        "est_reference_precedemment": False,
        "est_en_cours_ailleurs": False,
        "premier_depot_prevu_le": (instant + 30 * JOUR).date(),
        "publication_autorisee": True,
    }


def pdf(titre: str) -> bytes:
    return HTML(string=f"<html lang=fr><title>{titre}</title><h1>{titre}</h1></html>").write_pdf()


def jouer() -> None:
    """Six candidatures: two referenced, in step 3, in step 3 with wave-1 proofs inherited, submitted, draft.

    Three suppliers: an éditeur enrolled, another that waits for the ASP, a distributor whose mandate ends soon.
    What follows the advances of the first solution is told by `suite`.
    """
    referencee = Scenario("MédiSoft", "MédiCab", "7.1", depuis=153).partager()
    _jusqu_au_referencement(referencee, distributeurs=[distributeur_de_demonstration()])
    en_instruction = Scenario("LogiPro", "LogiMed", "4.2", depuis=30).partager()
    _en_etape_3(en_instruction)
    heritiere = Scenario("MédiSoft", "MédiCab Cliniques", "3.0", depuis=20)
    heritiere.ouvrir()
    heritiere.ajouter_precedent(1, "LGCV1DEMON5")
    heritiere.soumettre_etapes_1_et_2(est_reference_precedemment=True)
    heritiere.declarer_eligible()
    soumise = Scenario("LogiPro", "LogiMed Pédiatrie", "2.0", depuis=5).partager()
    soumise.ouvrir()
    soumise.soumettre_etapes_1_et_2()
    soumise.demander_a_modifier("siret", "Le siège social vient de déménager.", "73282932000082")
    brouillon = Scenario("LogiPro", "LogiMed Nomade", "1.3", depuis=2).partager()
    brouillon.ouvrir()
    brouillon.remplir_etape_1(publication_autorisee=None, siret="", legal_fonction="")
    proposer_un_amendement(LGC, brouillon.instant)
    date_1 = brouillon.dispositif.echeance(1, au=brouillon.instant).valeur or brouillon.instant
    brouillon.deroger(1, date_1 + 7 * JOUR, "Sinistre dans les locaux de l’éditeur, attesté.", accordee=True)
    date_2 = soumise.dispositif.echeance(2, au=soumise.instant).valeur or soumise.instant
    soumise.deroger(2, date_2 + 14 * JOUR, "Date de pré-examen CNDA postérieure à la Date 2.", accordee=False)
    _ecrire_aux_editeurs()
    enroler(referencee.instant, en_instruction.instant)
    montrer_la_suite(referencee.candidature)
    deposer_des_commandes("MédiSoft")
    instruire_des_commandes("MédiSoft")
    payer_une_avance("MédiSoft")
    seconde = Scenario("MédiSoft", "MédiCab Maisons de santé", "2.1", depuis=70)
    _jusqu_au_referencement(seconde)
    faire_verifier_des_pilotes(seconde.candidature)
    preter_un_role(depart())


def _jusqu_au_referencement(scenario: Scenario, **options: Any) -> None:
    scenario.ouvrir()
    scenario.soumettre_etapes_1_et_2(**options)
    scenario.declarer_eligible()
    scenario.tout_valider()
    scenario.signer_la_convention()
    scenario.referencer()


def _ecrire_aux_editeurs() -> None:
    """A message to many vendors that waits to be read again and confirmed, and a person who wants one mail a day."""
    responsable = acteur_pour(Utilisateur.objects.ayant_role("responsable").get())
    choix: dict[str, Any] = {"dispositif": Dispositif.objects.get(code=LGC), "etape": "etape3", "situation": ""}
    preparer(
        sujet="Réunion d’information sur le dépôt des preuves",
        corps="Une réunion d’information se tiendra jeudi à 14 h, à distance. Le lien vous parviendra la veille.",
        choix=dire_le_choix(**choix),
        personnes=personnes_de(candidatures_choisies(responsable, **choix)),
        demande=Demande(responsable, depart() - JOUR),
    )
    salarie = Utilisateur.objects.ayant_role("salarie").earliest("pk")
    Preference.objects.get_or_create(
        utilisateur=salarie, categorie=Categorie.MESSAGE, defaults={"rythme": Rythme.QUOTIDIEN}
    )


def _reponses_types(scenario: Scenario) -> None:
    for titre, texte in REPONSES_TYPES.items():
        reponses_types.creer(scenario.demande(scenario.ans("responsable"), titre=titre, texte=texte))


def _converser(scenario: Scenario) -> None:
    """A question of the vendor, the answer of the ANS with a note of its own, and a word that waits."""
    conversation.ouvrir_un_fil(
        scenario.candidature,
        scenario.demande(
            scenario.editeur,
            sujet="Captures d’écran du scénario",
            objet="etape:2:3",
            texte="Bonjour,\nune vidéo commentée peut-elle remplacer les captures d’écran ?\nMerci d’avance.",
        ),
    )
    fil = scenario.candidature.fils.latest("pk")
    note = "Même question que celle de MédiSoft : répondre dans les mêmes termes."
    conversation.annoter(fil, scenario.demande(scenario.ans("verificateur"), texte=note))
    reponse = "Bonjour,\noui, si chaque étape du scénario est visible et lisible."
    conversation.ecrire(fil, scenario.demande(scenario.ans("verificateur"), texte=reponse))
    merci = "Merci. Faut-il une vidéo par scénario ?"
    conversation.ecrire(fil, scenario.demande(scenario.editeur, texte=merci))


def _en_etape_3(scenario: Scenario) -> None:
    scenario.ouvrir()
    scenario.soumettre_etapes_1_et_2()
    scenario.declarer_eligible()
    premier, deuxieme, *autres = scenario.chapitres()
    scenario.soumettre(premier)
    scenario.valider(premier)
    scenario.soumettre(deuxieme)
    scenario.charger(autres[0])
    _reponses_types(scenario)
    _converser(scenario)
