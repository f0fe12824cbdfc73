"""A batch of transfers on its way: approved by a second person, exported once, settled by the bank."""

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from dsfr.forms import DsfrBaseForm

from financement.beneficiaires import commandes_arretees, sans_compte, sans_retenue, virements_changes
from financement.models import Fournisseur, LigneDePaiement, LotDePaiement, Part, Virement
from financement.models.paiement import PAIENT
from financement.regles import paiement as regles
from financement.regles.monnaie import en_euros
from financement.sepa.ordre import Compte, VirementDemande, fichier_de_virements
from financement.transitions import ecritures, retenues
from financement.verification import ecarts
from segur.noyau.comptes.models import Acteur, Appartenance, Delegation, Role
from segur.noyau.documents.depot import deposer_octets
from segur.noyau.regles import Motif, Verdict, verdict
from segur.noyau.temps import jour_de_paris
from segur.noyau.transitions import Demande, transition

Statut = LotDePaiement.Statut
DU_VIREMENT = Virement.Statut
ZONE = "fichier_bancaire"
OBJET = "Segur du numerique en sante"


class RaisonForm(DsfrBaseForm):
    motif = forms.CharField(
        label="Motif",
        help_text="Il reste dans l’historique du lot.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi : le motif reste dans l’historique du lot."},
    )


def role_tenu(acteur: Acteur, *roles: Role) -> Motif:
    """Read again and held until the end of the transaction: a role withdrawn during the request gives nothing."""
    siennes = Q(utilisateur=acteur.utilisateur) | Q(pk__in=_pretees(acteur, *roles))
    tenues = Appartenance.objects.filter(siennes, organisation=acteur.organisation, active=True)
    tenu = bool(list(tenues.filter(role__in=roles, utilisateur__is_active=True).select_for_update(of=("self",))))
    return Motif(
        "role_tenu", tenu, "Votre rôle est toujours le vôtre." if tenu else "Ce rôle vient de vous être retiré."
    )


def _pretees(acteur: Acteur, *roles: Role) -> list[int]:
    """The memberships lent to the actor for the request, whose delegation was not revoked since."""
    delegants = [delegue.par for delegue in acteur.delegations if delegue.role in roles]
    pretees = Delegation.objects.filter(delegataire=acteur.utilisateur, delegant__in=delegants, role__in=roles)
    tenues = pretees.filter(statut=Delegation.Statut.ACCORDEE).order_by("pk").select_for_update(of=("self",))
    return [delegation.appartenance_id for delegation in tenues]


def _intact(lot: LotDePaiement) -> Verdict:
    """What is there is what was prepared: nobody touched an amount, a line or a supplier's account meanwhile."""
    calculee, vifs = lot.calculer_l_empreinte(), list(lot.vifs())
    somme = sum(virement.montant for virement in vifs)
    juste = (somme, len(vifs)) == (lot.montant, lot.nombre)
    total = Motif(
        "total", juste, f"Le total du lot est celui de ses virements ({lot.nombre}) : {en_euros(lot.montant)}."
    )
    return verdict((regles.contenu_intact(attendue=lot.empreinte, calculee=calculee), total))


def _a_jour(lot: LotDePaiement, demande: Demande) -> Iterator[Motif]:
    """Bank details, orders and what is owed are what they were when it was prepared."""
    arretees = commandes_arretees(lot)
    noms = _noms(lot, sans_compte(lot, demande.recu_le).keys() - arretees.keys())
    yield regles.coordonnees_inchangees(changees=noms)
    yield regles.commandes_payables(arretees=[reference for siennes in arretees.values() for reference in siennes])
    yield regles.retenues_a_jour(manquantes=_noms(lot, sans_retenue(lot)))


def _noms(lot: LotDePaiement, virements: Collection[int]) -> list[str]:
    return sorted(lot.vifs().filter(pk__in=virements).values_list("fournisseur__organisation__nom", flat=True))


def _execution(lot: LotDePaiement, demande: Demande) -> Motif:
    motif = regles.execution_possible(execution_le=lot.execution_le, le=jour_de_paris(demande.recu_le))
    return Motif("execution", motif.satisfait, motif.explication)


def _approuvable(lot: LotDePaiement, demande: Demande) -> Verdict:
    controleurs = lot.controleurs()
    personnes = regles.personnes_distinctes(
        preparateur=lot.prepare_par_id,
        controleurs=controleurs,
        acteur=demande.acteur.compte_pour_une_de(lot.prepare_par_id, *controleurs),
    )
    return verdict((personnes, _execution(lot, demande), *_a_jour(lot, demande))) + _intact(lot)


def _sous_verrou(*roles: Role) -> Any:
    def controler(lot: LotDePaiement, demande: Demande) -> Verdict:
        """Judged again once the suppliers are held: their bank details do not change until the end."""
        concernes = Fournisseur.objects.filter(virements__lot=lot).values("pk")
        list(Fournisseur.objects.filter(pk__in=concernes).order_by("pk").select_for_update())
        return verdict((role_tenu(demande.acteur, *roles), *_a_jour(lot, demande)))

    return controler


