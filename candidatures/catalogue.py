"""What a vendor changes in its catalogue: a product, and who has access to it (CP-16, E1-08). Everything journalled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction as db

from candidatures import regles
from candidatures.models import Candidature, CandidatureAdministrative, Collaborateur, Interet, Produit
from candidatures.transitions.annonces import annoncer_le_responsable
from segur.noyau.comptes.models import ENGAGE_L_EDITEUR, Acteur, Utilisateur
from segur.noyau.journal.ecriture import inscrire
from segur.noyau.journal.models import EntreeJournal
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Refus

CHAMPS = ("nom", "version", "nil", "responsable", "description", "certifications")
INTERETS = "intérêts"
ACTIONS = ("produit.modifier", "produit.confier")
IDENTITE = {"nom", "version"}
Droit = Collaborateur.Droit


def verdict_saisie(produit: Produit, acteur: Acteur) -> Verdict:
    """Whether the person may change the sheet of the product."""
    return Verdict((regles.droit_suffisant(tenu=produit.droit_tenu(acteur), exige=Droit.SAISIE),))


def verdict_gestion(produit: Produit, acteur: Acteur) -> Verdict:
    """Whether the person may choose the collaborators and the responsable of the product."""
    tenu = bool(produit.droit_tenu(acteur))
    return Verdict(
        (
            regles.acces_gerable(
                engage_l_editeur=tenu and acteur.tient(*ENGAGE_L_EDITEUR),
                est_responsable=tenu and acteur.personne.pk == produit.responsable_id,
            ),
        )
    )


def identite(produit: Produit) -> Verdict:
    """Whether the name and the version may still change: shown on the form before anybody types."""
    return Verdict((regles.identite_modifiable(changee=True, soumises=_soumises(produit)),))


def modifier_produit(
    produit: Produit, donnees: Mapping[str, Any], demande: Demande, *, vus: Mapping[str, str] | None = None
) -> Produit:
    """Writes what changed and tells it, before and after. Raises Refus; the same values again write nothing.

    `vus`: what the page showed (`etat_montre`), so that no colleague's answer is overwritten unseen.
    """
    with db.atomic():
        produit = _verrouiller(produit, demande.acteur)
        ancien, programmes = produit.responsable, set(donnees["interets"])
        avant = set(produit.interets.values_list("programme", flat=True))
        changes = {champ for champ in CHAMPS if getattr(produit, champ) != donnees[champ]}
        verdict = _verdict_modification(produit, demande.acteur, changes, retires=avant - programmes)
        _exiger(verdict + _sans_conflit(produit, donnees, vus or {}))
        details = [_changement(produit, champ, donnees[champ]) for champ in CHAMPS if champ in changes]
        if programmes != avant:
            details.append({"champ": INTERETS, "avant": _libelles(avant), "apres": _libelles(programmes)})
        if details:
            _ecrire(produit, donnees, programmes, avant)
            raconter(produit, demande, "produit.modifier", "Produit modifié", {"changements": details})
        if "responsable" in changes:
            annoncer_le_responsable(produit, ancien, demande)
    return produit


def confier_produit(produit: Produit, personne: Utilisateur, demande: Demande, *, vu: str = "") -> Produit:
    """Gives the product another responsable (CP-16). Raises Refus; to who answers for it already, writes nothing.

    `vu`: key of the responsable that the page showed.
    """
    with db.atomic():
        produit = _verrouiller(produit, demande.acteur)
        gestion = verdict_gestion(produit, demande.acteur)
        _exiger(gestion + _sans_conflit(produit, {"responsable": personne}, {"responsable": vu} if vu else {}))
        if produit.responsable == personne:
            return produit
        ancien, changement = produit.responsable, _changement(produit, "responsable", personne)
        produit.responsable = personne
        produit.save(update_fields=["responsable"])
        raconter(produit, demande, "produit.confier", f"Produit confié à {personne}", {"changements": [changement]})
        annoncer_le_responsable(produit, ancien, demande)
    return produit


def _verdict_modification(produit: Produit, acteur: Acteur, changes: set[str], *, retires: set[str]) -> Verdict:
    verdict = verdict_saisie(produit, acteur)
    verdict += Verdict((regles.identite_modifiable(changee=bool(IDENTITE & changes), soumises=_soumises(produit)),))
    if "responsable" in changes:
        verdict += verdict_gestion(produit, acteur)
    retire = Interet.Programme.SEGUR.value in retires
    return verdict + Verdict((regles.rattachement_maintenu(retire=retire, ouvertes=_numeros(produit)),))


def etat_montre(produit: Produit) -> dict[str, str]:
    """What the form of the product shows, field by field: compared when it comes back."""
    return {champ: en_texte(champ, valeur) for champ, valeur in _valeurs(produit).items()}


def _valeurs(produit: Produit) -> dict[str, Any]:
    valeurs = {champ: getattr(produit, champ) for champ in CHAMPS}
    return valeurs | {"interets": [interet.programme for interet in produit.interets.all()]}


def en_texte(champ: str, valeur: Any) -> str:
    """A value as it is compared, whether it comes from the database or from the form."""
    if champ == "interets":
        return ",".join(sorted(valeur))
    return str(valeur.pk if isinstance(valeur, Utilisateur) else valeur)


def _sans_conflit(produit: Produit, donnees: Mapping[str, Any], vus: Mapping[str, str]) -> Verdict:
    """Each field kept meanwhile by somebody else, where it is neither what was seen nor what is typed."""
    valeurs = _valeurs(produit)
    autres = {
        champ: valeur
        for champ, valeur in valeurs.items()
        if champ in vus and en_texte(champ, valeur) not in (vus[champ], en_texte(champ, donnees[champ]))
    }
    auteurs = _derniers_auteurs(produit) if autres else {}
    return Verdict(
        tuple(
            regles.saisie_a_jour(
                champ=champ,
                auteur=auteurs.get(_libelle(produit, champ), ""),
                valeur=_libelles(set(valeur)) if champ == "interets" else str(valeur),
            )
            for champ, valeur in autres.items()
        )
    )


def _derniers_auteurs(produit: Produit) -> dict[str, str]:
    """By label of a field, who changed it last."""
    entrees = EntreeJournal.objects.filter(dossier=produit.cle_dossier, action__in=ACTIONS)
    return {
        changement["champ"]: str(entree.acteur)
        for entree in entrees.select_related("acteur").order_by("rang")
        for changement in entree.details["changements"]
    }


def _libelle(produit: Produit, champ: str) -> str:
    if champ == "interets":
        return INTERETS
    return str(produit._meta.get_field(champ).verbose_name)  # type: ignore[union-attr]


def _ecrire(produit: Produit, donnees: Mapping[str, Any], programmes: set[str], avant: set[str]) -> None:
    for champ in CHAMPS:
        setattr(produit, champ, donnees[champ])
    produit.indexer()
    produit.save()
    produit.interets.filter(programme__in=avant - programmes).delete()
    nouveaux = [p for p in Interet.Programme.values if p in programmes - avant]
    Interet.objects.bulk_create([Interet(produit=produit, programme=programme) for programme in nouveaux])


def _changement(produit: Produit, champ: str, apres: Any) -> dict[str, str]:
    return {"champ": _libelle(produit, champ), "avant": str(getattr(produit, champ)), "apres": str(apres)}


def _libelles(programmes: set[str]) -> str:
    return ", ".join(str(p.label) for p in Interet.Programme if p.value in programmes) or "aucun"


def donner_acces(produit: Produit, personne: Utilisateur, droit: str, demande: Demande) -> Collaborateur:
    """Adds a collaborator, or changes their right. The right already held writes nothing (E1-08)."""
    with db.atomic():
        produit = _verrouiller(produit, demande.acteur)
        _exiger(verdict_gestion(produit, demande.acteur))
        actuel = Collaborateur.objects.actuels().filter(produit=produit, utilisateur=personne).first()
        if actuel and actuel.droit == droit:
            return actuel
        if actuel:
            _fermer(actuel, demande.recu_le)
        nouveau = ouvrir_acces(produit, personne, droit, demande.recu_le)
        details = {"personne": str(personne), "avant": actuel.droit if actuel else "", "apres": droit}
        recit = f"Droit de {personne} : {droit}" if actuel else f"Collaborateur ajouté : {personne} ({droit})"
        raconter(produit, demande, "collaborateur.ajouter", recit, details)
    return nouveau


def retirer_acces(collaborateur: Collaborateur, demande: Demande) -> None:
    """Cuts the access from the next page on. Twice does nothing more; what the person did stays (E1-08)."""
    with db.atomic():
        produit = _verrouiller(collaborateur.produit, demande.acteur)
        _exiger(verdict_gestion(produit, demande.acteur))
        actuel = Collaborateur.objects.actuels().filter(pk=collaborateur.pk).select_related("utilisateur").first()
        if actuel is None:
            return
        _fermer(actuel, demande.recu_le)
        details = {"personne": str(actuel.utilisateur), "avant": actuel.droit, "apres": ""}
        raconter(produit, demande, "collaborateur.retirer", f"Collaborateur retiré : {actuel.utilisateur}", details)


def ouvrir_acces(produit: Produit, personne: Utilisateur, droit: str, le: datetime) -> Collaborateur:
    return Collaborateur.objects.create(produit=produit, utilisateur=personne, droit=droit, ajoute_le=le)


def _fermer(collaborateur: Collaborateur, le: datetime) -> None:
    """A demonstration clock may have gone back: an access never ends before it began."""
    collaborateur.retire_le = max(le, collaborateur.ajoute_le)
    collaborateur.save(update_fields=["retire_le"])


def _verrouiller(produit: Produit, acteur: Acteur) -> Produit:
    """The product, then its candidatures: a submission that locks its own waits, or is seen."""
    visibles = Produit.objects.visibles_par(acteur)
    verrouille = visibles.select_for_update(of=("self",)).get(pk=produit.pk)
    list(Candidature.objects.filter(produit=verrouille).select_for_update().order_by("pk").values_list("pk"))
    return verrouille


def _soumises(produit: Produit) -> list[str]:
    etapes = CandidatureAdministrative._default_manager.filter(
        candidature__produit=produit, premiere_soumission_le__isnull=False
    )
    numeros = etapes.order_by("candidature").values_list("candidature__numero", flat=True)
    return [f"candidature n° {numero}" for numero in numeros]


def _numeros(produit: Produit) -> list[str]:
    numeros = Candidature.objects.filter(produit=produit).order_by("pk").values_list("numero", flat=True)
    return [f"candidature n° {numero}" for numero in numeros]


def _exiger(verdict: Verdict) -> None:
    if not verdict.favorable:
        raise Refus(verdict)


def raconter(
    objet: Any,
    demande: Demande,
    action: str,
    recit: str,
    details: Mapping[str, Any],
    *,
    verdict: Verdict | None = None,
    cle: str = "",
) -> EntreeJournal:
    """One entry in the journal of the product or of the candidature. `cle`: for what a retry must not do again."""
    return inscrire(
        objet,
        action=action,
        recit=recit,
        acteur=demande.acteur,
        recu_le=demande.recu_le,
        vers=getattr(objet, "statut", ""),
        motifs=(verdict or Verdict()).motifs,
        details=details,
        cle=cle,
    )
