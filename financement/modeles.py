"""Models of documents: what a firm may import, which one is in service, what remains to check."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from financement.grilles import TYPES, Mention, TypeDeDocument, types_de
from financement.models import ControleDeMention, Enrolement, Fournisseur, ModeleDeDocument
from financement.situation import modeles_ouverts
from segur.noyau.dispositifs.models import Dispositif
from segur.noyau.regles import Version


@dataclass(frozen=True)
class TypeOuvert:
    """A kind of document in one dispositif where the firm is enrolled."""

    dispositif: Dispositif
    document: TypeDeDocument

    @property
    def cle(self) -> str:
        return f"{self.dispositif.code}:{self.document.code}"

    @property
    def libelle(self) -> str:
        return self.document.nomme(self.dispositif.code)


@dataclass(frozen=True)
class LigneDeControle:
    """One mention of the check-list, and what the agent has seen of it so far."""

    mention: Mention
    controle: ControleDeMention | None


def types_ouverts(fournisseur: Fournisseur) -> list[TypeOuvert]:
    """From the first enrolment accepted on, were it early (ENR-08)."""
    enrolements = Enrolement.objects.filter(fournisseur=fournisseur).select_related("dispositif")
    ouverts = [e.dispositif for e in enrolements.order_by("dispositif__libelle") if modeles_ouverts(e).favorable]
    return [TypeOuvert(dispositif, document) for dispositif in ouverts for document in types_de(dispositif.code)]


def modeles_valides(
    fournisseur: Fournisseur, dispositif: Dispositif, type_de_document: str
) -> QuerySet[ModeleDeDocument]:
    """What a deposit offers for that kind of document (`bon_de_commande`, `facture`…), the newest first."""
    siens = ModeleDeDocument.objects.valides().filter(fournisseur=fournisseur, dispositif=dispositif)
    return siens.filter(type_de_document=type_de_document).select_related("document__fichier")


def en_service(modeles: Iterable[ModeleDeDocument]) -> list[ModeleDeDocument]:
    """Of models validated, the newest first: one per kind of document and dispositif."""
    premiers: dict[tuple[int, str], ModeleDeDocument] = {}
    for modele in modeles:
        premiers.setdefault((modele.dispositif_id, modele.type_de_document), modele)
    return sorted(premiers.values(), key=lambda modele: modele.libelle)


def grille_de(modele: ModeleDeDocument) -> Version[tuple[Mention, ...]]:
    """The one in force the day the model was sent."""
    return TYPES[modele.type_de_document].grille(modele.dispositif.code, modele.jour_de_la_grille)


def lignes_de_controle(modele: ModeleDeDocument) -> list[LigneDeControle]:
    poses = {controle.code: controle for controle in modele.controles.all()}
    return [LigneDeControle(mention, poses.get(mention.code)) for mention in grille_de(modele).valeur]


def obligatoires_non_controlees(lignes: Iterable[LigneDeControle]) -> list[str]:
    return [ligne.mention.libelle for ligne in lignes if ligne.mention.obligatoire and ligne.controle is None]


def obligatoires_absentes(lignes: Iterable[LigneDeControle]) -> list[str]:
    return [
        ligne.mention.libelle
        for ligne in lignes
        if ligne.mention.obligatoire and ligne.controle and not ligne.controle.presente
    ]


def deja_importe(fournisseur: Fournisseur, choix: TypeOuvert, empreinte: str) -> str:
    """Status, in words, of the same bytes imported for the same document; "" when there are none."""
    memes = fournisseur.modeles.exclude(statut=ModeleDeDocument.Statut.SUPPRIME).filter(
        dispositif=choix.dispositif,
        type_de_document=choix.document.code,
        document__fichier__empreinte=empreinte,
    )
    premier = memes.first()
    return str(premier.get_statut_display()) if premier else ""


def precedent(modele: ModeleDeDocument) -> ModeleDeDocument | None:
    """The last decision on the same document before this one was sent: what had been said then."""
    if modele.envoye_le is None:
        return None
    decides = ModeleDeDocument.objects.envoyes().filter(
        fournisseur=modele.fournisseur_id,
        dispositif=modele.dispositif_id,
        type_de_document=modele.type_de_document,
        envoye_le__lt=modele.envoye_le,
        decide_le__isnull=False,
    )
    return decides.select_related("document").prefetch_related("controles").first()
