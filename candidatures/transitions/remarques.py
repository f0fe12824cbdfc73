"""Field by field: the ANS says what to change, the vendor may change only that, and it comes back as a diff."""

from datetime import datetime
from typing import Any

from candidatures import regles
from candidatures.avancement import Etape, jauge, libelles_de
from candidatures.echeances import Applicable, echeance_de_la_reouverture, limite_connue, reouverture
from candidatures.envois import envoi
from candidatures.models import CandidatureAdministrative, Convention, Eligibilite, Remarque
from candidatures.regles import conversation as regles_des_demandes
from candidatures.transitions.annonces import prevenir_l_ans, prevenir_l_editeur
from candidatures.transitions.cloture import fermer, poursuivie
from candidatures.transitions.formulaires import DemandeDeModificationsForm, MotifForm, decision_motivee
from candidatures.transitions.obsoletes import retenir_les_versions
from candidatures.transitions.preparation import abandonnees, en_preparation, remarques_de
from candidatures.transitions.saisie import numero_de, reponses, touche_le
from segur.noyau.comptes.models import ANS_INSTRUIT, EDITEUR, Role
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, Transition, transition

ROUVRIR: dict[type[Etape], Transition] = {}
"""By model of step, the transition that a request accepted runs."""


def _remarque_lue(etape: Etape, demande: Demande) -> Verdict:
    """Nothing to compare with when the page did not say what it showed."""
    vue = demande.donnees.get("vue")
    if vue is None:
        return Verdict()
    actuelle = remarques_de(etape).en_preparation().filter(cle=demande.donnees["cle"]).first()
    auteur, texte = (str(actuelle.posee_par), actuelle.motif) if actuelle else ("", "")
    return Verdict((regles.remarque_inchangee(auteur=auteur, actuelle=texte, vue=vue),))


def _remarque_possible(etape: Etape, demande: Demande) -> Verdict:
    cle, motif = demande.donnees["cle"], demande.donnees.get("motif", "")
    demandee = regles.champ_demande(demande=cle in libelles_de(etape))
    return Verdict((demandee, regles.motif_donne(motif))) + _remarque_lue(etape, demande)


def poser_remarque(etape: Etape, demande: Demande) -> None:
    """In preparation: the vendor sees nothing before the request is sent. The same field again: the text changes."""
    remarques_de(etape).update_or_create(
        cle=demande.donnees["cle"],
        levee_le=None,
        defaults={
            "candidature_id": etape.candidature_id,
            "etape": numero_de(etape),
            "libelle": libelles_de(etape)[demande.donnees["cle"]],
            "motif": demande.donnees["motif"].strip(),
            "posee_par": demande.acteur.personne,
            "posee_le": demande.recu_le,
        },
    )


def retirer_remarque(etape: Etape, demande: Demande) -> None:
    remarques_de(etape).en_preparation().filter(cle=demande.donnees["cle"]).delete()


def _remarques_posees(etape: Etape, demande: Demande) -> Verdict:
    nombre = remarques_de(etape).en_preparation().count()
    return poursuivie(etape, demande) + Verdict((regles.remarques_a_envoyer(nombre=nombre),))


def _date_a_venir(etape: Etape, demande: Demande) -> Verdict:
    date = demande.donnees.get("a_rendre_le")
    return Verdict((regles.retour_a_venir(a_rendre_le=date, recu_le=demande.recu_le),))


def demander_modifications(etape: Etape, demande: Demande) -> dict[str, Any]:
    """Sends the remarks, keeps the answers as they are now, opens these fields and no other."""
    etape.motif = demande.donnees.get("motif", "")
    remarques = list(remarques_de(etape).en_preparation())
    lignes = [str(remarque) for remarque in remarques]
    return _ouvrir(etape, demande, remarques, f"L’ANS demande {len(remarques)} modification(s)", lignes)


