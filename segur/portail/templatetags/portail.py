"""Small words of the templates. Builtin: no `load` needed."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms, template
from django.db.models import Exists, OuterRef
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from candidatures.catalogue import verdict_gestion
from candidatures.echeances import date_du_texte, limite_connue
from candidatures.instruction import instructeurs
from candidatures.messagerie import NonLus
from candidatures.models import Candidature, Collaborateur, Produit
from candidatures.transitions import instruction as des_candidatures
from financement.models import Commande, Creance, DemandeDeFinancement, Instruite
from financement.regles.monnaie import en_euros
from preuves.cartes import Cartes
from preuves.lignes import Ligne
from preuves.models import Chapitre
from preuves.transitions import attribution as des_chapitres
from segur.noyau.acces.garde import cle_de_garde
from segur.noyau.comptes.models import ANS_INSTRUIT
from segur.noyau.dispositifs.zones import Zone
from segur.noyau.documents.mesures import en_octets
from segur.noyau.temps import PARIS, a_temps, en_clair
from segur.noyau.transitions.web import demande
from segur.portail.etapes import etapes

register = template.Library()
COLLABORATEURS_MONTRES = 5
CARTES = "cartes"
DERNIER_JOUR = timedelta(hours=24)
register.filter("poids", en_octets)
register.filter("euros", en_euros)


@register.simple_tag(takes_context=True, name="cle_de_garde")
def la_cle_de_garde(context: Any) -> str:
    """Of who is really there: the support that sees as somebody has its own."""
    request = context["request"]
    return cle_de_garde(request.acteur.vu_par or request.user)


COULEURS = {
    "fr-badge--success": {
        "validee",
        "valide",
        "eligible",
        "conforme",
        "referencee",
        "produit",
        "avis_favorable",
        "envoye",
        "confirmee",
        "accordee",
        "acceptee",
        "importe",
        "accepte",
        "approuvees",
        "terminee",
        "confirme",
        "repondue",
        "paye",
        "applique",
        "actif",
        "livre",
    },
    "fr-badge--warning": {"a_modifier", "incomplete", "urgente", "suspendue", "a_confirmer", "interrompu", "suspendu"},
    "fr-badge--error": {
        "refusee",
        "depassee",
        "retiree",
        "avis_defavorable",
        "echec",
        "revoquee",
        "refuse",
        "rejetees",
        "opposees",
        "echouee",
        "rejetee",
        "rejete",
    },
    "fr-badge--info": {
        "heritee",
        "equivalente",
        "dispense",
        "transmis",
        "demandees",
        "verifiees",
        "soumise",
        "soumis",
        "envoyee",
        "signee",
        "en_cours",
        "chargee",
        "demande",
        "proche",
        "ouvert",
        "posee",
        "propose",
        "proposee",
        "en_lecture",
        "deposee",
        "controlee",
        "en_attente",
        "en_cours_d_import",
        "ouverte",
        "prepare",
        "approuve",
        "exporte",
        "lu",
        "a_livrer",
        "envoi_demande",
    },
}


@register.filter
def paris(instant: datetime | None) -> str:
    """« 22/07/2026 à 12:00 (heure de Paris) »."""
    return en_clair(instant) if instant else ""


@register.filter
def paris_court(instant: datetime | None) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y %H:%M}" if instant else ""


@register.filter
def pluriel(nombre: int) -> str:
    """French plural: from two on."""
    return "s" if nombre >= 2 else ""


@register.filter
def du_dossier(non_lus: NonLus, candidature: Candidature) -> int:
    """How many messages of that dossier the person has not read."""
    return non_lus.par_dossier.get(candidature.pk, 0) if non_lus else 0


COULEUR_DU_STATUT = {statut: SafeString(classe) for classe, statuts in COULEURS.items() for statut in statuts}


@register.filter
def heure(instant: datetime | None) -> str:
    """« 14:03 », in Paris."""
    return f"{instant.astimezone(PARIS):%H:%M}" if instant else ""


@register.filter
def couleur(statut: str) -> str:
    return COULEUR_DU_STATUT.get(statut, SafeString(""))


@register.simple_tag(takes_context=True)
def cartes(context: Context, lignes: list[Ligne]) -> SafeString:
    """The cards of these proofs, for who reads the page."""
    deja: Cartes | None = context.render_context.get(CARTES)
    if deja is None:
        deja = context.render_context[CARTES] = Cartes(
            {str(nom): valeur for nom, valeur in context.flatten().items()}, couleur
        )
    return SafeString("".join(deja.rendre(ligne) for ligne in lignes))


@register.filter
def est_un_groupe(contenu: Any) -> bool:
    """Of the menu: a list of entries, and not the label of one."""
    return isinstance(contenu, list)


@register.filter
def oui_non(valeur: Any) -> Any:
    return ("Oui" if valeur else "Non") if isinstance(valeur, bool) else valeur


@register.simple_tag
def lisible(valeur: Any) -> str:
    """An answer as people read it: Oui, Non, dates, one line per element of a list."""
    if isinstance(valeur, list):
        return format_html_join(mark_safe("<br>"), "{}", ((element,) for element in valeur))
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    return str(oui_non(valeur))


@register.simple_tag
def remarque_sur(cle: str, remarques: dict[str, Any]) -> Any:
    return remarques.get(cle)


@register.simple_tag
def limites(zone: Zone) -> SafeString:
    """What a deposit place takes, as attributes of its field: the script tells it before a file leaves."""
    return format_html_join(" ", '{}="{}"', zone.attributs().items())


@register.simple_tag
def cle_unique() -> str:
    """An idempotency key: a form sent twice acts once."""
    return uuid4().hex


@register.simple_tag(takes_context=True)
def avec_parametre(context: dict[str, Any], **parametres: Any) -> str:
    """The query string of this page, with some parameters changed (empty: removed)."""
    request: HttpRequest = context["request"]
    valeurs = {**request.GET.dict(), **parametres}
    return "?" + urlencode({cle: valeur for cle, valeur in valeurs.items() if valeur not in ("", None)})


@register.simple_tag(takes_context=True)
def vers_la_page(context: dict[str, Any], numero: int, nom: str) -> str:
    """The query string of another page of a list. `nom`: its parameter, `page` when it is empty."""
    return avec_parametre(context, **{nom or "page": numero})


@register.inclusion_tag("composants/champ.html")
def champ(champ: BoundField) -> dict[str, Any]:
    """One field in the design system's markup, with its help and its errors."""
    return {"champ": champ, "nature": _nature(champ.field.widget)}


