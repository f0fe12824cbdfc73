"""From a file of months to the months of each client: good rows kept, bad ones named, corrections keep the former."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction as db

from financement.formats import Erreur, FichierIllisible
from financement.formats.erreurs import montrer
from financement.formats.journal import LigneDeJournal, lire_journal
from financement.formats.modeles import EnTete
from financement.formats.modeles_du_journal import MoisV1
from financement.models import Commande, Droit, Fournisseur, ImportDeJournal, MoisDeMonitoring
from financement.plafonds import JOURNAL
from financement.regles.secondaire.mois import mois_recevable
from financement.regles.secondaire.parametres import regime
from financement.suivi_secondaire import avec_la_va, debut_de
from financement.transitions import journal as transitions
from segur.noyau import horloge
from segur.noyau.comptes.models import EDITEUR, SYSTEME, Acteur
from segur.noyau.documents.depot import deposer, empreinte
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.temps import en_clair, jour_de_paris
from segur.noyau.transitions import Demande, Refus

ZONE = "journal_de_monitoring"
ARRET = (
    "Le travailleur qui menait cet import s’est arrêté. Déposez le fichier de nouveau : rien ne sera compté deux fois."
)
VALEURS = ("dt", "dm", "t", "tq", "ts")
Cle = tuple[int, date]
"""An order and a month."""
Statut = ImportDeJournal.Statut
logger = logging.getLogger(__name__)


class Abandon(Exception):
    """The import is no longer this worker's."""


# ---- receiving ------------------------------------------------------------------------------------------------------


def recevoir(fournisseur: Fournisseur, fichier: File, demande: Demande) -> tuple[ImportDeJournal, bool]:
    """Keeps the bytes and hands them to a worker; the same bytes again give the same import. True when it is new."""
    _reserver(fournisseur, demande.acteur)
    somme = empreinte(fichier)
    with db.atomic():
        Fournisseur.objects.select_for_update().get(pk=fournisseur.pk)
        deja = _deja(fournisseur, somme)
        if deja:
            return deja, False
        document = deposer(
            fichier, nom=fichier.name or "journal.csv", zone=ZONE, acteur=demande.acteur, le=demande.recu_le
        )
        importation = _ouvrir(fournisseur, demande, source="fichier", document=document, empreinte=somme)
        db.on_commit(partial(transitions.confier, importation.pk))
    return importation, True


def _deja(fournisseur: Fournisseur, somme: str) -> ImportDeJournal | None:
    """On its way, or read whole without a bad row. One with bad rows may be read again: a month may be over since."""
    siens = ImportDeJournal.objects.filter(fournisseur=fournisseur, empreinte=somme)
    tenus = siens.filter(statut__in=ImportDeJournal.EN_CHEMIN) | siens.filter(statut=Statut.TERMINE, ecartees=0)
    return tenus.first()


def saisir(fournisseur: Fournisseur, ligne: LigneDeJournal, demande: Demande) -> ImportDeJournal:
    """One month from the form, at once. What the rules refuse is told in its anomalies, and nothing is kept of it."""
    _reserver(fournisseur, demande.acteur)
    with db.atomic():
        Fournisseur.objects.select_for_update().get(pk=fournisseur.pk)
        importation = _ouvrir(fournisseur, demande, source="formulaire")
        prise = transitions.prendre(importation, _par_le_systeme(importation, essai=0))
        bilan = Bilan(prise)
        bilan.verser([ligne])
        terminee: ImportDeJournal = transitions.terminer(
            prise, _par_le_systeme(prise, essai=prise.essai, **bilan.en_donnees())
        )
    return terminee


def _reserver(fournisseur: Fournisseur, acteur: Acteur) -> None:
    """Who engages the firm, or a salarié to whom a mandataire granted to fill and upload (ROL-11)."""
    if not acteur.tient(*EDITEUR):
        raise PermissionDenied
    droit = fournisseur.droit_tenu(acteur, Droit.SAISIR)
    if not droit.favorable:
        raise Refus(droit)


