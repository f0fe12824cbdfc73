"""Filling steps 1 and 2: kept at once, never over a colleague's answer, and only where the step is open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from candidatures import regles
from candidatures.avancement import Etape, jauge, pieces_de, sections_de
from candidatures.echeances import reouverture
from candidatures.models import Candidature, CandidatureAdministrative, Eligibilite, Piece, Remarque
from candidatures.questionnaire import Bloc
from candidatures.saisie import est_ouvert, nouveaux_parmi, place_dans, texte_de
from candidatures.transitions.obsoletes import non_lus, verdict_des_classeurs
from segur.noyau.comptes.models import EDITEUR
from segur.noyau.documents.depot import deposer
from segur.noyau.regles import Motif, Verdict
from segur.noyau.transitions import Demande, transition

NUMEROS = {CandidatureAdministrative: 1, Eligibilite: 2}


def numero_de(etape: Etape) -> int:
    return NUMEROS[type(etape)]


def ouverts(etape: Etape) -> frozenset[str] | None:
    """The keys that may change: all (None) in a draft or a reopened step, else those of the open remarks."""
    if etape.statut != type(etape).Statut.A_MODIFIER or reouverture(etape):
        return None
    remarques = Remarque.objects.ouvertes().filter(candidature=etape.candidature_id, etape=numero_de(etape))
    return frozenset(remarques.values_list("cle", flat=True))


def ouverte(etape: Etape) -> Verdict:
    """Step 1 always is; step 2 from the first filing of step 1 on (E1-30). Neither once the candidature is refused."""
    refusee = etape.dossier.statut == Candidature.Statut.REFUSEE
    poursuivie = Verdict((regles.candidature_poursuivie(refusee=refusee),)) if refusee else Verdict()
    if isinstance(etape, CandidatureAdministrative):
        return poursuivie
    administrative = CandidatureAdministrative.objects.get(candidature=etape.candidature_id)
    soumise = administrative.premiere_soumission_le is not None
    return poursuivie + Verdict((regles.eligibilite_ouverte(administrative_soumise=soumise),))


def _ouverte(etape: Etape, demande: Demande) -> Verdict:
    return ouverte(etape)


def _champs_ouverts(etape: Etape, demande: Demande) -> Verdict:
    permis = ouverts(etape)
    fermes = [cle for cle in _cles(demande.donnees) if not est_ouvert(cle, permis)]
    return Verdict((Motif("champs_ouverts", not fermes, f"Ces champs ne sont pas à modifier : {', '.join(fermes)}."),))


def _cles(donnees: Mapping[str, Any]) -> list[str]:
    valeurs: Mapping[str, Mapping[str, Any]] = donnees.get("valeurs", {})
    cles = [f"{prefixe}-{champ}" if prefixe else champ for prefixe, champs in valeurs.items() for champ in champs]
    return [*cles, *(zone for zone, fichiers in donnees.get("fichiers", {}).items() if fichiers)]


def _sans_conflit(etape: Etape, demande: Demande) -> Verdict:
    """Nobody's answer is overwritten unseen: what the page showed must still be what is kept."""
    trouves = conflits(etape, demande.donnees)
    qui = str(etape.modifiee_par or "Un collègue")
    return Verdict(
        tuple(
            Motif(f"conflit:{cle}", False, f"{qui} a enregistré entre-temps « {valeur or 'rien'} ».")
            for cle, valeur in trouves.items()
        )
    )


def conflits(etape: Etape, donnees: Mapping[str, Any]) -> dict[str, str]:
    """By key, the value kept meanwhile by somebody else, where it is neither what was seen nor what is typed."""
    vus, version = donnees.get("vus"), donnees.get("version")
    if vus is None and (version is None or version == etape.version):
        return {}
    resultat = {}
    for cle, objet, champ, tape in _valeurs_typees(etape, donnees):
        garde = texte_de(getattr(objet, champ))
        if garde != texte_de(tape) and (vus is None or (cle in vus and garde != vus[cle])):
            resultat[cle] = garde
    return resultat


def _valeurs_typees(etape: Etape, donnees: Mapping[str, Any]) -> list[tuple[str, Any, str, Any]]:
    lignes = []
    for prefixe, champs in donnees.get("valeurs", {}).items():
        objet = objet_de(etape, prefixe)
        if objet is not None:
            lignes += [(f"{prefixe}-{c}" if prefixe else c, objet, c, valeur) for c, valeur in champs.items()]
    return lignes


def objet_de(etape: Etape, prefixe: str) -> Any:
    """The step itself, or the row that a prefix names; None when that row is gone."""
    if not prefixe:
        return etape
    nom, _, pk = prefixe.rpartition("-")
    return getattr(etape, nom).filter(pk=pk).first()