def _resume(lot: LotDePaiement) -> Iterator[str]:
    yield f"Virements : {lot.nombre}, pour {en_euros(lot.montant)}, exécutés le {lot.execution_le:%d/%m/%Y}."
    for virement in lot.vifs().filter(retenu__gt=0).select_related("fournisseur__organisation"):
        yield f"Retenue sur un indu, {virement.fournisseur} : {en_euros(virement.retenu)}, déjà déduits."
    for virement in lot.vifs().exclude(signal="").select_related("fournisseur__organisation"):
        yield f"Signal de risque, {virement.fournisseur} : {virement.signal} Motif donné : {lot.motif_signaux}"


@transition(
    LotDePaiement,
    de=Statut.PREPARE,
    vers=Statut.APPROUVE,
    roles=PAIENT,
    garde=_approuvable,
    controle=_sous_verrou(*PAIENT),
    consequences=_resume,
    sensible=True,
    libelle="Approuver le lot",
    recit="Lot approuvé",
    question="Votre approbation porte sur ce contenu exact : elle tombe s’il change.",
    bouton="Approuver",
)
def approuver(lot: LotDePaiement, demande: Demande) -> dict[str, Any]:
    """By somebody who neither prepared it nor checked one of its orders."""
    lot.approuve_le, lot.approuve_par = demande.recu_le, demande.acteur.personne
    lot.empreinte_approuvee = lot.empreinte
    return {"montant": lot.montant, "virements": lot.nombre, "empreinte": lot.empreinte}


def _a_actualiser(lot: LotDePaiement, demande: Demande) -> Verdict:
    changes = len(virements_changes(lot, demande.recu_le))
    dit = f"{changes} virements sur {lot.nombre} sont à retirer."
    if not changes:
        dit = "Rien n’a changé depuis la préparation."
    elif changes == lot.nombre:
        dit = "Aucun virement ne resterait : annulez le lot."
    return verdict((Motif("changements", 0 < changes < lot.nombre, dit),))


@transition(
    LotDePaiement,
    de=(Statut.PREPARE, Statut.APPROUVE),
    vers=Statut.PREPARE,
    roles=(Role.PAYEUR,),
    garde=_a_actualiser,
    libelle="Actualiser le lot",
    recit="Lot actualisé",
    question="Les virements dont les coordonnées ont changé, dont une commande ne se paie plus, ou qui doivent retenir "
    "un indu, sortent du lot. Il est à approuver de nouveau.",
    bouton="Actualiser",
)
def actualiser(lot: LotDePaiement, demande: Demande) -> dict[str, Any]:
    """What may not leave as prepared is taken out, with its reason; the approval falls."""
    changes = virements_changes(lot, demande.recu_le)
    for virement in lot.virements.filter(pk__in=changes):
        ecarter(virement, changes[virement.pk])
    lot.approuve_le, lot.approuve_par, lot.empreinte_approuvee = None, None, ""
    arreter_le_contenu(lot)
    return {"retires": [f"{pk} : {motif}" for pk, motif in changes.items()], "montant": lot.montant}


def ecarter(virement: Virement, motif: str) -> None:
    """Its orders may be paid by another batch."""
    virement.lignes.update(vive=False)
    retenues.liberer(virement)
    virement.statut, virement.motif = DU_VIREMENT.ECARTE, motif
    virement.save(update_fields=["statut", "motif"])


def arreter_le_contenu(lot: LotDePaiement) -> None:
    """Number, amount and fingerprint, from what it holds."""
    vifs = list(lot.vifs())
    lot.nombre, lot.montant = len(vifs), sum(virement.montant for virement in vifs)
    lot.empreinte = lot.calculer_l_empreinte()


@transition(
    LotDePaiement,
    de=(Statut.PREPARE, Statut.APPROUVE),
    vers=Statut.ANNULE,
    roles=PAIENT,
    formulaire=RaisonForm,
    libelle="Annuler le lot",
    recit="Lot annulé",
    question="Rien ne part. Ses commandes peuvent entrer dans un autre lot.",
    bouton="Annuler le lot",
)
def annuler(lot: LotDePaiement, demande: Demande) -> dict[str, str]:
    """Until it is exported."""
    lot.annule_le, lot.annule_par = demande.recu_le, demande.acteur.personne
    lot.motif = demande.donnees["motif"].strip()
    for virement in lot.vifs():
        ecarter(virement, f"Lot annulé : {lot.motif}")
    return {"motif": lot.motif}


