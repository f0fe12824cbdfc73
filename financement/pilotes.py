"""What the rules of the pilots ask of the database, read once, and the verdicts that pages and guards share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from candidatures.models import Candidature
from financement.models import (
    Commande,
    DossierPilote,
    Fournisseur,
    Pilote,
    PointDePilote,
    ProcesVerbal,
    SupportDeFormation,
)
from financement.models.fournisseur import FournisseurQuerySet
from financement.regles import formations
from financement.regles import pilotes as regles
from financement.regles.formations import Contenu
from segur.noyau.comptes.models import Acteur
from segur.noyau.regles import Motif, Verdict
from segur.noyau.temps import jour_de_paris

CONTENU = "contenu:"
LONGUEUR_DU_LIBELLE = 300


class Faits:
    """What the rules ask of one dossier, each read once."""

    def __init__(self, dossier: DossierPilote) -> None:
        self.dossier = dossier

    @property
    def candidature(self) -> Candidature:
        return self.dossier.candidature

    @property
    def exige(self) -> int | None:
        return self.candidature.dispositif.nb_pilotes

    @property
    def reference_le(self) -> date | None:
        le = self.candidature.referencee_le
        return jour_de_paris(le) if le else None

    @property
    def en_vigueur(self) -> bool:
        return self.candidature.statut == Candidature.Statut.REFERENCEE

    @cached_property
    def pilotes(self) -> list[Pilote]:
        return list(self.dossier.pilotes.actuels().select_related("commande__demande"))

    @cached_property
    def pvs(self) -> dict[int, ProcesVerbal]:
        """By pilot, the PV that stands today."""
        actuels = ProcesVerbal.objects.actuels().filter(pilote__dossier_pilote=self.dossier)
        return {pv.pilote_id: pv for pv in actuels}

    @cached_property
    def supports(self) -> list[SupportDeFormation]:
        actuels = self.dossier.supports.actuels().select_related("document__fichier")
        return list(actuels.prefetch_related("contenus"))

    @cached_property
    def couverture(self) -> dict[str, list[SupportDeFormation]]:
        """By content of the annex, the supports that cover it."""
        couverts: dict[str, list[SupportDeFormation]] = {}
        for support in self.supports:
            for contenu in support.contenus.all():
                couverts.setdefault(contenu.code, []).append(support)
        return couverts

    @cached_property
    def profils(self) -> frozenset[str]:
        return frozenset(self.candidature.eligibilite.profils.values_list("code", flat=True))

    @cached_property
    def tous_les_points(self) -> list[PointDePilote]:
        return list(self.dossier.points.select_related("pose_par"))

    @property
    def points(self) -> list[PointDePilote]:
        """Those that stand today."""
        return [point for point in self.tous_les_points if point.leve_le is None]

    @property
    def points_ouverts(self) -> list[PointDePilote]:
        """Sent to the supplier and not answered yet: these items, and no others, may change."""
        return [point for point in self.points if point.envoye_le]

    @property
    def points_en_preparation(self) -> list[PointDePilote]:
        return [point for point in self.points if not point.conforme and not point.envoye_le]

    @property
    def clients(self) -> frozenset[str]:
        return frozenset(pilote.commande.client for pilote in self.pilotes)

    def contenus_dus(self, jour: date) -> tuple[Contenu, ...]:
        return formations.contenus_dus(
            dispositif=self.candidature.dispositif.code, jour=jour, profils=self.profils, clients=self.clients
        )

    def annexe(self, jour: date) -> tuple[Contenu, ...]:
        """Every content that the text lists, due here or not."""
        liste = formations.liste_au(self.candidature.dispositif.code, jour)
        return liste.valeur if liste else ()

    def manquants(self, jour: date) -> list[Contenu]:
        return [contenu for contenu in self.contenus_dus(jour) if contenu.code not in self.couverture]


def faits(dossier: DossierPilote) -> Faits:
    """Kept with the instance: a transition judges one read under its lock, a page shows the one it has read."""
    connus = vars(dossier)
    if "_faits" not in connus:
        connus["_faits"] = Faits(dossier)
    resultat: Faits = connus["_faits"]
    return resultat


def oublier(dossier: DossierPilote) -> None:
    """After an effect that changes them."""
    vars(dossier).pop("_faits", None)


def faits_du_pilote(pilote: Pilote, pv: ProcesVerbal | None, dossier: DossierPilote) -> regles.FaitsDuPilote:
    commande = pilote.commande
    return regles.FaitsDuPilote(
        commande=str(pilote),
        validee=commande.statut == Commande.Statut.VALIDEE,
        du_fournisseur=commande.demande.fournisseur_id == dossier.fournisseur_id,
        de_la_solution=commande.demande.candidature_id == dossier.candidature_id,
        bon_signe_le=commande.bon.signe_le,
        pv=pv is not None,
        installe_le=pv.installe_le if pv else None,
        signe_le=pv.signe_le if pv else None,
    )


def motif_des_contenus(dossier: DossierPilote, jour: date) -> Motif:
    connus = faits(dossier)
    return regles.contenus_couverts(
        dus=len(connus.contenus_dus(jour)),
        manquants=[contenu.libelle for contenu in connus.manquants(jour)],
        publies=bool(connus.annexe(jour)),
    )


def conformite(dossier: DossierPilote, le: datetime) -> Verdict:
    """Everything that the dossier must hold to be sent and accepted, satisfied or not (AF 6.3)."""
    connus, jour = faits(dossier), jour_de_paris(le)
    return regles.dossier_conforme(
        exige=connus.exige,
        pilotes=[faits_du_pilote(pilote, connus.pvs.get(pilote.pk), dossier) for pilote in connus.pilotes],
        reference_le=connus.reference_le,
        en_vigueur=connus.en_vigueur,
        contenus=motif_des_contenus(dossier, jour),
        jour=jour,
    )


def commandes_disponibles(dossier: DossierPilote, recherche: str = "") -> QuerySet[Commande]:
    """The orders that may be chosen: of this supplier and this solution, advance validated, not a pilot yet."""
    deja = Pilote.objects.actuels().filter(commande=OuterRef("pk"))
    commandes = Commande.objects.filter(
        demande__fournisseur=dossier.fournisseur_id,
        demande__candidature=dossier.candidature_id,
        statut=Commande.Statut.VALIDEE,
    )
    if recherche:
        commandes = commandes.filter(
            Q(reference__icontains=recherche) | Q(nom__icontains=recherche) | Q(cle__startswith=recherche)
        )
    return commandes.exclude(Exists(deja)).order_by("reference", "pk")


def avec_pilotes(fournisseurs: FournisseurQuerySet, acteur: Acteur) -> FournisseurQuerySet:
    """`a_des_pilotes`: whether a dossier of pilots is there to be seen, or may begin."""
    vus = Exists(DossierPilote.objects.visibles_par(acteur).filter(fournisseur=OuterRef("pk")))
    validees = Commande.objects.filter(demande__fournisseur=OuterRef("pk"), statut=Commande.Statut.VALIDEE)
    return fournisseurs.annotate(a_des_pilotes=vus | Exists(validees) if acteur.est_editeur else vus)


def points_visibles(dossier: DossierPilote, acteur: Acteur) -> list[PointDePilote]:
    """What the reviewers prepare is theirs until it is sent."""
    return [point for point in faits(dossier).tous_les_points if acteur.est_ans or point.envoye_le]


def solutions_a_piloter(fournisseur: Fournisseur) -> QuerySet[Candidature]:
    """Solutions of which the supplier has at least one validated order, and no dossier of pilots yet."""
    validees = Commande.objects.filter(
        demande__fournisseur=fournisseur, demande__candidature=OuterRef("pk"), statut=Commande.Statut.VALIDEE
    )
    deja = DossierPilote.objects.filter(fournisseur=fournisseur, candidature=OuterRef("pk"))
    candidatures = Candidature.objects.filter(Exists(validees)).exclude(Exists(deja))
    return candidatures.select_related("produit__editeur", "dispositif").order_by("pk")


def cles_de(dossier: DossierPilote, jour: date) -> dict[str, str]:
    """Every item that may be judged today, with its label: PV of the pilots, then contents due or covered."""
    connus = faits(dossier)
    dus = {contenu.code for contenu in connus.contenus_dus(jour)}
    contenus = {
        f"{CONTENU}{c.code}": c.libelle[:LONGUEUR_DU_LIBELLE]
        for c in connus.annexe(jour)
        if c.code in dus or c.code in connus.couverture
    }
    return {pilote.cle: f"PV de {pilote}" for pilote in connus.pilotes} | contenus


def valeur_de(dossier: DossierPilote, cle: str) -> str:
    """What stands there now, in words: what a judgment bears on. Empty when nothing does."""
    connus = faits(dossier)
    if cle.startswith(CONTENU):
        supports = connus.couverture.get(cle.removeprefix(CONTENU), [])
        return "\n".join(support.en_texte() for support in supports)
    pilote = next((pilote for pilote in connus.pilotes if pilote.cle == cle), None)
    pv = connus.pvs.get(pilote.pk) if pilote else None
    return pv.en_texte() if pv else ""


def restant_a_juger(dossier: DossierPilote, jour: date) -> list[str]:
    """Labels of the items due that nobody has judged in order as they are now."""
    connus, libelles = faits(dossier), cles_de(dossier, jour)
    conformes = {point.cle: point.vu for point in connus.points if point.conforme}
    exigees = [pilote.cle for pilote in connus.pilotes]
    exigees += [f"{CONTENU}{contenu.code}" for contenu in connus.contenus_dus(jour)]
    return [libelles[cle] for cle in exigees if conformes.get(cle) != (valeur_de(dossier, cle) or None)]


def ouverts(dossier: DossierPilote) -> frozenset[str] | None:
    """The items that may change: all (None) before the first sending, those that the ANS asked for afterwards."""
    if dossier.statut == DossierPilote.Statut.A_CONSTITUER:
        return None
    return frozenset(point.cle for point in faits(dossier).points_ouverts)


def pilote_ouvert(dossier: DossierPilote, pilote: Pilote) -> bool:
    """Asked again, or chosen since and still without its PV."""
    permis = ouverts(dossier)
    return permis is None or pilote.cle in permis or pilote.pk not in faits(dossier).pvs


def contenus_ouverts(dossier: DossierPilote, jour: date) -> list[Contenu]:
    """Those that a support may be added for: all at first; then those asked again, and those still missing."""
    connus, permis = faits(dossier), ouverts(dossier)
    manquants = {contenu.code for contenu in connus.manquants(jour)}
    return [
        contenu
        for contenu in connus.annexe(jour)
        if permis is None or f"{CONTENU}{contenu.code}" in permis or contenu.code in manquants
    ]


def support_ouvert(dossier: DossierPilote, support: SupportDeFormation) -> bool:
    """A support leaves when each content that it covers was asked again."""
    permis = ouverts(dossier)
    return permis is None or all(f"{CONTENU}{contenu.code}" in permis for contenu in support.contenus.all())


@dataclass(frozen=True)
class Acquittement:
    """Whether the pilots of a supplier's solution are behind it: what the balance asks (PIL-F01, SOL-01)."""

    verdict: Verdict
    acquittes_le: datetime | None


def acquittement(fournisseur: Fournisseur, candidature: Candidature, le: datetime) -> Acquittement:
    """`acquittes_le`: the instant after which a VA is signed (PIL-F09)."""
    dossiers = DossierPilote.objects.filter(fournisseur=fournisseur, candidature=candidature)
    acquittes_le = dossiers.values_list("accepte_le", flat=True).first()
    exige = candidature.dispositif.nb_pilotes
    return Acquittement(regles.pilotes_acquittes(exige=exige, acquittes_le=acquittes_le, le=le), acquittes_le)


def acquittements(commandes: Iterable[Commande]) -> dict[tuple[int, int], datetime | None]:
    """By supplier and solution, when the ANS accepted their pilots; one query. `commandes`: with their request."""
    demandes = [commande.demande for commande in commandes]
    dossiers = DossierPilote.objects.filter(
        fournisseur__in={demande.fournisseur_id for demande in demandes},
        candidature__in={demande.candidature_id for demande in demandes},
    )
    lus = dossiers.values_list("fournisseur", "candidature", "accepte_le")
    return {(fournisseur, candidature): accepte_le for fournisseur, candidature, accepte_le in lus}