def rouvrir_les_champs(etape: Etape, demande: Demande) -> dict[str, Any]:
    """MSG-03: what the vendor asked to change and the ANS accepts. `champs`: label and reason of each field, by key.

    Remarks that a colleague still prepares on other fields stay where they are. The mail names the fields alone.
    """
    deja = set(remarques_de(etape).ouvertes().values_list("cle", flat=True))
    remarques = [
        Remarque.objects.create(
            candidature_id=etape.candidature_id,
            etape=numero_de(etape),
            cle=cle,
            libelle=libelle,
            motif=motif,
            posee_par=demande.acteur.personne,
            posee_le=demande.recu_le,
        )
        for cle, (libelle, motif) in demande.donnees["champs"].items()
        if cle not in deja
    ]
    lignes = [remarque.libelle for remarque in remarques]
    return _ouvrir(etape, demande, remarques, "L’ANS accepte votre demande de modification", lignes)


def _ouvrir(etape: Etape, demande: Demande, remarques: list[Remarque], annonce: str, lignes: list[str]) -> Any:
    etape.a_rendre_le = demande.donnees.get("a_rendre_le")
    avant = reponses(etape)
    for remarque in remarques:
        remarque.envoyee_le, remarque.valeur_avant = demande.recu_le, valeur_de(remarque.cle, avant)
    Remarque.objects.bulk_update(remarques, ["envoyee_le", "valeur_avant"])
    liste = "\n".join(f"- {ligne}" for ligne in lignes)
    retour = f"\n\nÀ rendre le {etape.a_rendre_le:%d/%m/%Y}." if etape.a_rendre_le else ""
    corps = f"{annonce} :\n\n{liste}{retour}\n\n{etape.motif}".strip()
    prevenir_l_editeur(etape, demande, f"étape {numero_de(etape)} à modifier", corps)
    return {"motif": etape.motif, "remarques": [str(remarque) for remarque in remarques]}


def valeur_de(cle: str, deposees: list[dict[str, Any]]) -> str:
    """The answer under that key, in words; for a block, one line per answer of its rows."""
    par_cle = {reponse["cle"]: reponse["valeur"] for reponse in deposees}
    if cle in par_cle:
        return en_texte(par_cle[cle])
    lignes = [r for r in deposees if r["cle"].rsplit("-", 2)[0] == cle]
    return "\n".join(f"{reponse['libelle']} : {en_texte(reponse['valeur'])}" for reponse in lignes)


def _rouvrable(etape: Etape, demande: Demande) -> Verdict:
    """Until the convention rests on the answers, and until Date 3, whatever becomes of the request (MSG-03)."""
    convention = etape.dossier.convention
    return (
        poursuivie(etape, demande)
        + regles_des_demandes.etape_rouvrable(
            soumise=etape.premiere_soumission_le is not None,
            convention_commencee=convention.statut != Convention.Statut.FERMEE,
        )
        + Verdict(
            (
                regles_des_demandes.echanges_ouverts(
                    recu_le=demande.recu_le, date_3=limite_connue(etape.dossier, 3, au=demande.recu_le)
                ),
            )
        )
    )


def _tout_est_repris(etape: Etape, demande: Demande) -> Verdict:
    """Complete, and nothing else is asked: a field may be confirmed as it was. A reopened step has its own deadline."""
    complete = regles.etape_complete(restantes=jauge(etape).libelles_restants)
    return poursuivie(etape, demande) + Verdict((complete,)) + _delai_de_la_reouverture(etape, demande)


def _delai_de_la_reouverture(etape: Etape, demande: Demande) -> Verdict:
    derogation = reouverture(etape)
    if derogation is None:
        return Verdict()
    echeance = echeance_de_la_reouverture(derogation)
    objet = f"Étape {numero_de(etape)} rouverte"
    return Verdict((regles.echeance_respectee(objet=objet, recu_le=demande.recu_le, echeance=echeance),))


def _regle(etape: Etape, le: datetime) -> Applicable | None:
    """No Date bears on what is filed again (E1-30), but in a reopened step."""
    derogation = reouverture(etape)
    if derogation is None or derogation.version is None:
        return None
    return Applicable(derogation.numero, derogation.version, derogation, derogation.jusqu_au)