def _nature(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choix"
    if isinstance(widget, forms.CheckboxInput):
        return "case"
    if isinstance(widget, forms.Select):
        return "liste"
    if isinstance(widget, forms.FileInput):
        return "fichier"
    return "saisie"


@register.filter
def rendre(champ: BoundField) -> SafeString:
    """The widget with its design-system class, described by its help and errors."""
    classes = {"liste": "fr-select", "saisie": "fr-input", "fichier": "fr-upload"}
    return champ.as_widget(attrs={"class": classes.get(_nature(champ.field.widget), "")})


@register.inclusion_tag("composants/frise.html")
def frise(candidature: Candidature, courante: int) -> dict[str, Any]:
    """The four steps and their statuses (E1-04)."""
    return {"etapes": etapes(candidature), "courante": courante}


@register.inclusion_tag("composants/collaborateurs.html", takes_context=True)
def collaborateurs(context: dict[str, Any], produit: Produit) -> dict[str, Any]:
    """Who has access to the product (E1-08): the first ones, and the way to the others."""
    premiers = Collaborateur.objects.pour_liste(produit)[:COLLABORATEURS_MONTRES]
    gestion = verdict_gestion(produit, context["acteur"])
    return {"produit": produit, "collaborateurs": premiers, "gestion": gestion}


@register.inclusion_tag("financement/bandeau_incompletes.html", takes_context=True)
def bandeau_des_incompletes(context: dict[str, Any]) -> dict[str, bool]:
    """B-FIN-06: on the financing pages of a supplier, as long as an order or a claim it sent is not deposited."""
    acteur = context["acteur"]
    commandes, creances = (
        Exists(modele._default_manager.filter(demande=OuterRef("pk"), statut=Instruite.Statut.INCOMPLETE))
        for modele in (Commande, Creance)
    )
    siennes = DemandeDeFinancement.objects.filter(fournisseur__organisation=acteur.organisation)
    return {"incompletes": acteur.est_editeur and siennes.filter(commandes | creances).exists()}


PRISES: dict[type[Any], dict[str, Any]] = {
    Candidature: {
        "gestes": des_candidatures,
        "ceci": "cette candidature",
        "champ": "candidature",
        "cle": "numero",
        "file": "candidatures:file",
        "confier": "candidatures:confier",
        "libelles": ("Mes étapes à instruire", "Toutes les étapes à instruire"),
    },
    Chapitre: {
        "gestes": des_chapitres,
        "ceci": "ce chapitre",
        "champ": "chapitre",
        "cle": "pk",
        "file": "preuves:file",
        "confier": "preuves:confier",
        "libelles": ("Mes chapitres à juger", "Tous les chapitres à juger"),
    },
}


@register.inclusion_tag("candidatures/prise_en_charge.html", takes_context=True)
def prise_en_charge(context: dict[str, Any], objet: Candidature | Chapitre) -> dict[str, Any]:
    """Who follows the candidature or the chapter for the ANS, since when, and what the actor may change about it."""
    request, demandee, prise = context["request"], demande(context["request"]), PRISES[type(objet)]
    gestes, (personne, depuis) = prise["gestes"], objet.suivi
    return prise | {
        "retour": request.get_full_path() if request.method == "GET" else objet.get_absolute_url(),
        "csrf_token": context["csrf_token"],
        "valeur": getattr(objet, prise["cle"]),
        "personne": personne,
        "depuis": depuis,
        "avec_sa_candidature": personne is not None and objet.instructeur_id is None,
        "en_place": instructeurs(demandee.recu_le).filter(pk=personne.pk).first() if personne else None,
        "moi": demandee.acteur.utilisateur,
        "instruit": demandee.acteur.tient(*ANS_INSTRUIT),
        "peut_prendre": gestes.prendre_en_charge.verdict(objet, demandee).favorable,
        "peut_rendre": gestes.rendre.verdict(objet, demandee).favorable,
        "collegues": instructeurs(demandee.recu_le) if gestes.attribuer.verdict(objet, demandee).favorable else [],
    }


@register.inclusion_tag("composants/echeance.html")
def echeance(candidature: Candidature, numero: int, objet: str, maintenant: datetime) -> dict[str, Any]:
    """The deadline banner (E1-03), with the text that sets it, the derogation that moves it, and what is left."""
    return {"objet": objet, "maintenant": maintenant, **_echeance(candidature, numero, maintenant)}


def _echeance(candidature: Candidature, numero: int, maintenant: datetime) -> dict[str, Any]:
    version, texte = (
        limite_connue(candidature, numero, au=maintenant),
        date_du_texte(candidature, numero, au=maintenant),
    )
    if version is None or version.valeur is None:
        return {"version": version}
    return {
        "version": version,
        "passee": not a_temps(recu_le=maintenant, limite=version.valeur),
        "texte": texte if texte and texte.valeur != version.valeur else None,
        "reste": temps_restant(maintenant, version.valeur),
    }


@register.filter
def epoque(instant: datetime) -> str:
    """Seconds since the epoch, with thousandths, for scripts."""
    return f"{instant.timestamp():.3f}"


def temps_restant(le: datetime, limite: datetime) -> str:
    """« 3 h 05 min », « 12 min », « 45 s » in the last day before a deadline; empty otherwise."""
    secondes = int((limite - le).total_seconds())
    if le > limite or limite - le > DERNIER_JOUR:
        return ""
    heures, minutes = secondes // 3600, secondes % 3600 // 60
    if heures:
        return f"{heures} h {minutes:02} min"
    return f"{minutes} min" if minutes else f"{secondes} s"
