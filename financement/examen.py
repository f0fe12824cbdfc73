"""An order or a claim in front of an agent: its points, its checks, what the engine says, who asks for the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, overload

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from financement import creances
from financement.contextes import autour_des_commandes, contexte_de
from financement.creances import declare_par
from financement.formats.documentation import LIBELLES_DES_VALEURS
from financement.formats.modeles import CommandeV1
from financement.models import (
    ArbitrageDePlace,
    Commande,
    CoordonneesBancaires,
    Creance,
    PieceDeCommande,
    PieceDeCreance,
    PointDeCommande,
)
from financement.regles import bureau as regles
from financement.regles.bureau import Controle
from financement.regles.commande.donnees import empreinte
from financement.regles.commande.faits import Bon, Client, Constat, Contexte, Issue, Jugement, Ligne, Signature
from financement.regles.commande.juger import arithmetique, juger
from financement.regles.monnaie import en_euros, en_pour_cent

CHAMPS = {nom: str(champ.title) for nom, champ in CommandeV1.model_fields.items() if nom != "pieces"}
"""The fields of an order in the words of the format: the supplier and the agent read the same names."""
LONGUEUR_D_UNE_CLE = 60


def lisible(bon: Bon, champ: str) -> object:
    """The value of a field as people read it."""
    valeur = getattr(bon, champ)
    if champ == "lignes":
        return [_ligne(ligne) for ligne in bon.lignes]
    if isinstance(valeur, Signature):
        return LIBELLES_DES_VALEURS[valeur.value]
    if isinstance(valeur, Client):
        return Commande.Client(valeur.value).label
    if isinstance(valeur, Decimal):
        return en_pour_cent(valeur) if champ == "taux_tva" else en_euros(valeur)
    return "—" if valeur is None or valeur == "" else valeur


def _ligne(ligne: Ligne) -> str:
    ttc = "" if ligne.montant_ttc is None else f", {en_euros(ligne.montant_ttc)} TTC"
    return f"{ligne.libelle} : {en_euros(ligne.montant_ht)} HT{ttc}"


def point_du_constat(constat: Constat) -> str:
    """The key of the remark that an agent makes on a finding."""
    return f"constat:{constat.regle}:{constat.champ}".rstrip(":")[:LONGUEUR_D_UNE_CLE]


class ExamenDeLigne:
    """What guards and pages ask of one line, each read once: an order or a claim."""

    champs: Mapping[str, str]
    """The fields of its declaration, in the words of the format."""
    attendue: tuple[str, str]
    """The piece without which there is nothing to look at: its point and its label."""

    def __init__(self, ligne: Any) -> None:
        self.ligne = ligne

    @cached_property
    def pieces(self) -> list[Any]:
        return list(self.ligne.pieces.actuelles())

    @cached_property
    def empreinte(self) -> str:
        """Of the content as it is now, computed again."""
        fraiche: str = self.ligne.calculer_l_empreinte(self.pieces)
        return fraiche

    @cached_property
    def contexte(self) -> Any:
        raise NotImplementedError

    @cached_property
    def jugement(self) -> Jugement:
        """At the instant of reception: the engine of the simulator and of the deposit."""
        raise NotImplementedError

    @property
    def calcul(self) -> list[str]:
        """The arithmetic of the amount, one sentence each."""
        raise NotImplementedError

    @property
    def controles(self) -> tuple[Controle, ...]:
        raise NotImplementedError

    def valeur(self, champ: str) -> object:
        """Of a field, as people read it."""
        raise NotImplementedError

    @cached_property
    def points_actuels(self) -> list[Any]:
        return list(self.ligne.points.actuels())

    @cached_property
    def points(self) -> dict[str, Any]:
        """By key, those that still stand: what they bear on has not changed since."""
        return {
            point.cle: point for point in self.points_actuels if not point.conforme or point.vu == self.vu(point.cle)
        }

    @property
    def a_corriger(self) -> list[Any]:
        """Not sent yet."""
        return [point for point in self.points.values() if not point.conforme and point.envoye_le is None]

    @property
    def controles_restants(self) -> list[Controle]:
        return [controle for controle in self.controles if controle.point not in self.points]

    @property
    def doutes(self) -> list[Constat]:
        return [constat for constat in self.jugement.constats if constat.issue == Issue.A_VERIFIER]

    @property
    def doutes_restants(self) -> list[Constat]:
        return [constat for constat in self.doutes if point_du_constat(constat) not in self.points]

    def libelles(self) -> dict[str, str]:
        """Every point that may be judged, with its label."""
        champs = {f"champ:{champ}": libelle for champ, libelle in self.champs.items()}
        pieces = {f"piece:{piece.nature}": str(piece) for piece in self.pieces}
        controles = {controle.point: controle.libelle for controle in self.controles}
        return champs | dict([self.attendue]) | pieces | controles

    def libelles_des_doutes(self) -> dict[str, str]:
        return {point_du_constat(doute): f"Constat {doute.regle}" for doute in self.doutes}

    def vu(self, cle: str) -> str:
        """What a point bears on, as a fingerprint: one field, one piece, or the whole line."""
        nature, _, nom = cle.partition(":")
        if nature == "champ":
            return empreinte(self.ligne.contenu.get(nom))
        if nature == "piece":
            return empreinte([piece.document.fichier.empreinte for piece in self.pieces if piece.nature == nom])
        return self.empreinte


class Examen(ExamenDeLigne):
    """Of an order: also who else asks for its client."""

    champs = CHAMPS
    attendue = ("piece:bon", str(PieceDeCommande.Nature.BON.label))

    @property
    def commande(self) -> Commande:
        commande: Commande = self.ligne
        return commande

    @cached_property
    def contexte(self) -> Contexte:
        return contexte_de(self.commande)

    @cached_property
    def jugement(self) -> Jugement:
        return juger(self.commande.bon, self.contexte)

    @property
    def calcul(self) -> list[str]:
        return arithmetique(self.commande.bon, self.contexte)

    @cached_property
    def controles(self) -> tuple[Controle, ...]:
        reference_le = self.commande.demande.candidature.referencee_le
        return regles.controles_dus(bon=self.commande.bon, reference_le=reference_le)

    def valeur(self, champ: str) -> object:
        return lisible(self.commande.bon, champ)

    @cached_property
    def rivales(self) -> list[Commande]:
        """The other orders that count for this client, the one that holds the place first."""
        autres = rivales(self.commande).select_related("demande__fournisseur__organisation")
        return list(autres.order_by("-occupe", "deposee_le", "pk"))

    @property
    def est_disputee(self) -> bool:
        """Another supplier asks for the same client."""
        sien = self.commande.pk_du_fournisseur
        return any(rivale.pk_du_fournisseur != sien for rivale in self.rivales)


class ExamenDeCreance(ExamenDeLigne):
    """Of a claim: judged by the engine of its part."""

    attendue = ("piece:facture", str(PieceDeCreance.Nature.FACTURE.label))

    @property
    def creance(self) -> Creance:
        creance: Creance = self.ligne
        return creance

    @cached_property
    def champs(self) -> Mapping[str, str]:  # type: ignore[override]
        return {champ: libelle for champ, libelle, _ in self.declare}

    @cached_property
    def declare(self) -> list[tuple[str, str, object]]:
        """Field, label and value as people read it."""
        return declare_par(self.creance)

    @cached_property
    def contexte(self) -> Any:
        return creances.contexte_de(self.creance)

    @cached_property
    def jugement(self) -> Jugement:
        return creances.juger_la_creance(self.creance, self.contexte)

    @property
    def calcul(self) -> list[str]:
        return creances.calcul_de(self.creance, self.contexte)

    @cached_property
    def controles(self) -> tuple[Controle, ...]:
        return regles.controles_d_une_creance(part=self.creance.part)

    def valeur(self, champ: str) -> object:
        return next((valeur for nom, _, valeur in self.declare if nom == champ), "")


@overload
def examiner(ligne: Commande) -> Examen: ...
@overload
def examiner(ligne: Creance) -> ExamenDeCreance: ...
def examiner(ligne: Commande | Creance) -> Examen | ExamenDeCreance:
    """Kept with the instance: a transition judges one read under its lock, a page shows the one it has read."""
    connus = vars(ligne)
    if "_examen" not in connus:
        connus["_examen"] = Examen(ligne) if isinstance(ligne, Commande) else ExamenDeCreance(ligne)
    resultat: Examen | ExamenDeCreance = connus["_examen"]
    return resultat


def oublier(commande: Any) -> None:
    """After an effect that changes what it holds."""
    vars(commande).pop("_examen", None)


def examiner_ensemble(commandes: Sequence[Commande]) -> None:
    """The same for many, read together: a page of them costs as much as one. Nothing is decided on it."""
    lues = (
        Prefetch("pieces", PieceDeCommande.objects.actuelles(), to_attr="pieces_lues"),
        Prefetch("points", PointDeCommande.objects.actuels(), to_attr="points_lus"),
    )
    prefetch_related_objects(commandes, *lues)
    autour = _contextes_de(commandes)
    for commande in commandes:
        examen = examiner(commande)
        examen.pieces = commande.pieces_lues  # type: ignore[attr-defined]
        examen.points_actuels = commande.points_lus  # type: ignore[attr-defined]
        examen.contexte = autour[commande.pk]
    _rapprocher(commandes)


def _contextes_de(commandes: Sequence[Commande]) -> dict[int, Contexte]:
    """By order; those of one request deposited together are read together."""
    groupes: dict[tuple[int, datetime | None], list[Commande]] = {}
    for commande in commandes:
        groupes.setdefault((commande.demande_id, commande.deposee_le), []).append(commande)
    autour: dict[int, Contexte] = {}
    for siennes in groupes.values():
        dossier, pks = siennes[0].demande, [commande.pk for commande in siennes]
        instant = siennes[0].deposee_le or dossier.recue_le
        autour |= dict(zip(pks, autour_des_commandes(dossier, siennes, instant), strict=True))
    return autour


def _rapprocher(commandes: Sequence[Commande]) -> None:
    cles = {commande.cle for commande in commandes}
    toutes = Commande.objects.qui_comptent().filter(cle__in=cles)
    lues = list(toutes.select_related("demande__fournisseur__organisation").order_by("-occupe", "deposee_le", "pk"))
    for commande in commandes:
        client = (commande.dispositif_id, commande.cle)
        autres = [c for c in lues if (c.dispositif_id, c.cle) == client and c.pk != commande.pk]
        examiner(commande).rivales = autres


def rivales(commande: Commande) -> QuerySet[Commande]:
    memes = Commande.objects.qui_comptent().filter(dispositif=commande.dispositif_id, cle=commande.cle)
    return memes.exclude(pk=commande.pk)


# ---- signals --------------------------------------------------------------------------------------------------------

SIGNAUX = {
    "s_client": "Même client chez un autre fournisseur",
    "s_doublon": "Même client, deux commandes du fournisseur",
    "s_piece": "Même fichier joint à une autre commande",
    "s_numero": "Même numéro de bon chez ce fournisseur",
    "s_iban": "Même IBAN qu’un autre fournisseur",
}


def avec_signaux(commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    """Each line says by itself what should make an agent look twice; none of it is a proof."""
    autres = Commande.objects.qui_comptent().exclude(pk=OuterRef("pk"))
    du_client = autres.filter(dispositif=OuterRef("dispositif"), cle=OuterRef("cle"))
    chez_soi = Q(demande__fournisseur=OuterRef("demande__fournisseur"))
    return commandes.annotate(
        s_client=Exists(du_client.exclude(chez_soi)),
        s_doublon=Exists(du_client.filter(chez_soi)),
        s_piece=Exists(_pieces_partagees()),
        s_numero=Exists(autres.filter(chez_soi, reference=OuterRef("reference"))),
        s_iban=Exists(_ibans_partages()),
    )


def _pieces_partagees() -> QuerySet[PieceDeCommande]:
    ailleurs = PieceDeCommande.objects.filter(
        document__fichier=OuterRef("document__fichier"), commande__deposee_le__isnull=False
    ).exclude(commande=OuterRef("commande"))
    return PieceDeCommande.objects.filter(Exists(ailleurs), commande=OuterRef("pk"), remplacee_le=None)


def _ibans_partages() -> QuerySet[CoordonneesBancaires]:
    tenues = CoordonneesBancaires.objects.exclude(statut__in=CoordonneesBancaires.CLOSES)
    ailleurs = tenues.filter(iban_empreinte=OuterRef("iban_empreinte")).exclude(fournisseur=OuterRef("fournisseur"))
    return tenues.filter(Exists(ailleurs), fournisseur=OuterRef("demande__fournisseur"))


def signaux_de(commande: Commande) -> list[str]:
    """Of a line that `avec_signaux` read."""
    return [libelle for nom, libelle in SIGNAUX.items() if getattr(commande, nom)]


def un_signal() -> Q:
    resultat = Q()
    for nom in SIGNAUX:
        resultat |= Q(**{nom: True})
    return resultat


def arbitrage_en_attente(commande: Commande) -> ArbitrageDePlace | None:
    proposes = ArbitrageDePlace.objects.en_attente()
    return proposes.filter(dispositif=commande.dispositif_id, cle=commande.cle).first()
