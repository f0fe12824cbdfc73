"""A file of the bank comes in: kept encrypted, read, matched. The same file again is the same return."""

from typing import IO

from django.db import IntegrityError
from django.db import transaction as db

from financement.models import LigneDeRetour, RetourBancaire, Virement
from financement.sepa.retour import CompteRendu, Lecture, lire_le_retour
from financement.transitions.paiement import ZONE
from segur.noyau.comptes.models import Role
from segur.noyau.documents.depot import deposer, empreinte
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, Refus

LOT = "SEGUR-LOT-"


def importer(flux: IO[bytes], nom: str, demande: Demande) -> tuple[RetourBancaire, bool]:
    """The return, and whether it is new. Raises RetourIllisible; nothing is applied yet."""
    if not demande.acteur.tient(Role.PAYEUR):
        raise Refus(Verdict((Motif("role", False, "Un payeur importe les retours de la banque."),)))
    condense = empreinte(flux)
    deja = RetourBancaire.objects.filter(empreinte=condense).first()
    if deja:
        return deja, False
    lecture = lire_le_retour(flux.read())
    try:
        with db.atomic():
            return _garder(flux, nom, condense, lecture, demande), True
    except IntegrityError:  # somebody imported it at that very instant
        return RetourBancaire.objects.get(empreinte=condense), False


def _garder(flux: IO[bytes], nom: str, condense: str, lecture: Lecture, demande: Demande) -> RetourBancaire:
    retour = RetourBancaire.objects.create(
        format=lecture.format,
        empreinte=condense,
        document=deposer(flux, nom=nom, zone=ZONE, acteur=demande.acteur, le=demande.recu_le),
        recu_le=demande.recu_le,
        recu_de=demande.acteur.personne,
    )
    lignes = rapprocher(lecture.lignes)
    for rang, ligne in enumerate(lignes, start=1):
        ligne.retour, ligne.rang = retour, rang
    LigneDeRetour.objects.bulk_create(lignes)
    inscrire(
        retour,
        action="retourbancaire.importer",
        recit="Retour de la banque importé",
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=retour.statut,
        details={"format": lecture.format, "empreinte": condense, "lignes": len(lignes)},
    )
    return retour


def rapprocher(comptes_rendus: tuple[CompteRendu, ...]) -> list[LigneDeRetour]:
    """By the reference end to end; a message rejected whole tells of each transfer of its batch."""
    references = {compte_rendu.reference for compte_rendu in comptes_rendus}
    connus = {v.reference: v for v in Virement.objects.filter(reference__in=references)}
    lignes: list[LigneDeRetour] = []
    for compte_rendu in comptes_rendus:
        if compte_rendu.reference:
            lignes.append(_ligne(compte_rendu, connus.get(compte_rendu.reference)))
        else:
            lignes += [_ligne(compte_rendu, virement) for virement in _du_message(compte_rendu.message)]
    return lignes


def _ligne(compte_rendu: CompteRendu, virement: Virement | None) -> LigneDeRetour:
    return LigneDeRetour(
        reference=(virement.reference if virement else compte_rendu.reference)[:35],
        montant=compte_rendu.montant,
        constat=compte_rendu.constat,
        retour_de_fonds=compte_rendu.retour_de_fonds,
        code=compte_rendu.code,
        virement=virement,
    )


def _du_message(message: str) -> list[Virement | None]:
    numero = message.removeprefix(LOT)
    if not (message.startswith(LOT) and numero.isdecimal() and len(numero) < 12):
        return [None]
    envoyes = Virement.objects.filter(lot=int(numero)).exclude(statut=Virement.Statut.ECARTE)
    return [*envoyes.order_by("reference")] or [None]
