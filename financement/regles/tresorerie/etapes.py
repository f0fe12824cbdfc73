"""What the payment of a part waits for: the one thing, who must act, why, and under which text. First match wins.

The database chooses from these same tables (`financement.tresorerie.lecture`): both always say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from financement.regles import textes
from financement.regles.tresorerie.faits import AVANCE, SECONDAIRE, SOLDE, Faits

PERSONNE, CLIENT, EDITEUR, ANS, ASP = "", "client", "editeur", "ans", "asp"
ACTEURS = {CLIENT: "Client", EDITEUR: "Éditeur", ANS: "ANS", ASP: "ASP"}
EXECUTION, DECISION, DEPOT, SANS_DATE = "execution", "decision", "depot", ""
OUI, NON = (True,), (False,)
CLOSES, EN_EXAMEN = ("rejetee", "retiree"), ("deposee", "controlee")
Condition = Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Etape:
    """`si`: by fact, the values that it may have. `base`: what its expected day is counted from; `depuis`: its age.

    `qui` is empty where nobody has anything to do: paid, or nothing will be. `section`: of the text that is cited.
    """

    code: str
    libelle: str
    qui: str
    pourquoi: str
    des_que: str = ""
    section: str = ""
    si: Condition = field(default_factory=dict)
    base: str = SANS_DATE
    depuis: str = "decision"

    @property
    def attendue(self) -> bool:
        return bool(self.qui)

    def convient(self, faits: Faits) -> bool:
        return all(getattr(faits, nom) in valeurs for nom, valeurs in self.si.items())


PAYEE = "payee"
_EN_BANQUE = (
    Etape(PAYEE, "Payée", PERSONNE, "La banque a confirmé le paiement.", si={"paiement": (PAYEE,)}),
    Etape(
        "envoyee",
        "Envoyée à la banque",
        ASP,
        "Le virement est parti : l’ASP attend le compte rendu de la banque.",
        "la banque confirme le virement",
        textes.DEPOT,
        {"paiement": ("envoyee",)},
        EXECUTION,
        "export",
    ),
    Etape(
        "en_lot",
        "En cours de mise en paiement",
        ASP,
        "La somme est dans un lot de paiement que l’ASP approuve puis envoie à la banque.",
        "l’ASP envoie le lot à la banque",
        textes.DEPOT,
        {"paiement": ("en_lot",)},
        EXECUTION,
        "lot",
    ),
)
_CLOSES = (
    Etape(
        "sans_suite",
        "Commande rejetée ou retirée",
        PERSONNE,
        "La commande est rejetée ou retirée : rien ne sera payé sur elle.",
        section=textes.AVANCE,
        si={"commande": CLOSES},
    ),
    Etape(
        "incapacite",
        "Incapacité déclarée",
        PERSONNE,
        "L’incapacité à réaliser la prestation est déclarée : rien n’est plus dû sur cette commande.",
        section=textes.REALISATION,
        si={"incapable": OUI},
    ),
    Etape(
        "retrait",
        "Référencement retiré",
        PERSONNE,
        "Le référencement de la solution est retiré : rien ne se paie plus sur elle.",
        section=textes.SOLDE,
        si={"retiree": OUI},
    ),
)
_VALIDEE: Condition = {"demande": ("validee",)}
_A_PAYER = (
    Etape(
        "a_reverser",
        "Reversement attendu",
        EDITEUR,
        "La somme est validée, et un reversement est ordonné sur cette commande : rien n’est payé sur elle avant.",
        "le reversement est reçu, ou l’ASP décide de le retenir sur les paiements",
        textes.RECOUVREMENT,
        {**_VALIDEE, "a_reverser": OUI},
    ),
    Etape(
        "sans_coordonnees",
        "Coordonnées bancaires manquantes",
        EDITEUR,
        "La somme est validée, mais aucune coordonnée bancaire n’est en service pour la recevoir.",
        "des coordonnées bancaires approuvées sont en service",
        textes.DEPOT,
        {**_VALIDEE, "coordonnees": ("aucune",)},
    ),
    Etape(
        "delai_iban",
        "Délai de sécurité de l’IBAN",
        ASP,
        "La somme est validée ; le nouvel IBAN est dans son délai de sécurité, et rien ne part avant sa fin.",
        "le délai de sécurité du nouvel IBAN est écoulé",
        textes.DEPOT,
        {**_VALIDEE, "coordonnees": ("delai",)},
    ),
    Etape(
        "compte_rejete",
        "Compte refusé par la banque",
        EDITEUR,
        "La banque a rejeté le virement à cause du compte : vérifiez les coordonnées bancaires.",
        "les coordonnées bancaires sont corrigées et approuvées",
        textes.DEPOT,
        {**_VALIDEE, "paiement": ("compte_rejete",)},
    ),
    Etape(
        "a_payer",
        "Validée, à payer",
        ASP,
        "La somme est validée : l’ASP la met dans un lot de paiement.",
        "l’ASP prépare un lot de paiement",
        textes.DEPOT,
        _VALIDEE,
        DECISION,
    ),
)


def _examen(section: str) -> tuple[Etape, ...]:
    return (
        Etape(
            "a_valider",
            "Contrôlée, à valider",
            ASP,
            "Un agent de l’ASP a contrôlé la demande : un second agent décide.",
            "un second agent de l’ASP valide la demande",
            section,
            {"demande": ("controlee",)},
            DEPOT,
            "controle",
        ),
        Etape(
            "a_instruire",
            "À instruire",
            ASP,
            "La demande est déposée : l’ASP l’examine.",
            "l’ASP valide la demande",
            section,
            {"demande": ("deposee",)},
            DEPOT,
            "depot",
        ),
        Etape(
            "a_corriger",
            "À corriger",
            EDITEUR,
            "L’ASP demande de corriger ou de compléter la demande.",
            "la demande est corrigée et renvoyée, puis validée par l’ASP",
            section,
            {"demande": ("a_modifier",)},
            depuis="retour",
        ),
    )


_AVANCE = (
    *_EN_BANQUE,
    *_CLOSES,
    *_A_PAYER,
    Etape(
        "place_disputee",
        "Client disputé",
        ASP,
        "Une autre commande existe pour ce client : l’ASP tranche entre les deux.",
        "l’ASP a choisi entre les deux commandes",
        textes.UNICITE,
        {"place_disputee": OUI},
        depuis="depot",
    ),
    *_examen(textes.AVANCE),
    Etape(
        "a_deposer",
        "À déposer",
        EDITEUR,
        "Des pièces de la commande manquent : elle n’est pas encore déposée.",
        "la commande est déposée avec ses pièces, puis validée par l’ASP",
        textes.AVANCE,
        depuis="reception",
    ),
)
_ATTEND_L_AVANCE = (
    Etape(
        "attend_l_avance",
        "Attend la décision sur l’avance",
        ASP,
        "L’avance de cette commande n’est pas encore décidée.",
        "l’avance est validée",
        textes.SOLDE,
        {"commande": EN_EXAMEN},
        depuis="depot",
    ),
    Etape(
        "attend_la_commande",
        "Attend la commande",
        EDITEUR,
        "La commande n’est pas déposée, ou doit être corrigée.",
        "la commande est déposée complète, puis validée",
        textes.SOLDE,
        {"commande": ("incomplete", "a_modifier")},
        depuis="reception",
    ),
)
_BROUILLON = Etape(
    "demande_incomplete",
    "Demande à compléter",
    EDITEUR,
    "Une demande de paiement est commencée, et n’est pas déposée.",
    "la demande est déposée avec ses pièces, puis validée par l’ASP",
    textes.SOLDE,
    {"demande": ("brouillon",)},
)
_SOLDE = (
    *_EN_BANQUE,
    *_CLOSES,
    *_ATTEND_L_AVANCE,
    Etape("rien", "Rien à payer", PERSONNE, "L’avance a tout payé.", section=textes.SOLDE, si={"nulle": OUI}),
    *_A_PAYER,
    *_examen(textes.SOLDE),
    Etape(
        "forclose",
        "Date 6 passée",
        PERSONNE,
        "La Date 6 est passée sans demande de solde : il n’est plus dû.",
        section=textes.SOLDE,
        si={"forclos": OUI},
    ),
    Etape(
        "date_5_passee",
        "Date 5 passée",
        PERSONNE,
        "La Date 5 est passée sans solde demandé ni attestation de fin : le solde n’est plus dû.",
        section=textes.SOLDE,
        si={"realisation": ("hors_delai",)},
    ),
    Etape(
        "pilotes_a_verifier",
        "Pilotes à valider",
        ANS,
        "Les PV des premières installations sont transmis : l’ANS les vérifie.",
        "l’ANS valide les premières installations",
        textes.SOLDE,
        {"pilotes": ("transmis",)},
        depuis="pilotes",
    ),
    Etape(
        "pilotes_a_constituer",
        "Pilotes à transmettre",
        EDITEUR,
        "Les PV des premières installations ne sont pas transmis à l’ANS, ou sont à compléter.",
        "les PV des premières installations sont transmis, puis validés par l’ANS",
        textes.SOLDE,
        {"pilotes": ("a_constituer",)},
    ),
    Etape(
        "preserie",
        "Présérie à valider",
        EDITEUR,
        "La présérie Ordonnance numérique n’est pas validée par l’Assurance maladie.",
        "la présérie est validée par l’Assurance maladie et constatée par l’ANS",
        textes.SOLDE,
        {"preserie": NON},
    ),
    _BROUILLON,
    Etape(
        "va_attendue",
        "VA à signer",
        CLIENT,
        "La prestation est attestée achevée : il manque la demande de solde, avec la VA signée par le client.",
        "le client signe la VA et le solde est demandé",
        textes.VERIFICATION,
        {"realisation": ("attestee",)},
        depuis="attestation",
    ),
    Etape(
        "a_realiser",
        "Prestation à réaliser",
        EDITEUR,
        "La prestation n’est pas déclarée achevée, et aucune demande de solde ne compte.",
        "la prestation est réalisée et le solde demandé, avec la VA et la facture",
        textes.REALISATION,
    ),
)
_SECONDAIRE = (
    *_EN_BANQUE,
    Etape("sans_objet", "Sans prestation secondaire", PERSONNE, "Ce dispositif n’en a pas.", si={"secondaire": NON}),
    *_CLOSES,
    *_ATTEND_L_AVANCE,
    *_A_PAYER,
    *_examen(textes.SECONDAIRE),
    Etape(
        "resiliee",
        "Contrat résilié",
        PERSONNE,
        "Le client a résilié son contrat : la prestation secondaire n’est pas payée.",
        section=textes.SECONDAIRE,
        si={"resiliee": OUI},
    ),
    Etape(
        "solde_perdu",
        "Solde non dû",
        PERSONNE,
        "Le solde de la prestation principale n’est plus dû : la prestation secondaire ne l’est pas non plus.",
        section=textes.SECONDAIRE,
        si={"solde": ("perdu",)},
    ),
    Etape(
        "forclose",
        "Délai passé",
        PERSONNE,
        "Le délai pour demander la prestation secondaire est passé.",
        section=textes.SECONDAIRE,
        si={"forclos": OUI},
    ),
    Etape(
        "attend_le_solde",
        "Attend le solde",
        EDITEUR,
        "La prestation secondaire se demande une fois le solde validé.",
        "le solde est validé",
        textes.SECONDAIRE,
        {"solde": ("ouvert",)},
    ),
    _BROUILLON,
    Etape(
        "secondaire_a_demander",
        "À demander",
        EDITEUR,
        "Le journal de monitoring est transmis : la prestation secondaire peut être demandée.",
        "la prestation secondaire est demandée, puis validée par l’ASP",
        textes.SECONDAIRE,
        {"journal": OUI},
        depuis="journal",
    ),
    Etape(
        "en_observation",
        "Niveau à atteindre",
        EDITEUR,
        "Le niveau d’alimentation de Mon espace santé se constate sur six mois continus ; le journal se transmet.",
        "le niveau est atteint et le journal transmis",
        textes.SECONDAIRE,
        depuis="solde",
    ),
)
ETAPES: Mapping[str, tuple[Etape, ...]] = {AVANCE: _AVANCE, SOLDE: _SOLDE, SECONDAIRE: _SECONDAIRE}


def etape_de(part: str, faits: Faits) -> Etape:
    """The last one of each part asks nothing: there is always one."""
    return next(etape for etape in ETAPES[part] if etape.convient(faits))


def etape(part: str, code: str) -> Etape:
    return next(etape for etape in ETAPES[part] if etape.code == code)


PERDUES = tuple(etape.code for etape in _SOLDE if not etape.attendue and etape.code not in (PAYEE, "rien"))
"""Steps of a balance that will never be paid."""
LIBELLES: Mapping[str, str] = {e.code: e.libelle for part in ETAPES for e in ETAPES[part] if e.attendue}
"""By code, the steps where something is still awaited: one code has one label, whatever the part."""
QUI: Mapping[str, str] = {e.code: e.qui for part in ETAPES for e in ETAPES[part]}
"""By code, who must act: the same whatever the part."""
LIMITES: Mapping[str, Mapping[str, int]] = {
    AVANCE: {"a_deposer": 4},
    SOLDE: {"a_realiser": 5}
    | dict.fromkeys(("va_attendue", "demande_incomplete", "preserie", "pilotes_a_constituer", "pilotes_a_verifier"), 6),
}
"""By part and step, the Date until which the supplier may still act (AV-02, REA-02, SOL-03)."""