def _coherent(etape: Etape, demande: Demande) -> Verdict:
    """What the database would refuse is said in words, next to its field."""
    motifs = []
    for prefixe, champs in demande.donnees.get("valeurs", {}).items():
        objet = objet_de(etape, prefixe)
        if objet is None or objet is etape or not champs:
            continue
        for champ, valeur in champs.items():
            setattr(objet, champ, valeur)
        try:
            objet.validate_constraints()
        except ValidationError as erreur:
            motifs.append(Motif(f"saisie:{prefixe}-{next(iter(champs))}", False, " ".join(erreur.messages)))
    return Verdict(tuple(motifs))


def _controle(etape: Etape, demande: Demande) -> Verdict:
    forme = _champs_ouverts(etape, demande) + _sans_conflit(etape, demande) + _coherent(etape, demande)
    return forme + _places(etape, demande) + verdict_des_classeurs(etape, demande)


def _places(etape: Etape, demande: Demande) -> Verdict:
    """Asked again under the lock: two uploads that arrive together are counted one after the other."""
    places = []
    for zone, fichiers in demande.donnees.get("fichiers", {}).items():
        place = place_dans(etape, zone, len(nouveaux_parmi(fichiers, etape, zone)))
        places.append(replace(place, code=f"saisie:{zone}"))
    return Verdict(tuple(places))


def enregistrer(etape: Etape, demande: Demande) -> None:
    """Keeps what was typed; nothing is filed."""
    for prefixe, champs in demande.donnees.get("valeurs", {}).items():
        objet = objet_de(etape, prefixe)
        if objet is not None:
            _ecrire(objet, champs)
    for zone, fichiers in demande.donnees.get("fichiers", {}).items():
        for fichier in nouveaux_parmi(fichiers, etape, zone):
            _joindre(etape, zone, fichier, demande)
    _dater(etape, demande)


def _ecrire(objet: Any, champs: Mapping[str, Any]) -> None:
    for champ, valeur in champs.items():
        if objet._meta.get_field(champ).many_to_many:
            generaux = objet.candidature.dispositif.profils.filter(est_general=True)  # REM-01: applies to all
            getattr(objet, champ).set({*valeur, *generaux})
        else:
            setattr(objet, champ, valeur)
    objet.save()


def _joindre(etape: Any, zone: str, fichier: Any, demande: Demande) -> None:
    document = deposer(fichier, nom=fichier.name, zone=zone, acteur=demande.acteur, le=demande.recu_le)
    Piece.objects.create(etape=etape, zone=zone, document=document, non_lu=non_lus(zone, fichier))


def _dater(etape: Etape, demande: Demande) -> None:
    """The last reception, even when what was received before is written after."""
    etape.version += 1
    etape.modifiee_le = max(etape.modifiee_le or demande.recu_le, demande.recu_le)
    etape.modifiee_par = demande.acteur.utilisateur


def touche_le(etape: Etape) -> datetime | None:
    """When the answers were last changed."""
    return etape.modifiee_le


def _bloc_extensible(etape: Etape, demande: Demande) -> Verdict:
    bloc = bloc_de(etape, demande.donnees["bloc"])
    permis = bloc is not None and est_ouvert(bloc.nom, ouverts(etape))
    place = bloc is not None and getattr(etape, bloc.nom).count() < bloc.maximum
    return Verdict((Motif("bloc", permis and place, "Aucune ligne ne peut être ajoutée ou retirée ici."),))


def blocs_citants(etape: Etape) -> list[Bloc]:
    """The blocks shown today whose rows may come from the firm's other candidatures."""
    elements = (e for section in sections_de(etape) for e in section.visibles(etape))
    return [e for e in elements if isinstance(e, Bloc) and e.cite]


def citables(etape: Etape, bloc: Bloc) -> QuerySet[Candidature]:
    """The firm's other candidatures that have the status which the block asks for (E1-20, E1-21, E1-24, E1-25)."""
    autres = Candidature.objects.filter(produit__editeur=etape.candidature.produit.editeur_id, statut=bloc.cite)
    return autres.exclude(pk=etape.candidature_id).select_related("produit", "dispositif")


def _ligne_ajoutable(etape: Etape, demande: Demande) -> Verdict:
    verdict = _bloc_extensible(etape, demande)
    source = demande.donnees.get("source")
    if not verdict.favorable or source is None:
        return verdict
    bloc = bloc_de(etape, demande.donnees["bloc"])
    citable = bloc is not None and bloc.cite and citables(etape, bloc).filter(pk=source.pk).exists()
    if not citable:
        return Verdict((regles.candidature_citable(citable=False),))
    try:
        _ligne(etape, demande).validate_constraints()
    except ValidationError as erreur:
        return Verdict((Motif("citation", False, " ".join(erreur.messages)),))
    return verdict


