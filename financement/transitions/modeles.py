"""Models of documents: gathered in an import, sent at once, checked mention by mention, decided (ASP-04 to ASP-10)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from financement.grilles import TYPES
from financement.modeles import (
    TypeOuvert,
    deja_importe,
    grille_de,
    lignes_de_controle,
    obligatoires_absentes,
    obligatoires_non_controlees,
    types_ouverts,
)
from financement.models import ControleDeMention, Fournisseur, ModeleDeDocument
from financement.regles import modeles as regles
from financement.sujets import LIMITES
from financement.transitions.annonces import annoncer_un_import, prevenir_de_la_decision
from financement.transitions.formulaires import MotifDeRejetForm
from financement.transitions.instruction import confier, libre, rendable
from segur.noyau.comptes.models import EDITEUR, Role
from segur.noyau.documents.depot import deposer, empreinte
from segur.noyau.regles import Verdict
from segur.noyau.transitions import Demande, transition

ZONE = "modele_asp"
OUVERT = Fournisseur.Statut.OUVERT
Statut = ModeleDeDocument.Statut
CE_MODELE = "ce modèle"
MENTIONS_MANQUANTES = "Des mentions obligatoires manquent : elles sont nommées avec leur texte."


def _choix(fournisseur: Fournisseur, demande: Demande) -> TypeOuvert | None:
    cle = demande.donnees.get("type_de_document", "")
    return next((choix for choix in types_ouverts(fournisseur) if choix.cle == cle), None)


def _ajoutable(fournisseur: Fournisseur, demande: Demande) -> Verdict:
    """Every reason at once: kind of document, name of the file, same file again, room left."""
    choix, fichier = _choix(fournisseur, demande), demande.donnees["fichier"]
    deja = deja_importe(fournisseur, choix, empreinte(fichier)) if choix else ""
    place = regles.place_dans_l_import(
        deja=fournisseur.modeles.en_cours_d_import().count(), au_plus=LIMITES.fichiers_par_import
    )
    nom = regles.nom_de_modele(nom=fichier.name)
    return Verdict((regles.type_ouvert(connu=choix is not None), nom, regles.fichier_nouveau(statut=deja), place))


@transition(
    Fournisseur,
    de=OUVERT,
    vers=None,
    roles=EDITEUR,
    controle=_ajoutable,
    libelle="Ajouter un modèle de document",
    recit="Modèle de document ajouté à l’import",
    a_sa_page=False,
)
def ajouter_un_modele(fournisseur: Fournisseur, demande: Demande) -> dict[str, Any]:
    """In the import in progress: nothing is sent yet (ASP-08, ASP-09)."""
    choix, fichier = _choix(fournisseur, demande), demande.donnees["fichier"]
    assert choix is not None  # noqa: S101 - the control has just said so
    document = deposer(fichier, nom=fichier.name, zone=ZONE, acteur=demande.acteur, le=demande.recu_le)
    modele = ModeleDeDocument.objects.create(
        fournisseur=fournisseur,
        dispositif=choix.dispositif,
        type_de_document=choix.document.code,
        libelle=choix.libelle,
        document=document,
        ajoute_le=demande.recu_le,
        ajoute_par=demande.acteur.personne,
    )
    return {"modele": str(modele), "empreinte": document.fichier.empreinte}


@transition(
    ModeleDeDocument,
    de=Statut.EN_COURS,
    vers=Statut.SUPPRIME,
    roles=EDITEUR,
    libelle="Supprimer",
    recit="Modèle de document retiré de l’import",
    a_sa_page=False,
)
def supprimer(modele: ModeleDeDocument, demande: Demande) -> dict[str, str]:
    """Before it is sent; what was sent stays."""
    return {"modele": str(modele)}


def _a_envoyer(fournisseur: Fournisseur, demande: Demande) -> list[ModeleDeDocument]:
    """What was in the import when the request was received: a file that arrives later waits for the next one."""
    en_cours = fournisseur.modeles.en_cours_d_import().filter(ajoute_le__lte=demande.recu_le)
    return list(en_cours.select_related("fournisseur__organisation", "document__fichier"))


def _import_pret(fournisseur: Fournisseur, demande: Demande) -> Verdict:
    return Verdict((regles.import_a_valider(nombre=len(_a_envoyer(fournisseur, demande))),))


@transition(
    Fournisseur,
    de=OUVERT,
    vers=None,
    roles=EDITEUR,
    garde=_import_pret,
    libelle="Valider mon import",
    recit="Import de modèles de documents validé",
    a_sa_page=False,
)
def valider_l_import(fournisseur: Fournisseur, demande: Demande) -> dict[str, Any]:
    """All the files of the import at once, one line of the journal for each; the ASP gets one message."""
    de_chacun = replace(demande, cle="", rang_lu=None)
    envoyes = [envoyer(modele, de_chacun) for modele in _a_envoyer(fournisseur, demande)]
    noms = [str(modele) for modele in envoyes]
    annoncer_un_import(fournisseur, demande, noms)
    return {"modeles": noms}


@transition(
    ModeleDeDocument,
    de=Statut.EN_COURS,
    vers=Statut.EN_ATTENTE,
    roles=EDITEUR,
    libelle="Envoyer un modèle",
    recit="{objet.libelle} envoyé à l’ASP",
    a_sa_page=False,
)
def envoyer(modele: ModeleDeDocument, demande: Demande) -> dict[str, str]:
    modele.envoye_le, modele.envoye_par = demande.recu_le, demande.acteur.personne
    return {"fichier": modele.document.nom, "empreinte": modele.document.fichier.empreinte}


@transition(
    ModeleDeDocument,
    de=Statut.EN_ATTENTE,
    vers=None,
    roles=(Role.GESTIONNAIRE,),
    garde=partial(libre, CE_MODELE),
    libelle="Prendre en charge",
    recit="Modèle pris en charge par {objet.instructeur}",
    a_sa_page=False,
    interne=True,
)
def prendre_en_charge(modele: ModeleDeDocument, demande: Demande) -> dict[str, Any]:
    """For oneself, when nobody in place has it."""
    return confier(modele, demande.acteur.personne, demande)


@transition(
    ModeleDeDocument,
    de=Statut.EN_ATTENTE,
    vers=None,
    roles=(Role.GESTIONNAIRE, Role.VALIDEUR),
    garde=partial(rendable, CE_MODELE),
    libelle="Rendre",
    recit="Modèle rendu à la file",
    a_sa_page=False,
    interne=True,
)
def rendre(modele: ModeleDeDocument, demande: Demande) -> dict[str, Any]:
    """Back to everybody: by who has it, or by a valideur for an absent colleague."""
    return confier(modele, None, demande)


def _mentions_connues(modele: ModeleDeDocument, demande: Demande) -> Verdict:
    connues = {mention.code for mention in grille_de(modele).valeur}
    return Verdict((regles.controle_connu(inconnus=sorted(set(demande.donnees["controles"]) - connues)),))


@transition(
    ModeleDeDocument,
    de=Statut.EN_ATTENTE,
    vers=None,
    roles=(Role.GESTIONNAIRE,),
    controle=_mentions_connues,
    libelle="Contrôler les mentions",
    recit="Mentions contrôlées : {objet.libelle}",
    a_sa_page=False,
    interne=True,
)
def controler(modele: ModeleDeDocument, demande: Demande) -> dict[str, Any]:
    """`controles`: by code, (present, remark). A mention looked at again is judged anew; the others stay."""
    controles: Mapping[str, tuple[bool, str]] = demande.donnees["controles"]
    vues = [mention for mention in grille_de(modele).valeur if mention.code in controles]
    for mention in vues:
        presente, remarque = controles[mention.code]
        ControleDeMention.objects.update_or_create(
            modele=modele,
            code=mention.code,
            defaults={
                "libelle": mention.libelle,
                "texte": mention.texte,
                "reference": str(mention.reference),
                "obligatoire": mention.obligatoire,
                "presente": presente,
                "remarque": remarque,
                "controle_le": demande.recu_le,
                "controle_par": demande.acteur.personne,
            },
        )
    return {"controles": [str(controle) for controle in modele.controles.filter(code__in=controles)]}


def _apres_l_envoi(modele: ModeleDeDocument, demande: Demande) -> Verdict:
    apres = modele.envoye_le is not None and modele.envoye_le <= demande.recu_le
    return Verdict((regles.decision_apres_l_envoi(apres=apres),))


def _mentions_presentes(modele: ModeleDeDocument, demande: Demande) -> Verdict:
    lignes = lignes_de_controle(modele)
    return _apres_l_envoi(modele, demande) + regles.mentions_presentes(
        non_controlees=obligatoires_non_controlees(lignes), absentes=obligatoires_absentes(lignes)
    )


def _decider(modele: ModeleDeDocument, demande: Demande) -> dict[str, Any]:
    """The decision keeps the check-list it was taken on: its day, and each line of it as it was."""
    modele.decide_le, modele.decide_par = demande.recu_le, demande.acteur.personne
    modele.grille_du = grille_de(modele).depuis
    return {
        "document": TYPES[modele.type_de_document].libelle,
        "grille_du": modele.grille_du,
        "controles": [str(controle) for controle in modele.controles.all()],
    }


@transition(
    ModeleDeDocument,
    de=Statut.EN_ATTENTE,
    vers=Statut.VALIDE,
    roles=(Role.GESTIONNAIRE,),
    garde=_mentions_presentes,
    libelle="Valider le modèle",
    recit="{objet.libelle} validé",
    question="Chaque mention obligatoire est présente. Ce modèle sera proposé au fournisseur pour ses dépôts.",
    bouton="Valider le modèle",
)
def valider(modele: ModeleDeDocument, demande: Demande) -> dict[str, Any]:
    """In service from now on, in the place of the former one."""
    details = _decider(modele, demande)
    corps = f"{modele} est validé par l’ASP. Il est désormais le modèle en service pour ce document."
    prevenir_de_la_decision(modele, demande, f"{modele.libelle} validé", corps)
    return details


def _rejet_fonde(modele: ModeleDeDocument, demande: Demande) -> Verdict:
    absentes = modele.controles.filter(presente=False).count()
    return Verdict((regles.rejet_fonde(absentes=absentes, motif=demande.donnees["motif"]),))


def _mentions_absentes(modele: ModeleDeDocument) -> Iterator[str]:
    for controle in modele.controles.filter(presente=False):
        suite = f" Texte à insérer : « {controle.texte} »." if controle.texte else ""
        remarque = f" {controle.remarque}" if controle.remarque else ""
        yield f"Absente : {controle.libelle} ({controle.reference}).{suite}{remarque}"


@transition(
    ModeleDeDocument,
    de=Statut.EN_ATTENTE,
    vers=Statut.REJETE,
    roles=(Role.GESTIONNAIRE,),
    garde=_apres_l_envoi,
    controle=_rejet_fonde,
    formulaire=MotifDeRejetForm,
    consequences=_mentions_absentes,
    libelle="Rejeter le modèle",
    recit="{objet.libelle} rejeté",
    question="Le fournisseur lira le motif, les mentions absentes et le texte exact à insérer. S’il y a déjà un modèle "
    "en service, il le reste.",
    bouton="Rejeter le modèle",
)
def rejeter(modele: ModeleDeDocument, demande: Demande) -> dict[str, Any]:
    """Says what is missing, in the words to write; a corrected model is a new import."""
    absentes = list(_mentions_absentes(modele))
    modele.motif = demande.donnees["motif"].strip() or MENTIONS_MANQUANTES
    lignes = "".join(f"\n- {absente}" for absente in absentes)
    corps = f"{modele} est rejeté par l’ASP.\n\n{modele.motif}\n{lignes}\n\nImportez un modèle corrigé."
    prevenir_de_la_decision(modele, demande, f"{modele.libelle} rejeté", corps)
    return {"motif": modele.motif} | _decider(modele, demande)