def resoumettre(etape: Etape, demande: Demande) -> dict[str, Any]:
    """Filing again; Date 1 bears on the first filing only (E1-30). Each remark keeps the answer before and after."""
    etape.soumise_le, etape.motif, etape.a_rendre_le = demande.recu_le, "", None
    if isinstance(etape, Eligibilite):
        retenir_les_versions(etape)
    deposees = reponses(etape)
    remarques = list(remarques_de(etape).ouvertes())
    for remarque in remarques:
        remarque.levee_le, remarque.valeur_apres = demande.recu_le, valeur_de(remarque.cle, deposees)
    Remarque.objects.bulk_update(remarques, ["levee_le", "valeur_apres"])
    prevenir_l_ans(etape, demande, f"étape {numero_de(etape)} soumise à nouveau")
    return {"reponses": deposees, "modifiees": [r.libelle for r in remarques if r.valeur_avant != r.valeur_apres]}


def en_texte(valeur: Any) -> str:
    return "\n".join(valeur) if isinstance(valeur, list) else str(valeur or "")


def refuser(etape: Etape, demande: Demande) -> dict[str, str]:
    """The step is refused for good, with its reason, and the candidature with it."""
    etape.motif = demande.donnees["motif"]
    fermer(etape, demande)
    prevenir_l_editeur(etape, demande, f"étape {numero_de(etape)} refusée", f"Motif du refus :\n\n{etape.motif}")
    return {"motif": etape.motif}


def _declarer_les_remarques(modele: Any) -> None:
    statut = modele.Statut
    transition(
        modele,
        de=statut.SOUMISE,
        vers=None,
        roles=ANS_INSTRUIT,
        controle=_remarque_possible,
        libelle="Poser la remarque",
        recit="Remarque posée",
        a_sa_page=False,
        discrete=True,
    )(poser_remarque)
    transition(
        modele,
        de=statut.SOUMISE,
        vers=None,
        roles=ANS_INSTRUIT,
        controle=_remarque_lue,
        libelle="Retirer la remarque",
        recit="Remarque retirée",
        a_sa_page=False,
        discrete=True,
    )(retirer_remarque)


def _declarer_les_decisions(modele: Any, quoi: str) -> None:
    statut = modele.Statut
    transition(
        modele,
        de=statut.SOUMISE,
        vers=statut.A_MODIFIER,
        roles=ANS_INSTRUIT,
        garde=_remarques_posees,
        controle=_date_a_venir,
        formulaire=DemandeDeModificationsForm,
        consequences=en_preparation,
        libelle="Demander des modifications",
        recit=f"Modifications de {quoi} demandées",
        question="L’éditeur recevra les remarques posées champ par champ ; seuls ces champs lui seront ouverts.",
        bouton="Envoyer la demande",
    )(demander_modifications)
    decidee = statut.VALIDEE if modele is CandidatureAdministrative else statut.ELIGIBLE
    ROUVRIR[modele] = transition(
        modele,
        de=(statut.SOUMISE, statut.A_MODIFIER, decidee),
        vers=statut.A_MODIFIER,
        roles=ANS_INSTRUIT,
        garde=_rouvrable,
        controle=_date_a_venir,
        libelle="Rouvrir des champs à la demande de l’éditeur",
        recit=f"Champs de {quoi} rouverts à la demande de l’éditeur",
        a_sa_page=False,
    )(rouvrir_les_champs)
    transition(
        modele,
        de=statut.A_MODIFIER,
        vers=statut.SOUMISE,
        roles=EDITEUR,
        garde=_tout_est_repris,
        envoi=envoi(f"etape{modele.rang}", _regle, touche_le),
        libelle="Soumettre à nouveau",
        recit=f"Nouvelle soumission de {quoi}",
        question="Confirmez-vous la nouvelle soumission de cette étape ?",
        bouton="Confirmer la soumission",
    )(resoumettre)
    transition(
        modele,
        de=statut.SOUMISE,
        vers=statut.REFUSEE,
        roles=(Role.RESPONSABLE,),
        garde=poursuivie,
        controle=decision_motivee,
        formulaire=MotifForm,
        libelle="Refuser",
        recit=f"Refus de {quoi}",
        question="Le refus est définitif : l’éditeur en recevra le motif.",
        consequences=abandonnees,
        bouton="Refuser",
    )(refuser)


for _modele, _quoi in ((CandidatureAdministrative, "la candidature administrative"), (Eligibilite, "l’éligibilité")):
    _declarer_les_remarques(_modele)
    _declarer_les_decisions(_modele, _quoi)