def _exportable(lot: LotDePaiement, demande: Demande) -> Verdict:
    if lot.fichier_id:
        return Verdict((Motif("deja", True, "Le fichier est déjà fait : il sera le même."),))
    connu = bool(settings.PAYEUR_NOM and settings.PAYEUR_IBAN and settings.PAYEUR_BIC)
    compte = Motif("payeur", connu, "Le compte qui paie se règle par SEGUR_PAYEUR_NOM, _IBAN et _BIC.")
    trouves = ecarts(set(_lignes(lot).values_list("commande", flat=True)))
    equilibre = Motif("equilibre", not trouves, "Écritures en équilibre." if not trouves else str(trouves[0]))
    motifs = (compte, equilibre, _execution(lot, demande), *_a_jour(lot, demande))
    return verdict(motifs) + _intact(lot)


def _lignes(lot: LotDePaiement) -> Any:
    lignes = LigneDePaiement.objects.filter(virement__lot=lot, vive=True)
    return lignes.select_related("commande__demande").order_by("commande__demande", "commande", "pk")


def _exportable_sous_verrou(lot: LotDePaiement, demande: Demande) -> Verdict:
    return (
        Verdict((role_tenu(demande.acteur, Role.PAYEUR),))
        if lot.fichier_id
        else _sous_verrou(Role.PAYEUR)(lot, demande)
    )


@transition(
    LotDePaiement,
    de=(Statut.APPROUVE, Statut.EXPORTE),
    vers=Statut.EXPORTE,
    roles=(Role.PAYEUR,),
    garde=_exportable,
    controle=_exportable_sous_verrou,
    consequences=_resume,
    sensible=True,
    libelle="Exporter le lot",
    recit="Lot exporté",
    question="Le fichier des virements est fait une fois. Un nouvel export rend le même, à l’octet près.",
    bouton="Exporter",
)
def exporter(lot: LotDePaiement, demande: Demande) -> dict[str, Any]:
    """The file, the lines of the ledger and the mark are one transaction; killed before its end, nothing was done."""
    document = lot.fichier
    if document is None:
        nom = f"{lot.message}.xml"
        document = deposer_octets(ordre_de(lot), nom=nom, zone=ZONE, acteur=demande.acteur, le=demande.recu_le)
        lot.fichier = document
        lot.exporte_le, lot.exporte_par = demande.recu_le, demande.acteur.personne
        lignes = list(_lignes(lot))
        ecritures.retenir_les_journaux(lignes)
        for ligne in lignes:
            ecritures.verser(ligne, demande)
        lot.vifs().update(statut=DU_VIREMENT.EXPORTE)
    return {"message": lot.message, "empreinte": document.fichier.empreinte}


def ordre_de(lot: LotDePaiement) -> bytes:
    """Dated by the approval: made again, it is the same."""
    if lot.approuve_le is None:
        raise ValueError("Seul un lot approuvé a un fichier.")
    virements = [
        VirementDemande(
            v.reference,
            Compte(v.coordonnees.titulaire, v.coordonnees.iban(), v.coordonnees.bic),
            v.montant,
            f"{OBJET} {v.reference} {_parts(v)}",
        )
        for v in lot.vifs().select_related("coordonnees").prefetch_related("lignes")
    ]
    payeur = Compte(settings.PAYEUR_NOM, settings.PAYEUR_IBAN.replace(" ", ""), settings.PAYEUR_BIC)
    return fichier_de_virements(
        message=lot.message,
        cree_le=lot.approuve_le,
        execution_le=lot.execution_le,
        payeur=payeur,
        virements=virements,
    )


def _parts(virement: Virement) -> str:
    """What the transfer pays, in the letters that banks take; the same once the bank has rejected it."""
    payees = {ligne.part for ligne in virement.lignes.all()}
    return ", ".join(part for part in Part.values if part in payees)


@transition(
    LotDePaiement,
    de=(Statut.EXPORTE, Statut.CLOS),
    vers=None,
    roles=(Role.PAYEUR,),
    libelle="Télécharger le fichier",
    recit="Fichier des virements téléchargé",
    a_sa_page=False,
)
def telecharger(lot: LotDePaiement, demande: Demande) -> dict[str, str]:
    """Only the line of the journal: the file holds IBANs in clear."""
    return {"message": lot.message}


def _tous_regles(lot: LotDePaiement, demande: Demande) -> Verdict:
    attendus = lot.virements.filter(statut=DU_VIREMENT.EXPORTE).count()
    return verdict((Motif("regles", not attendus, f"La banque n’a rien dit encore de {attendus} virements."),))


@transition(
    LotDePaiement,
    de=Statut.EXPORTE,
    vers=Statut.CLOS,
    roles=(Role.SYSTEME,),
    garde=_tous_regles,
    libelle="Clore le lot",
    recit="Lot clos : chaque virement est payé ou rejeté",
    a_sa_page=False,
)
def clore(lot: LotDePaiement, demande: Demande) -> None:
    """When the bank has spoken of every transfer."""