def corriges_depuis(importation: ImportDeJournal) -> bool:
    """Whether months of its supplier were corrected once it was read: sent again, its bytes do not undo that."""
    if importation.termine_le is None:
        return False
    siens = MoisDeMonitoring.objects.filter(commande__demande__fournisseur=importation.fournisseur_id)
    return siens.filter(remplacee_le__gte=importation.termine_le).exists()


def _ouvrir(fournisseur: Fournisseur, demande: Demande, **champs: Any) -> ImportDeJournal:
    importation = ImportDeJournal.objects.create(
        fournisseur=fournisseur, recu_le=demande.recu_le, recu_de=demande.acteur.personne, **champs
    )
    recit = f"Journal de monitoring reçu : {importation}"
    inscrire(
        importation, action="importdejournal.recevoir", recit=recit, acteur=demande.acteur, recu_le=demande.recu_le
    )
    return importation


# ---- doing ----------------------------------------------------------------------------------------------------------


def executer(pk: int) -> bool:
    """Leads the import to its end. False when it is another worker's. Run twice, the second changes nothing."""
    attendu = (
        ImportDeJournal.objects.filter(pk=pk, statut=Statut.EN_ATTENTE).select_related("document__fichier").first()
    )
    if attendu is None:
        return False
    try:
        importation = transitions.prendre(attendu, _par_le_systeme(attendu, essai=attendu.essai))
    except Refus:
        return False
    essai, bilan = importation.essai, Bilan(importation)
    try:
        _lire(importation, bilan)
        transitions.terminer(importation, _par_le_systeme(importation, essai=essai, **bilan.en_donnees()))
    except (Abandon, Refus):
        logger.info("L’import de journal %s est à un autre travailleur.", pk)
        return False
    except FichierIllisible as refus:
        anomalies = [*bilan.anomalies, *(erreur.en_donnees() for erreur in refus.erreurs)]
        _echouer(importation, f"{refus}{bilan.dit_ce_qui_reste()}", anomalies)
    except Exception as erreur:
        motif = f"Erreur du portail ({type(erreur).__name__}). Déposez le fichier de nouveau."
        _echouer(importation, f"{motif}{bilan.dit_ce_qui_reste()}", bilan.anomalies)
        raise
    return True


def interrompre_les_muets() -> int:
    """Imports whose worker no longer speaks. What they kept stays; the file may be sent again."""
    muets = list(ImportDeJournal.objects.muets())
    for importation in muets:
        _echouer(importation, ARRET)
    return len(muets)


def _echouer(importation: ImportDeJournal, motif: str, anomalies: Sequence[Any] = ()) -> None:
    try:
        donnees = {"essai": importation.essai, "motif": motif, "anomalies": list(anomalies)}
        transitions.echouer(importation, _par_le_systeme(importation, **donnees))
    except Refus:
        logger.info("L’import de journal %s n’était plus en cours.", importation.pk)


def _par_le_systeme(importation: ImportDeJournal, **donnees: object) -> Demande:
    """Never before the reception, whatever the clocks of two machines say."""
    return Demande(SYSTEME, max(horloge.maintenant(), importation.recu_le), donnees)