def _ligne(etape: Etape, demande: Demande) -> Any:
    """The row to add: empty, or what a candidature of the firm says of itself."""
    lignes, source = getattr(etape, demande.donnees["bloc"]), demande.donnees.get("source")
    ligne = lignes.model(etape=etape)
    if source is not None:
        ligne.nru, ligne.dispositif = source.nru or source.numero, source.dispositif.libelle
    if source is not None and source.nru:
        ligne.vague = source.dispositif.vague
    return ligne


def bloc_de(etape: Etape, nom: str) -> Bloc | None:
    elements = (e for section in sections_de(etape) for e in section.visibles(etape))
    return next((e for e in elements if isinstance(e, Bloc) and e.nom == nom), None)


def ajouter_ligne(etape: Etape, demande: Demande) -> None:
    """An empty row, filled afterwards like the rest of the page; or a candidature of the firm, cited."""
    _ligne(etape, demande).save()
    _dater(etape, demande)


def retirer_ligne(etape: Etape, demande: Demande) -> None:
    getattr(etape, demande.donnees["bloc"]).filter(pk=demande.donnees["ligne"]).delete()
    _dater(etape, demande)


def _piece_presente(etape: Eligibilite, demande: Demande) -> Verdict:
    piece = etape.pieces.filter(pk=demande.donnees["piece"], retiree_le=None).first()
    permis = piece is not None and est_ouvert(piece.zone, ouverts(etape))
    return Verdict((Motif("piece", permis, "Ce fichier n’est plus joint à l’étape, ou ne peut pas être retiré."),))


def retirer_piece(etape: Eligibilite, demande: Demande) -> dict[str, str]:
    """The file stays in the archive; the step no longer shows it."""
    piece = etape.pieces.select_related("document__fichier").get(pk=demande.donnees["piece"])
    piece.retiree_le = demande.recu_le
    piece.save(update_fields=["retiree_le"])
    _dater(etape, demande)
    return {"document": piece.document.nom, "empreinte": piece.document.fichier.empreinte}


def _declarer(modele: Any, effet: Any, controle: Any, recit: str, *, discrete: bool = True) -> Any:
    return transition(
        modele,
        de=modele.MODIFIABLE,
        vers=None,
        roles=EDITEUR,
        garde=_ouverte,
        controle=controle,
        libelle=recit,
        recit=recit,
        a_sa_page=False,
        discrete=discrete,
    )(effet)


ENREGISTRER = {
    1: _declarer(CandidatureAdministrative, enregistrer, _controle, "Brouillon de l’étape 1 enregistré"),
    2: _declarer(Eligibilite, enregistrer, _controle, "Brouillon de l’étape 2 enregistré"),
}
AJOUTER_LIGNE = {
    1: _declarer(CandidatureAdministrative, ajouter_ligne, _ligne_ajoutable, "Ligne ajoutée à l’étape 1"),
    2: _declarer(Eligibilite, ajouter_ligne, _ligne_ajoutable, "Ligne ajoutée à l’étape 2"),
}
RETIRER_LIGNE = {
    1: _declarer(CandidatureAdministrative, retirer_ligne, _bloc_extensible, "Ligne retirée de l’étape 1"),
    2: _declarer(Eligibilite, retirer_ligne, _bloc_extensible, "Ligne retirée de l’étape 2"),
}
RETIRER_PIECE = _declarer(Eligibilite, retirer_piece, _piece_presente, "Document retiré de l’étape 2", discrete=False)


def reponses(etape: Etape) -> list[dict[str, Any]]:
    """What is filed, for the journal and the receipt: every answer asked today, files with their hash."""
    return [
        {
            "cle": reponse.cle,
            "libelle": f"{reponse.groupe} — {reponse.libelle}" if reponse.groupe else reponse.libelle,
            "section": reponse.section,
            "valeur": _valeur_lisible(etape, reponse.cle, reponse.valeur),
        }
        for reponse in jauge(etape).reponses
    ]


def _valeur_lisible(etape: Etape, cle: str, valeur: Any) -> Any:
    pieces = pieces_de(etape, cle)
    if pieces:
        return [f"{piece.document.nom} (SHA-256 {piece.document.fichier.empreinte})" for piece in pieces]
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    return valeur if isinstance(valeur, list) else texte_de(valeur)