def _lire(importation: ImportDeJournal, bilan: "Bilan") -> None:
    document = importation.document
    if document is None:
        raise FichierIllisible("Aucun fichier n’est joint à cet import.")
    with default_storage.open(document.fichier.chemin) as flux:
        entete, lignes = lire_journal(flux, document.nom)
        _verifier_l_entete(entete, importation.fournisseur)
        for lot in _lots(lignes):
            with db.atomic():
                Fournisseur.objects.select_for_update().get(pk=importation.fournisseur_id)  # one writer of its months
                part = min(99, 100 * flux.tell() // max(1, document.fichier.taille))
                if not importation.avancer(pour_cent=part, lues=bilan.lues + len(lot)):
                    raise Abandon
                bilan.verser(lot)
    if not bilan.lues:
        raise FichierIllisible("Le fichier ne contient aucun mois.")


def _lots(lignes: Iterator[LigneDeJournal]) -> Iterator[list[LigneDeJournal]]:
    while lot := list(islice(lignes, JOURNAL.lot_de_lignes)):
        yield lot


def _verifier_l_entete(entete: EnTete | None, fournisseur: Fournisseur) -> None:
    attendu = fournisseur.organisation.siren
    if entete is not None and entete.siren != attendu:
        erreur = Erreur(
            "siren", montrer(entete.siren), f"le SIREN de votre entreprise : {attendu}", "Corrigez l’en-tête."
        )
        raise FichierIllisible("L’en-tête du fichier ne correspond pas à votre entreprise.", (erreur,))


class Bilan:
    """What becomes of the rows, lot by lot: a constant number of queries for each."""

    def __init__(self, importation: ImportDeJournal) -> None:
        self.importation, self.jour = importation, jour_de_paris(importation.recu_le)
        self.lues = self.gardees = self.corrigees = self.inchangees = self.ecartees = 0
        self.anomalies: list[dict[str, Any]] = []
        self.vus: dict[Cle, int] = {}

    def en_donnees(self) -> dict[str, Any]:
        return {nom: getattr(self, nom) for nom in transitions.BILAN}

    def dit_ce_qui_reste(self) -> str:
        """Of a file that stops midway: the lots read before stay written."""
        if not self.gardees:
            return ""
        un = self.gardees == 1
        return f" {self.gardees} mois lu{'' if un else 's'} avant {'est enregistré' if un else 'sont enregistrés'}."

    def verser(self, lot: Sequence[LigneDeJournal]) -> None:
        commandes = self._commandes(lot)
        retenus: dict[Cle, MoisV1] = {}
        lignes: dict[Cle, LigneDeJournal] = {}
        for ligne in lot:
            self.lues += 1
            commande, erreurs = self._juger(ligne, commandes)
            if erreurs or commande is None or ligne.lue is None:
                self._ecarter(ligne, erreurs)
            else:
                cle = (commande.pk, ligne.lue.mois)
                retenus[cle], lignes[cle] = ligne.lue, ligne
        connus = self._connus(retenus)
        for cle in self._depasses(retenus, connus):
            del retenus[cle]
            self._ecarter(lignes[cle], [_plus_recent(connus[cle])])
        self._ecrire(retenus, connus)

    def _depasses(self, retenus: Mapping[Cle, MoisV1], connus: Mapping[Cle, MoisDeMonitoring]) -> list[Cle]:
        """Whose known value was received after this import, which was read late: the later word stands."""
        plus_recents = {cle for cle, connu in connus.items() if connu.recu_le > self.importation.recu_le}
        return [cle for cle, lue in retenus.items() if cle in plus_recents and not _semblables(connus[cle], lue)]

    def _commandes(self, lot: Sequence[LigneDeJournal]) -> dict[str, list[Commande]]:
        """Those of the supplier alone: of another's, nothing is known."""
        numeros = {ligne.lue.commande for ligne in lot if ligne.lue}
        siennes = Commande.objects.filter(
            demande__fournisseur=self.importation.fournisseur_id, reference__in=numeros, deposee_le__isnull=False
        )
        lues = avec_la_va(siennes).select_related("dispositif").order_by("pk")
        trouvees: dict[str, list[Commande]] = defaultdict(list)
        for commande in lues.defer("contenu", "jugement"):
            trouvees[commande.reference].append(commande)
        return trouvees

    def _juger(
        self, ligne: LigneDeJournal, commandes: dict[str, list[Commande]]
    ) -> tuple[Commande | None, Sequence[Erreur]]:
        if ligne.lue is None:
            return None, ligne.erreurs
        du_numero = commandes.get(ligne.lue.commande, [])
        du_client = [c for c in du_numero if c.cle == ligne.lue.cle]
        if not du_client:
            return None, [_introuvable(ligne.lue, du_numero)]
        commande = next((c for c in du_client if c.statut == Commande.Statut.VALIDEE), du_client[-1])
        return commande, [*self._defauts(ligne.lue, commande), *self._double(ligne, commande)]

    def _defauts(self, lue: MoisV1, commande: Commande) -> list[Erreur]:
        textes = regime(commande.dispositif.code, self.jour)
        if textes is None:
            remede = "Retirez cette ligne."
            return [Erreur("commande", montrer(lue.commande), "une commande avec prestation secondaire", remede)]
        verdict = mois_recevable(mois=lue.valeurs, debut=debut_de(commande), jour=self.jour, regime=textes)
        return [
            Erreur(motif.code, montrer(str(getattr(lue, motif.code))), motif.explication, "Corrigez cette ligne.")
            for motif in verdict.obstacles
        ]

    def _double(self, ligne: LigneDeJournal, commande: Commande) -> list[Erreur]:
        """The first row of a month stands; the next ones name it."""
        mois = ligne.lue.mois if ligne.lue else date.min
        premiere = self.vus.setdefault((commande.pk, mois), ligne.numero)
        if premiere == ligne.numero:
            return []
        attendu = f"un mois par client ; celui-ci est déjà à la ligne {premiere}"
        return [Erreur("mois", f"{mois:%Y-%m}", attendu, "Gardez une seule de ces lignes.")]

    def _ecarter(self, ligne: LigneDeJournal, erreurs: Iterable[Erreur]) -> None:
        self.ecartees += 1
        reference = str(ligne.brut.get("commande", ""))[:50]
        for erreur in erreurs:
            if len(self.anomalies) < JOURNAL.anomalies_gardees:
                self.anomalies.append({"ligne": ligne.numero, "commande": montrer(reference)} | erreur.en_donnees())

    def _ecrire(self, retenus: Mapping[Cle, MoisV1], connus: Mapping[Cle, MoisDeMonitoring]) -> None:
        """What is the same stays; what changes ends the former version and adds one."""
        nouveaux = {cle: lue for cle, lue in retenus.items() if not _semblables(connus.get(cle), lue)}
        remplaces = [connus[cle].pk for cle in nouveaux if cle in connus]
        recu_le = self.importation.recu_le
        MoisDeMonitoring.objects.filter(pk__in=remplaces).update(remplacee_le=max(horloge.maintenant(), recu_le))
        MoisDeMonitoring.objects.bulk_create(
            (
                MoisDeMonitoring(
                    commande_id=pk,
                    mois=mois,
                    recu_le=recu_le,
                    importation=self.importation,
                    **{nom: getattr(lue, nom) for nom in VALEURS},
                )
                for (pk, mois), lue in nouveaux.items()
            ),
            batch_size=JOURNAL.lot_de_lignes,
        )
        self.gardees += len(nouveaux)
        self.corrigees += len(remplaces)
        self.inchangees += len(retenus) - len(nouveaux)

    def _connus(self, retenus: Iterable[Cle]) -> dict[Cle, MoisDeMonitoring]:
        lus = MoisDeMonitoring.objects.actuels().filter(commande__in={pk for pk, _ in retenus})
        return {(m.commande_id, m.mois): m for m in lus}


def _semblables(connu: MoisDeMonitoring | None, lue: MoisV1) -> bool:
    return connu is not None and all(getattr(connu, nom) == getattr(lue, nom) for nom in VALEURS)


def _plus_recent(connu: MoisDeMonitoring) -> Erreur:
    attendu = f"un mois que rien n’a changé depuis : une autre valeur, reçue le {en_clair(connu.recu_le)}, est gardée."
    return Erreur("mois", f"{connu.mois:%Y-%m}", attendu, "Si celle-ci est la bonne, envoyez-la de nouveau.")


def _introuvable(lue: MoisV1, du_numero: Sequence[Commande]) -> Erreur:
    if not du_numero:
        return Erreur(
            "commande", montrer(lue.commande), "le numéro d’une de vos commandes déposées", "Vérifiez le numéro du bon."
        )
    return Erreur("cle", montrer(lue.cle), "le RPPS ou le FINESS du client de cette commande", "Vérifiez le client.")


def en_ligne(mois: MoisDeMonitoring, commande: Commande) -> dict[str, Any]:
    """A month as the format writes it."""
    return {"commande": commande.reference, "cle": commande.cle, "mois": f"{mois.mois:%Y-%m}"} | {
        nom: getattr(mois, nom) for nom in VALEURS
    }
